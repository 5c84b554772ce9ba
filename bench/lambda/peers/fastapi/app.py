"""The API of the benchmark with FastAPI and Mangum. Endpoints are async, its quicker kind: none of them waits."""

from typing import Annotated

from fastapi import FastAPI, Path, Query
from mangum import Mangum
from pydantic import BaseModel, Field

app = FastAPI(title="Bench", version="1.0.0")


class ItemIn(BaseModel):
    name: str = Field(min_length=1, max_length=100)
    description: str | None = Field(default=None, max_length=300)
    price: float = Field(gt=0)
    tax: float | None = Field(default=None, ge=0)
    tags: list[Annotated[str, Field(min_length=1, max_length=20)]] = Field(default=[], max_length=5)


class Item(BaseModel):
    id: int
    name: str
    description: str | None
    price: float
    tax: float | None
    tags: list[str]


@app.get("/items/{item_id}")
async def read_item(item_id: Annotated[int, Path(ge=1)], q: Annotated[str | None, Query(max_length=50)] = None) -> Item:
    return Item(id=item_id, name="Tea pot", description=q, price=19.5, tax=None, tags=["kitchen", "tea"])


@app.post("/items", status_code=201)
async def create_item(item: ItemIn) -> Item:
    return Item(id=1, **item.model_dump())


handler = Mangum(app, lifespan="off")
