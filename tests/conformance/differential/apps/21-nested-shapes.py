import enum
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, Union
from uuid import UUID

from fastapi import Body, FastAPI
from pydantic import BaseModel, EmailStr, Field

app = FastAPI(title="Shapes", version="2.1.0")


class Level(enum.IntEnum):
    low = 1
    high = 30


class Tone(str, enum.Enum):
    red = "red"
    dark_blue = "dark-blue"


Sku = Annotated[str, Field(pattern=r"^[A-Z]{2}\d+$", max_length=8)]
Score = Annotated[int, Field(ge=0, le=100)]
Name = Annotated[str, Field(min_length=1)]


class Part(BaseModel):
    sku: Sku
    parts: list["Part"] = []
    by_slot: dict[str, "Part"] = {}
    alt: Union["Part", None] = None


class Author(BaseModel):
    name: Name
    books: list["Book"] = []


class Book(BaseModel):
    """A book, with who wrote it."""

    title: str
    author: Author | None = None
    price: Annotated[float, Field(gt=0)] = 1.5


Author.model_rebuild()


class Board(BaseModel):
    skus: Annotated[list[Sku], Field(min_length=1, max_length=3)]
    scores: dict[str, Score] = {}
    grid: list[list[Score]] = []
    names: set[Name] = set()
    spot: tuple[int, str, bool]
    weights: dict[str, list[float]] = {}
    lookup: dict[int, Sku] = {}
    few: Annotated[dict[str, int], Field(min_length=1, max_length=2)] = {}
    spots: list[tuple[int, str, bool]] = []
    maybe: list[int | None] = []
    deep: dict[str, dict[str, int]] = {}
    levels: list[Level] = []
    tones: dict[str, Tone] = {}
    pair: tuple[Score, Part] | None = None


class Presence(BaseModel):
    a: int
    b: int | None
    c: int | None = None
    d: int = 3
    e: int | None = 4
    f: Annotated[str, Field(min_length=2)] = "xy"
    g: list[int] | None = None
    h: dict[str, int] | None
    i: Part | None
    j: date | None = None
    k: Level = Level.low
    l: Tone | None = Tone.dark_blue
    m: list[Tone] = [Tone.red]
    n: Annotated[str | None, Field(max_length=3)] = None
    o: bool = True
    p: float = 2.0


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: Score = 9


class Dog(BaseModel):
    kind: Literal["dog", "wolf"]
    bark: float


class Circle(BaseModel):
    radius: float


class Rect(BaseModel):
    w: float
    h: float = 1.0


Pet = Annotated[Union[Cat, Dog], Field(discriminator="kind")]


class Zoo(BaseModel):
    pets: list[Pet] = []
    by_name: dict[str, Pet] = {}
    star: Pet | None = None
    value: int | str | bool
    shape: Circle | Rect | str = "none"
    shapes: list[Circle | Rect] = []
    nums: list[int | float] = []
    many: int | list[int] | None = None
    tone: Tone | int = 3
    when: datetime | date | None = None


class Literals(BaseModel):
    one: Literal[1]
    mixed: Literal[1, "two", True] = 1
    opt: Literal["a", "b"] | None = None
    several: list[Literal["x", "y"]] = []
    level: Level
    tone: Tone = Tone.red


class Bounds(BaseModel):
    day: Annotated[date, Field(ge=date(2020, 1, 1), lt=date(2030, 1, 1))]
    at: Annotated[datetime, Field(gt=datetime(2020, 1, 1))] = datetime(2021, 1, 1)
    price: Annotated[Decimal, Field(gt=0, max_digits=6, decimal_places=2)] = Decimal("1.50")
    ratio: Annotated[float, Field(gt=0, lt=1)] = 0.5
    step: Annotated[int, Field(multiple_of=5)] = 5
    tenth: Annotated[float, Field(multiple_of=0.1)] = 0.5
    days: list[date] = []
    ids: set[UUID] = set()
    spans: dict[str, timedelta] = {}
    clock: time | None = None
    mails: list[EmailStr] = []
    big: Annotated[int, Field(gt=-9007199254740993, lt=9007199254740993)] = 0
    blob: bytes = b"x"
    text: Annotated[str, Field(min_length=2, max_length=4, pattern="^[a-zé]+$")] = "ab"


class StrictAll(BaseModel):
    model_config = {"strict": True}
    i: int
    f: float = 0.0
    s: str = ""
    b: bool = False
    tags: list[str] = []
    inner: Circle | None = None


class Free(BaseModel):
    any: Any
    opt: Any = None
    items: list[Any] = []
    inner: dict[str, Any] = {}


class Shut(BaseModel):
    model_config = {"extra": "forbid"}
    a: int = 0
    inner: "Shut | None" = None


@app.post("/shut")
def shut(s: Shut) -> Shut:
    return s


@app.post("/part")
def add_part(part: Part) -> Part:
    return part


@app.post("/authors")
def add_author(author: Author) -> Author:
    return author


@app.post("/books", status_code=201)
def add_book(book: Book) -> Book:
    return book


@app.post("/boards")
def add_board(board: Board) -> Board:
    board.names = sorted(board.names)
    return board


@app.post("/presence")
def presence(p: Presence) -> Presence:
    return p


@app.post("/zoo")
def zoo(z: Zoo) -> Zoo:
    return z


@app.post("/literals")
def literals(x: Literals) -> Literals:
    return x


@app.post("/bounds")
def bounds(b: Bounds) -> Bounds:
    b.ids = sorted(b.ids)
    return b


@app.post("/strict")
def strict(s: StrictAll) -> StrictAll:
    return s


@app.post("/free")
def free(f: Free) -> Free:
    return f


@app.post("/pets")
def pets(items: Annotated[list[Pet], Field(max_length=3)]) -> list[Pet]:
    return items


@app.post("/skus")
def skus(by_name: dict[str, Sku]) -> dict[str, Sku]:
    return by_name


@app.post("/loose")
def loose(x: Circle | int | list[str]) -> Circle | int | list[str]:
    return x


@app.post("/spot")
def spot(s: tuple[int, str, bool]) -> tuple[int, str, bool]:
    return s


@app.post("/level")
def level(v: Annotated[Level, Body()]) -> Level:
    return v


@app.post("/maybe-list")
def maybe_list(v: list[Part] | None = None) -> list[Part] | None:
    return v


@app.post("/grid")
def grid(g: list[list[Score]]) -> list[list[Score]]:
    return g
