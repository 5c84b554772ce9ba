"""The API of the benchmark in FastAPI. Endpoints are async, its quicker kind: none of them waits for anything."""

from typing import Annotated

from fastapi import FastAPI, Path, Query
from pydantic import BaseModel, Field

app = FastAPI(title="Bench", version="1.0.0")


class Customer(BaseModel):
    name: str = Field(min_length=1, max_length=100)
    email: str = Field(min_length=3, max_length=254)
    vip: bool = False


class Line(BaseModel):
    sku: str = Field(min_length=1, max_length=20)
    quantity: int = Field(ge=1, le=1000)
    price: float = Field(gt=0)


class Order(BaseModel):
    id: int = Field(ge=1)
    customer: Customer
    lines: list[Line] = Field(min_length=1, max_length=100)
    note: str | None = Field(default=None, max_length=500)
    discount: float = Field(default=0, ge=0, le=1)


class Item(BaseModel):
    item_id: int
    limit: int
    name: str


@app.get("/items/{item_id}")
async def read_item(item_id: Annotated[int, Path(ge=1)], limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Item:
    return Item(item_id=item_id, limit=limit, name="Lamp")


@app.post("/orders")
async def create_order(order: Order) -> Order:
    return order
