#!/usr/bin/env python3
"""Writes oracle.tsv: what FastAPI answers to a body of each type (type, body, status, answer). Run it again after
adding a case:

    pip install fastapi==0.141.1 pydantic==2.13.4 email-validator httpx && python3 oracle.py > oracle.tsv

Each case is one request to a real FastAPI application; the types are those of oracle_models.h."""
import datetime as dt
import json
import uuid
from decimal import Decimal
from enum import Enum, IntEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Any, Literal, Optional, Union

from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from pydantic import (AfterValidator, AnyUrl, AwareDatetime, BaseModel, ConfigDict, EmailStr, Field, HttpUrl, StringConstraints,
                      create_model, model_validator)

A = Annotated


class Color(str, Enum):
    red = "red"
    dark_blue = "dark-blue"
    green = "it's"


class Level(IntEnum):
    low = 1
    mid = 2
    high = 30


class Circle(BaseModel):
    radius: float


class Rect(BaseModel):
    w: float
    h: float


class P(BaseModel):
    a: int
    b: int = 0
    c: int = 0


class Q(BaseModel):
    a: int
    d: int = 0


class Card(BaseModel):
    method: Literal["card"]
    number: str = Field(min_length=4)


class Cash(BaseModel):
    method: Literal["cash", "coins"]
    amount: int


class One(BaseModel):
    kind: Literal[1]
    a: int


class Two(BaseModel):
    kind: Literal["b", 2]
    a: int


class Forbid(BaseModel):
    model_config = ConfigDict(extra="forbid")
    a: int
    b: int


class Allow(BaseModel):
    model_config = ConfigDict(extra="allow")
    a: int


class AllowInt(BaseModel):
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, int]
    a: int


class Tree(BaseModel):
    value: int
    children: list["Tree"] = []


class StrictAll(BaseModel):
    model_config = ConfigDict(strict=True)
    i: int = 0
    c: Optional[Circle] = None
    l: list[int] = []


class Signup(BaseModel):
    user: str
    password: str = Field(min_length=3)
    password2: str

    @model_validator(mode="after")
    def same(self):
        if self.password != self.password2:
            raise ValueError("passwords differ")
        return self


def not_bad(v):
    if v == "bad":
        raise ValueError('no "bad" here')
    return v


def is_adult(v):
    assert v >= 18, "too young"
    return v


Short = A[str, Field(min_length=2, max_length=4)]
Positive = A[int, Field(gt=0)]
NUMBERS = [0, 1, -1, 5, 3, 9, 10, 12, 3.0, 3.5, -2.0, 0.0, 1.0, 2.0, 0.5, 0.1, 0.3, 0.35, 1.5, 1.6, True, False, None, "",
           " ", "1", " 2 ", "+3", "-4", "007", "3.0", "3.5", "1e3", "0x10", "x", "1.", ".5", "1,5", "-", "--1", "inf", "nan",
           "-Infinity", "true", [], [1], {}, {"a": 1}, 2**31, 2**53 + 1, 2**62, -2**63, "9223372036854775807",
           "-9223372036854775808", "٣"]
TEXTS = ["", "a", "aa", "aaaa", "aaaaa", " a ", " aa ", "AA", "ab", "é", "éé", "ééééé", "a\n", "12", "a12\n", "a-é", "ß É",
         "\"\\\u0001\u007f/", "日本語テキ", 1, 1.5, True, None, [], {}]
LISTS = [[], [1], [1, 2, 3], [1, 2, 3, 4], [1, 1, 2], [1, "1", 1.0, True], ["x"], [1, "x", None, 2.5, [], {}], None, "abc",
         "", 5, {}, {"0": 1}, [[1], ["x"]], [[1, 2], [3]], [None, 1], ["a", "b", "a"], [1, 2, 3, 4, "x"], ["x", 1, 2, 3, 4],
         ["x", "y", "z", "w"], [1, 2, 3, 1, 2, 3], list(range(30)) + list(range(30))]
MAPS = [{}, {"a": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 2, "c": 3}, {"a": "x"}, {"a": "x", "b": [], "c": 1}, {"": 1}, None,
        [], "a", 1, {"é": "é"}, {"a": [1], "b": ["x"]}]
OBJECTS = [{}, {"radius": 1}, {"radius": "x"}, {"w": 1}, {"w": 1, "h": 2}, {"w": "x", "h": None}, {"a": 1},
           {"a": 1, "d": 1}, {"a": 1, "b": 1, "c": 1}, {"a": "1", "d": "2"}, {"a": 1, "b": 1, "d": 1}, {"radius": 1, "w": 1},
           None, [], "x", 5, True]
TAGS = [{}, {"method": "card", "number": "4444"}, {"method": "card", "number": "4"}, {"method": "card"},
        {"method": "coins", "amount": 3}, {"method": "cash"}, {"method": "x"}, {"method": None}, {"method": 5},
        {"method": ""}, {"kind": 1, "a": 1}, {"kind": 1}, {"kind": True, "a": 2}, {"kind": "b", "a": "x"},
        {"kind": 2, "a": 3}, {"kind": "2", "a": 3}, {"kind": "it's"}, {"kind": False}, {"kind": 2.5}, None, [], "x"]
DATES = ["2031-07-04", "2031-7-4", "2023-02-29", "2031-07-04T00:00:00", "2031-07-04T10:00:00", "2031-07-04T10:00:00Z",
         "2031-07-04 10:00:00.123456+02:00", "1999-12-31", "soon", "", 0, 86400, 86401, 1.5, -1, True, None, [], "0", "12345",
         2**62, "08:00", "07:59:59", "08:61", "8:00", "23:59:59.9", "P1D", "PT1H", "1 day", "forever", 90, "P1Y", "-PT0.5S"]
UUIDS = ["0f8fad5b-d9cb-469f-a165-70867728950e", "0f8fad5bd9cb469fa16570867728950e", "not-a-uuid",
         "0f8fad5b-d9cb-469f-a165", "", 12, None, [], "{0f8fad5b-d9cb-469f-a165-70867728950e}"]
DECIMALS = ["1.25", "1", 1, 1.5, 0.1, "-1", "1000.00", "1.005", "12345", "123456", "free", "inf", "NaN", "1e2", True, None,
            [], "0", 2, "2.25", "1.5", 2**70]
IPS = ["10.0.0.1", "10.0.0.256", "10.0.0", "::1", "2001:db8:0:0:0:0:0:1", "x", "", 1, -1, 2**40, 1.5, True, None, []]
EMAILS = ["a@b.co", "x", "x@y", "@example.com", "x y@example.com", "A.B@EXAMPLE.com", 1, None, []]
URLS = ["http://example.com", "HTTP://Example.COM:80/a b", "example.com", "ftp://example.com", "http://", "", 1, None, []]
SCALARS = [1, "1", 1.0, 1.5, True, False, "true", "x", "5.5", None, [], {}, "2020-01-01", 0, "yes", "ab", "abcde", -5]

CASES = [
    ("VInt", int, NUMBERS), ("VIntRules", A[int, Field(gt=0, lt=10, multiple_of=3)], NUMBERS + [1e19]),
    ("VIntBounds", A[int, Field(ge=1, le=0)], NUMBERS[:8]), ("VFloat", float, NUMBERS),
    ("VFloatRules", A[float, Field(gt=0, le=1.5, multiple_of=0.1)], NUMBERS),
    ("VFloatBig", A[float, Field(ge=1e16)], [1]), ("VFloatSmall", A[float, Field(ge=0.0001)], [-1]),
    ("VFinite", A[float, Field(allow_inf_nan=False, gt=0)], NUMBERS), ("VBool", bool, NUMBERS + SCALARS + ["ON", "oFf", "t", "Y", "no", "On "]),
    ("VStr", str, TEXTS),
    ("VStrRules", A[str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=2, max_length=4, pattern="^a+$")], TEXTS),
    ("VStrMin", A[str, Field(min_length=1)], TEXTS), ("VUpper", A[str, StringConstraints(to_upper=True)], ["abc", "éд ж", 5]),
    ("VPattern", A[str, Field(pattern=r"\d{2}$|^\w+-\bé")], TEXTS + ["٣٣", "x٣٣y"]),
    ("VBytes", A[bytes, Field(min_length=2, max_length=4)], TEXTS),
    ("VOpt", Optional[int], [1, "x", None, []], None), ("VOptRules", A[Optional[str], Field(min_length=2, max_length=3)], TEXTS, None),
    ("VOptRequired", Optional[int], [1, None, "x"]), ("VOptNotNull", int, [1, None, "x"], None), ("VDefault", int, [1, None], 7),
    ("VList", list[int], LISTS), ("VListRules", A[list[int], Field(min_length=1, max_length=3)], LISTS),
    ("VListDefault", list[str], [["x"], None], ["a", "b"]), ("VListShort", list[Short], [["ab", "a", "abcde"]]),
    ("VListList", list[list[int]], LISTS), ("VListOpt", list[Optional[int]], LISTS), ("VSet", set[int], LISTS),
    ("VSetRules", A[set[int], Field(min_length=2, max_length=3)], LISTS), ("VSetStr", set[str], [["a"], ["a", "a"], [1], None]),
    ("VMap", dict[str, int], MAPS), ("VMapRules", A[dict[str, int], Field(min_length=2, max_length=2)], MAPS),
    ("VMapList", dict[str, list[int]], MAPS), ("VTuple", tuple[int, str], LISTS + [[1, "a"], [1, 2], ["x"], [1, "a", 2]]),
    ("VColor", Color, TEXTS + ["red", "Red", "dark-blue", "it's"]), ("VLevel", Level, NUMBERS + ["2", 30, 2]),
    ("VOneOf", Literal["fast", "it's", 'q"x'], ["fast", "Fast", "it's", None, 1, []]), ("VOneOfInt", Literal[1, 2], SCALARS),
    ("VOneOfMixed", Literal[1, "one"], ["1", True, 1, "one", "One", None, [], 0, False]), ("VModel", Rect, OBJECTS),
    ("VOptModel", Optional[Rect], OBJECTS, None), ("VPayment", A[Union[Card, Cash], Field(discriminator="method")], TAGS),
    ("VKinds", A[Union[One, Two], Field(discriminator="kind")], TAGS), ("VShape", Union[Circle, Rect], OBJECTS),
    ("VPQ", Union[P, Q], OBJECTS), ("VQP", Union[Q, P], OBJECTS), ("VIntStr", Union[int, str], SCALARS),
    ("VOptIntStr", Optional[Union[int, str]], SCALARS, None), ("VFloatBool", Union[float, bool], SCALARS),
    ("VIntFloat", Union[int, float], SCALARS), ("VFloatInt", Union[float, int], SCALARS),
    ("VBoolIntStr", Union[bool, int, str], SCALARS), ("VDateStr", Union[dt.date, str], SCALARS),
    ("VLists", Union[list[int], list[str]], LISTS), ("VModelMap", Union[Circle, dict[str, int]], OBJECTS),
    ("VShortPos", Union[Short, Positive], SCALARS), ("VListUnion", list[Union[int, str]], LISTS),
    ("VDate", dt.date, DATES), ("VDateRules", A[dt.date, Field(ge=dt.date(2000, 1, 1))], DATES[:9]), ("VDatetime", dt.datetime, DATES),
    ("VAware", AwareDatetime, DATES), ("VTime", A[dt.time, Field(ge=dt.time(8))], DATES), ("VDuration", dt.timedelta, DATES),
    ("VDatetimeRules", A[dt.datetime, Field(lt=dt.datetime(2000, 1, 1, 12, 30))], DATES[:9]),
    ("VUuid", uuid.UUID, UUIDS), ("VDecimal", A[Decimal, Field(ge=0, max_digits=5, decimal_places=2)], DECIMALS),
    ("VDecimalStep", A[Decimal, Field(gt=1.5, multiple_of=0.5)], DECIMALS),
    ("VIpv4", IPv4Address, IPS), ("VIpv6", IPv6Address, IPS),
    ("VJson", Any, [None, 1, [1, {"a": "x"}], {"b": [True]}, "x"]), ("VNested", A[Positive, Field(lt=5, multiple_of=2)], NUMBERS[:10] + [2**70, 1e19]),
    ("VSku", A[str, Field(pattern="^[A-Z]{3}-[0-9]{2,4}$")], ["ABC-12", "abc", "xABC-12", "ABC-12\n"]),
    ("VCheck", A[str, Field(min_length=2), AfterValidator(not_bad)], ["x", "good", "bad", 5]),
    ("VAdult", A[int, AfterValidator(is_adult)], [17, 18, "17", "x"]), ("VStrictInt", A[int, Field(strict=True)], NUMBERS),
    ("VStrictFloat", A[float, Field(strict=True)], NUMBERS), ("VStrictBool", A[bool, Field(strict=True)], NUMBERS),
]
WHOLE = [
    (Forbid, [{}, {"a": 1, "b": 2}, {"z": 1, "a": "x", "y": None}, {"a": 1, "b": 2, "c": {"d": 1}}]),
    (Allow, [{"a": 1}, {"z": [1], "a": 1, "y": None}, {"m": 1}]),
    (AllowInt, [{"a": 1, "z": 2}, {"a": "x", "z": "y", "q": 1}]),
    (Tree, [{"value": 1}, {"value": 1, "children": [{"value": 2}, {"valu": 3, "children": [{}]}]}, {"value": 1, "children": None}]),
    (StrictAll, [{"i": 1}, {"i": "1"}, {"i": 1.0}, {"c": {"radius": "1"}}, {"l": [1, "2"]}, {"c": None}]),
    (Signup, [{"user": "ab", "password": "abc", "password2": "abc"}, {"user": "ab", "password": "abc", "password2": "x"},
              {"user": 5, "password": "a", "password2": "x"}, {}]),
    (Circle, OBJECTS), (Rect, OBJECTS),
]
# Answers that Brisk gives otherwise on purpose: a not_null that is absent is not written.
SKIP = {("VOptNotNull", "{}")}

app = FastAPI()
client = TestClient(app, raise_server_exceptions=False)
cases = []


def text(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def add(name, annotation, response, bodies):
    path = "/" + str(len(app.routes))

    def handler(x):
        return x

    handler.__annotations__ = {"x": A[annotation, Body()]}
    app.post(path, response_model=response)(handler)
    for body in bodies:
        cases.append((name, path, body))


for name, annotation, values, *default in CASES:
    if default:
        model = create_model(name, v=(annotation, default[0]))
    else:
        model = create_model(name, v=(annotation, ...))
    add(name, model, model, [{}] + [{"v": value} for value in values])
aliased = create_model("VAlias", v=(A[str, Field(alias="the-v", min_length=2)], ...))
add("VAlias", aliased, aliased, [{}, {"v": "x"}, {"the-v": "x"}, {"the-v": "xy", "v": 1}])
for model, values in WHOLE:
    add(model.__name__, model, model, values)


for name, path, body in cases:
    if (name, text(body)) in SKIP:
        continue
    sent = text(body)
    answer = client.post(path, content=sent.encode(), headers={"Content-Type": "application/json"})
    if answer.status_code == 500:
        continue
    print(name, sent, answer.status_code, answer.content.decode(), sep="\t")
