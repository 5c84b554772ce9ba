from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Path, Query, Response
from pydantic import BaseModel, Field


class Book(BaseModel):
    id: int
    title: str


class Review(BaseModel):
    stars: int = Field(ge=1, le=5)
    text: str | None = None


class Problem(BaseModel):
    code: int
    why: str


class Seen(BaseModel):
    skip: int
    limit: int


def paging(
    skip: Annotated[int, Query(ge=0)] = 0, limit: Annotated[int, Query(ge=1, le=50, description="At most")] = 10
):
    return Seen(skip=skip, limit=limit)


def need_token(x_token: Annotated[str, Header()]):
    if x_token != "s3":
        raise HTTPException(403, "bad token")


def shop_of(shop_id: Annotated[int, Path(ge=1)], paging: Annotated[Seen, Depends(paging)]):
    if shop_id > 100:
        raise HTTPException(404, "no such shop", headers={"X-Shop": "none"})
    return shop_id


def trace(response: Response, trace: Annotated[str | None, Query(max_length=3)] = None):
    if trace:
        response.headers["X-Trace"] = trace


app = FastAPI(title="Shops", version="1.0", dependencies=[Depends(trace)], responses={500: {"description": "Broken"}})

reviews = APIRouter(prefix="/{book_id}/reviews", tags=["reviews"])


@reviews.get("")
def list_reviews(book_id: int, p: Annotated[Seen, Depends(paging)]) -> list[Review]:
    return [Review(stars=5, text=str(book_id))] * min(p.limit, 2)


@reviews.post("/", status_code=201, responses={409: {"model": Problem, "description": "Reviewed before"}})
def add_review(book_id: int, review: Review) -> Review:
    return review


books = APIRouter(prefix="/books", tags=["books", "all"], responses={404: {"description": "No such book"}})


@books.get("", summary="All books")
def list_books(p: Annotated[Seen, Depends(paging)]) -> list[Book]:
    return [Book(id=i, title="t") for i in range(p.skip, p.skip + min(p.limit, 3))]


@books.get("/{book_id}", responses={404: {"model": Problem, "description": "Gone"}}, tags=["one"])
def read_book(book_id: int) -> Book:
    return Book(id=book_id, title="t")


@books.delete("/{book_id}", status_code=204, deprecated=True)
def delete_book(book_id: int) -> None:
    return None


books.include_router(reviews, dependencies=[Depends(need_token)])

stock = APIRouter(prefix="/stock", dependencies=[Depends(need_token)], deprecated=True)


@stock.get("/count", response_model=int)
def count(shop_id: Annotated[int, Depends(shop_of)]):
    return shop_id


@stock.put("/count/{n:int}", operation_id="put_the_count")
def put_count(n: int, shop_id: Annotated[int, Depends(shop_of)], p: Annotated[Seen, Depends(paging)]) -> Seen:
    return Seen(skip=n + shop_id, limit=p.limit)


inner = APIRouter(include_in_schema=False)


@inner.get("/ping")
def ping() -> str:
    return "pong"


shops = APIRouter(prefix="/shops/{shop_id}", tags=["shops"])
shops.include_router(stock, tags=["stock"])


@shops.get("/")
def read_shop(shop_id: Annotated[int, Depends(shop_of)]) -> dict[str, int]:
    return {"id": shop_id}


app.include_router(books)
app.include_router(books, prefix="/v2", tags=["v2"], deprecated=True, responses={418: {"description": "A teapot"}})
app.include_router(shops)
app.include_router(inner)
app.include_router(reviews, prefix="/papers", include_in_schema=False)


@app.get("/", tags=["root"])
def root() -> dict[str, str]:
    """The root.

    Says *hello*."""
    return {"hello": "world"}
