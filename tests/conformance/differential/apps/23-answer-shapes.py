import enum
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel, ConfigDict, Field, computed_field

app = FastAPI(title="Answers", version="3")


class Kind(str, enum.Enum):
    a = "a"
    b = "b-b"


class Level(enum.IntEnum):
    low = 1
    high = 30


class Owner(BaseModel):
    name: str
    secret: str = Field("s3", exclude=True)
    nick: str | None = None


class Item(BaseModel):
    item_id: int = Field(serialization_alias="itemId")
    title: str = Field(alias="theTitle")
    owner: Owner | None = None
    tags: list[str] = []
    kind: Kind = Kind.a
    price: float = Field(1.0, gt=0)

    @computed_field(description="Twice the price")
    @property
    def double_price(self) -> float:
        return self.price * 2


class ItemIn(BaseModel):
    item_id: int
    title: str
    owner: Owner | None = None
    tags: list[str] = []
    kind: Kind = Kind.a
    price: float = Field(1.0, gt=0)


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    bark: float


Pet = Annotated[Cat | Dog, Field(discriminator="kind")]


class Types(BaseModel):
    day: date
    at: datetime
    naive: datetime
    clock: time
    span: timedelta
    id: UUID
    fee: Decimal
    level: Level
    pair: tuple[int, str]
    many: tuple[float, ...]
    nums: set[int]
    pet: Pet
    pets: dict[str, Pet]
    any: Any
    loose: int | str | None
    grid: list[list[float]]
    by_day: dict[int, str]


class Page(BaseModel):
    items: list[Item]
    next: str | None = None
    by_key: dict[str, Item] = {}


def item(n=1, **more):
    return Item(item_id=n, theTitle=f"t{n}", **more)


full = dict(owner=Owner(name="Ann", nick="A"), tags=["x"], kind=Kind.b, price=2.5)


@app.get("/item")
def plain() -> Item:
    return item(1, **full)


@app.get("/unset", response_model_exclude_unset=True)
def unset() -> Item:
    return item(2, price=1.0, owner=Owner(name="Bob"))


@app.get("/defaults", response_model_exclude_defaults=True)
def defaults() -> Item:
    return item(3, price=1.0, tags=["y"])


@app.get("/none", response_model_exclude_none=True)
def none() -> Page:
    return Page(items=[item(4), item(5, **full)])


@app.get("/included", response_model_include={"item_id", "title", "double_price"})
def included() -> Item:
    return item(6, **full)


@app.get("/excluded", response_model_exclude={"tags", "kind"})
def excluded() -> Item:
    return item(7, **full)


@app.get("/by-name", response_model_by_alias=False)
def by_name() -> list[Item]:
    return [item(8), item(9, **full)]


@app.get("/page")
def page() -> Page:
    return Page(items=[item(1), item(2, **full)], next="n", by_key={"k": item(3)})


@app.get(
    "/page-filtered",
    response_model_exclude={"items": {"__all__": {"owner": {"nick"}, "tags": True}}, "by_key": True},
    response_model_exclude_none=True,
)
def page_filtered() -> Page:
    return Page(items=[item(1), item(2, **full)], next="n", by_key={"k": item(3)})


@app.post("/echo", status_code=202, response_description="Taken")
def echo(x: ItemIn) -> Item:
    return Item(**x.model_dump(exclude={"title"}), theTitle=x.title)


@app.get("/pets/{kind}")
def pets(kind: str) -> Pet:
    return Cat(lives=9) if kind == "cat" else Dog(bark=1.5)


@app.get("/maybe/{n}")
def maybe(n: int) -> Item | None:
    return item(n) if n else None


@app.get("/map")
def mapped() -> dict[str, Item]:
    return {"a": item(1), 'é "q"': item(2)}


@app.get("/scalar/{which}")
def scalar(which: Literal["int", "text", "null"]) -> int | str | None:
    return {"int": 5, "text": "x", "null": None}[which]


@app.get("/types")
def types(x: float = 0.1) -> Types:
    return Types(
        day=date(2024, 2, 29),
        at=datetime(2024, 2, 29, 12, 30, tzinfo=timezone(timedelta(hours=2))),
        naive=datetime(2024, 2, 29, 12, 30, 1, 500),
        clock=time(1, 2, 3),
        span=timedelta(days=1, seconds=3.5),
        id=UUID(int=5),
        fee=Decimal("1.10"),
        level=Level.high,
        pair=(1, "x"),
        many=(x, 1, -0.0),
        nums={7},
        pet=Dog(bark=x),
        pets={"a": Cat(lives=1)},
        any={"k": [1, 2.5, None, "é"]},
        loose="s",
        grid=[[x], []],
        by_day={1: "m"},
    )


class Error(BaseModel):
    code: int
    at: datetime | None = None


@app.get(
    "/fail/{code}",
    responses={
        404: {"model": Error, "description": "Not there"},
        410: {"description": "Gone"},
        "5XX": {"model": Error},
    },
)
def fail(code: int) -> Item:
    raise HTTPException(code, {"code": code, "why": ["x", None]}, headers={"X-Code": str(code)})


@app.get("/status/{n}", status_code=201)
def status(n: int, response: Response) -> Level:
    response.status_code = n
    response.headers["X-N"] = str(n)
    response.set_cookie("n", str(n), max_age=5, httponly=True)
    return Level.high


@app.head("/item")
def head_item() -> Item:
    return item(1)


@app.put("/nothing", status_code=205)
def nothing() -> None:
    return None


class Base(BaseModel):
    model_config = ConfigDict(title="The base", json_schema_extra={"examples": []})
    x: int = Field(title="An X", description="Number", examples=[1, 2])
    y: str | None = Field(None, description="Text", deprecated=True)


Base.model_config.pop("json_schema_extra")
Base.model_rebuild(force=True)


@app.post("/base")
def base(b: Base) -> list[Base]:
    return [b, b]
