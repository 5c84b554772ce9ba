import enum
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Body, Cookie, FastAPI, Form, Header, Path, Query
from pydantic import BaseModel, Field

app = FastAPI(
    title="Places",
    version="0.9.0-beta",
    summary="Where values stand",
    description="All *places*.",
    terms_of_service="https://example.com/terms",
    contact={"name": "Ann", "url": "https://example.com/ann", "email": "ann@example.com"},
    license_info={"name": "MIT", "url": "https://example.com/mit"},
    openapi_tags=[{"name": "query", "description": "In the query"}, {"name": "header", "description": "In headers"}],
    servers=[{"url": "https://api.example.com", "description": "The real one"}],
)


class Size(enum.IntEnum):
    small = 1
    large = 2


class Color(str, enum.Enum):
    red = "red"
    blue = "blue"


Code = Annotated[str, Field(pattern="^[a-z]{2,3}$")]


class OpenFilter(BaseModel):
    model_config = {"extra": "allow"}
    limit: int = Field(10, ge=1, le=100)
    since: date | None = None


class ClosedFilter(BaseModel):
    model_config = {"extra": "forbid"}
    q: str = Field(min_length=2, alias="search")
    sizes: list[Size] = []
    color: Color = Color.red
    codes: set[Code] | None = None
    at: datetime | None = None
    ratio: float = Field(0.5, gt=0, lt=1, description="A ratio")
    kind: Literal["a", "b"] = "a"
    old: str | None = Field(None, deprecated=True, examples=["x", "y"])
    page_no: int = Field(1, validation_alias="page", title="Page number")


class Headers(BaseModel):
    model_config = {"extra": "forbid"}
    host: str
    connection: str | None = None
    x_key: str = Field(min_length=3)
    x_limit: int | None = None
    x_tags: list[str] = []


class LooseHeaders(BaseModel):
    if_match: str | None = None
    x_count: int = 1
    odd: str | None = Field(None, alias="X-Odd")
    x_size: Size = Size.small


class Jar(BaseModel):
    session: UUID
    theme: Color = Color.blue
    n: int | None = Field(None, ge=0)


class Upload(BaseModel):
    name: str = Field(max_length=5)
    size: Size = Size.small
    tags: list[str] = []
    ratio: float | None = None
    day: date | None = None
    flag: bool = False
    code: Code | None = Field(None, alias="the-code")


class Item(BaseModel):
    name: str
    price: float = Field(gt=0, examples=[1.5])


class User(BaseModel):
    user_name: str = Field(alias="userName")
    full: str | None = Field(None, alias="fullName", title="The full name")


@app.get("/open", tags=["query"])
def open_filter(f: Annotated[OpenFilter, Query()]):
    return {"limit": f.limit, "since": f.since}


@app.get("/closed", tags=["query"], summary="A closed filter", response_description="What was asked")
def closed_filter(f: Annotated[ClosedFilter, Query()]):
    """Asks for *things*.

    Over two paragraphs."""
    return {
        "q": f.q,
        "sizes": f.sizes,
        "color": f.color,
        "codes": sorted(f.codes or []),
        "at": f.at and f.at.isoformat().replace("+00:00", "Z"),
        "ratio": f.ratio,
        "kind": f.kind,
        "old": f.old,
        "page_no": f.page_no,
    }


@app.get("/headers", tags=["header"])
def headers(h: Annotated[Headers, Header()]):
    return {"key": h.x_key, "limit": h.x_limit, "tags": h.x_tags}


@app.get("/loose-headers", tags=["header"])
def loose_headers(h: Annotated[LooseHeaders, Header()]):
    return h


@app.get("/jar")
def jar(c: Annotated[Jar, Cookie()]):
    return c


@app.post("/upload")
def upload(u: Annotated[Upload, Form()]):
    return u


@app.get("/mixed/{item_id}/{color}/{day}")
def mixed(
    item_id: Annotated[int, Path(ge=1, title="The id", description="Which item", examples=[5])],
    color: Color,
    day: date,
    q: Annotated[str | None, Query(min_length=2, max_length=5, pattern="^[a-z]+$", alias="item-query")] = None,
    sizes: Annotated[list[Size], Query(max_length=2)] = [Size.small],
    ids: Annotated[list[UUID] | None, Query()] = None,
    when: Annotated[datetime | None, Query(description="When")] = None,
    x_token: Annotated[list[int] | None, Header()] = None,
    x_color: Annotated[Color | None, Header()] = None,
    last: Annotated[float, Cookie(ge=0)] = 0.5,
    mode: Annotated[Literal["fast", "slow"] | None, Query()] = None,
    level: Annotated[Literal[1, 2], Query()] = 1,
    old: Annotated[bool, Query(deprecated=True, include_in_schema=True)] = False,
    secret: Annotated[str, Query(include_in_schema=False)] = "s",
):
    return {
        "item_id": item_id,
        "color": color,
        "day": day,
        "q": q,
        "sizes": sizes,
        "ids": ids,
        "when": when,
        "x_token": x_token,
        "x_color": x_color,
        "last": last,
        "mode": mode,
        "level": level,
        "old": old,
        "secret": secret,
    }


@app.put("/bodies/{item_id}")
def bodies(
    item_id: int,
    item: Item,
    user: User,
    importance: Annotated[int, Body(ge=0, le=5)] = 1,
    tags: Annotated[list[str], Body(max_length=2)] = [],
    note: Annotated[str | None, Body()] = None,
    q: str | None = None,
):
    return {
        "item_id": item_id,
        "item": item,
        "user": user,
        "importance": importance,
        "tags": tags,
        "note": note,
        "q": q,
    }


@app.put("/embedded")
def embedded(user: Annotated[User, Body(embed=True, title="The user", description="Who")]) -> User:
    return user


@app.put("/embedded-list")
def embedded_list(items: Annotated[list[Item], Body(embed=True, min_length=1)]) -> list[Item]:
    return items


@app.put("/optional-body")
def optional_body(item: Item | None = None, user: User | None = None):
    return {"item": item, "user": user}


@app.put("/number")
def number(n: Annotated[float, Body(ge=0, lt=100, multiple_of=0.5, examples=[1.5])]) -> float:
    return n


@app.put("/choice")
def choice(c: Annotated[Literal["a", "b"], Body()], color: Annotated[Color, Body()] = Color.red):
    return {"c": c, "color": color}


@app.post("/form/{n}")
def form(
    n: int,
    name: Annotated[str, Form(min_length=1, max_length=5)],
    sizes: Annotated[list[Size], Form()] = [],
    day: Annotated[date | None, Form()] = None,
    color: Annotated[Color, Form(alias="the-color")] = Color.red,
    ratio: Annotated[float, Form(gt=0)] = 1.0,
    q: str = "x",
):
    return {"n": n, "name": name, "sizes": sizes, "day": day, "color": color, "ratio": ratio, "q": q}


@app.delete("/gone", deprecated=True, status_code=204)
def gone(n: int = 1) -> None:
    return None


@app.get("/secret", include_in_schema=False)
def secret(n: int):
    return {"n": n}
