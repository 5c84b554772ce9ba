"""Changed requests: each function yields requests made of one case. Every odd value stands here once."""

import copy
import json
import re
import urllib.parse

TEXTS = [
    "",
    " ",
    "  ",
    "0",
    "1",
    "2",
    "3",
    "5",
    "-1",
    "-0",
    "+1",
    "+ 1",
    "007",
    "1e3",
    "1E2",
    "0x10",
    "0b1",
    " 5 ",
    "5.0",
    "5.",
    ".5",
    "5.5",
    "-5.0",
    "1.0e0",
    "1e400",
    "-1e400",
    "1e-400",
    "nan",
    "NaN",
    "-nan",
    "inf",
    "-inf",
    "+inf",
    "Infinity",
    "infinity",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "123456789012345678901234567890",
    "0.1",
    "0.30000000000000004",
    "100",
    "101",
    "1.5",
    "1.50",
    "99999.99",
    "true",
    "True",
    "TRUE",
    "tRuE",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    "t",
    "f",
    "null",
    "None",
    "undefined",
    "a",
    "ab",
    "abc",
    "abcd",
    "abcdef",
    "ABC",
    "é",
    "日本語",
    "😀",
    "a b",
    "a+b",
    "a&b",
    "a=b",
    "a;b",
    "a/b",
    "a\\b",
    'a"b',
    "a'b",
    "a,b",
    "[1]",
    "{}",
    "[]",
    "\t5\n",
    "\u00a05",
    "\u200b5",
    "٣",
    "１２",
    "5\u00a0",
    "x" * 70,
    "é" * 60,
    "2024-02-29",
    "2023-02-29",
    "2024-2-9",
    "2024-02-29T12:30:00",
    "2024-02-29T12:30:00Z",
    "2024-02-29 12:30",
    "2024-02-29T12:30:00+02:00",
    "2024-02-29T24:00:00",
    "2024-02-29T00:00:00",
    "12:30",
    "12:30:05.123456",
    "12:30Z",
    "25:00",
    "P1D",
    "PT1H30M",
    "-P1D",
    "1 day, 00:00:01",
    "P1Y",
    "1709209805",
    "1709209805.5",
    "1709209805000",
    "-1",
    "20240229",
    "0000-01-01",
    "9999-12-31",
    "10000-01-01",
    "00000000-0000-4000-8000-000000000000",
    "00000000000040008000000000000000",
    "{00000000-0000-4000-8000-000000000000}",
    "urn:uuid:00000000-0000-4000-8000-000000000000",
    "not-a-uuid",
    "00000000-0000-4000-8000-00000000000",
    "g0000000-0000-4000-8000-000000000000",
    "me@example.com",
    "me@",
    "a@b",
    "Ann <ann@example.com>",
    "http://example.com",
    "https://EXAMPLE.com:443/a b",
    "ftp://x.org",
    "http://",
    "example.com",
    "http://exa mple.com",
    "127.0.0.1",
    "256.1.1.1",
    "::1",
    "1.2.3",
    "red",
    "dark-blue",
    "dark_blue",
    "RED",
    "cat",
    "dog",
    "wolf",
    "draft",
    "x",
    "XY12",
    "AB1",
    "AB1\n",
    "ab1",
    "aGk=",
    "aGk",
    "1,000",
    "1_000",
    "1__0",
    "_1",
    "1_",
    "50%",
    "%",
    "%41",
]
RAW = [
    "%00",
    "%FF",
    "%C3",
    "%C3%28",
    "%E2%82",
    "a%2Fb",
    "a%20b",
    "a+b",
    "%2B1",
    "%zz",
    "%",
    "%4",
    "%u0041",
    "a%26b",
    "%25",
    "%0A",
]
NUMBERS = [
    0,
    1,
    -1,
    2,
    3,
    5,
    7,
    10,
    30,
    99,
    100,
    101,
    255,
    1000,
    2**31,
    2**53,
    2**53 + 1,
    2**63 - 1,
    2**63,
    -(2**63),
    -(2**63) - 1,
    2**64,
    10**30,
    0.0,
    -0.0,
    0.1,
    0.5,
    1.0,
    1.5,
    2.0,
    3.0,
    -1.0,
    30.0,
    1e3,
    1e15,
    1e16,
    1e22,
    1e100,
    1e308,
    -1e308,
    5e-324,
    0.3,
    1.1,
    9007199254740993.0,
    1709209805,
    1709209805.123,
    1709209805000,
    86400,
    86399.5,
    -86400,
    20000,
    2e10,
    2e11,
    2e20,
]
VALUES = [
    None,
    True,
    False,
    [],
    {},
    [None],
    [1],
    ["a"],
    [1, 2],
    [[1]],
    {"a": 1},
    {"": None},
    [[]],
    [{}],
    ["1", 1, 1.0, True],
    ["a", "a"],
    [1, 1],
    [0, "", False],
    {"1": "AB1", "x": "AB2"},
    {"1": 1, "01": 2, "1.0": 3},
    {"a": {"b": 1}},
]
TYPES = [
    "application/json",
    "application/json; charset=utf-8",
    "APPLICATION/JSON",
    "application/vnd.api+json",
    "text/plain",
    "application/jsonx",
    "application/problem+json;x=1",
    "",
    "json",
    "text/json",
    "application/x-www-form-urlencoded",
    "application/octet-stream",
    " application/json ",
    "application/ json",
    "application/json,text/plain",
    "multipart/form-data",
]
BYTES = [
    b"",
    b" ",
    b"\t",
    b"\x00",
    b"\x1f",
    b"\x7f",
    b"\xff",
    b"\xc3",
    b"\xe2\x82",
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\xf4\x90\x80\x80",
    b'"',
    b"'",
    b"\\",
    b"\\u",
    b"\\ud800",
    b"\\u00e9",
    b"\\x",
    b"\\n",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"/*x*/",
    b"//",
    b"#",
    b"-",
    b"+",
    b"0",
    b"1",
    b".",
    b"e",
    b"1e",
    b"1.",
    b".1",
    b"01",
    b"-",
    b"--1",
    b"nul",
    b"null",
    b"true",
    b"True",
    b"NaN",
    b"\n",
    b"\r\n",
    b"\x0b",
    b"\xc2\xa0",
    b"\xef\xbb\xbf",
    "é".encode(),
    "😀".encode(),
]


def odd_values(chance):
    yield from VALUES
    yield from NUMBERS
    yield from TEXTS


def with_body(case, body):
    made = dict(case)
    made["body"] = body
    return made


def with_header(case, name, value):
    made = dict(case)
    made["headers"] = [h for h in case["headers"] if h[0].lower() != name.lower()]
    if value is not None:
        made["headers"].append((name, value))
    return made


# ---- JSON bodies ----


def places(value, path=()):
    """All paths into a JSON value, the root first."""
    yield path
    for key, below in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(below, path + (key,))


def at(value, path):
    for key in path:
        value = value[key]
    return value


def put(value, path, new):
    if not path:
        return new
    made = copy.deepcopy(value)
    at(made, path[:-1])[path[-1]] = new
    return made


def dump(value, chance):
    return json.dumps(
        value, ensure_ascii=chance.random() < 0.3, separators=chance.choice([(",", ":"), (", ", ": ")])
    ).encode("utf-8", "surrogatepass")


def json_values(value, chance):
    for path in places(value):
        below = at(value, path)
        for new in odd_values(chance):
            yield dump(put(value, path, new), chance)
        if isinstance(below, str):
            for new in (
                below + " ",
                " " + below,
                below.upper(),
                below * 2,
                below[:-1],
                below + "\n",
                below + "é",
                below + "\0",
                list(below),
                {"a": below},
                below + "\ud800",
            ):
                yield dump(put(value, path, new), chance)
        if isinstance(below, (int, float)) and not isinstance(below, bool):
            for new in (
                str(below),
                f" {below} ",
                float(below),
                -below,
                below + 1,
                below - 1,
                below + 0.5,
                below * 1000,
                f"+{below}",
                f"{below}.0",
            ):
                yield dump(put(value, path, new), chance)
        yield dump(put(value, path, [below]), chance)
        yield dump(put(value, path, {"value": below}), chance)
        if isinstance(below, list):
            for new in (
                below * 2,
                below * 4,
                below[:1],
                below[::-1],
                below + [None],
                below + [1],
                below + ["x"],
                below + [{}],
                dict(enumerate(map(str, below))),
            ):
                yield dump(put(value, path, new), chance)
        if isinstance(below, dict):
            yield from json_keys(value, path, below, chance)


def json_keys(value, path, below, chance):
    for key in below:
        for names in ((), (key.upper(),), (key + " ",), (key.title(),), (re.sub("_", "", key),)):
            made = {name: inner for k, inner in below.items() for name in ((k,) if k != key else names)}
            yield dump(put(value, path, made), chance)
        # The key twice: JSON keeps the last.
        text = dump(
            put(value, path, {**{k: v for k, v in below.items() if k != key}, "\x01": 0, key: below[key]}), chance
        )
        for new in ("null", "1", '"x"', "[]", "{}"):
            yield re.sub(rb'"\\u0001": ?0', lambda _: dump(key, chance) + b":" + new.encode(), text)
            yield re.sub(
                rb'"\\u0001": ?0, ?(.*?)\}',
                lambda m: m[1] + b"," + dump(key, chance) + b":" + new.encode() + b"}",
                text,
                1,
            )
    for key, new in (("extra", 1), ("", 1), ("a b", None), ("é", "é"), ("__proto__", {}), ("zz", [1, {"a": None}])):
        yield dump(put(value, path, {**below, key: new}), chance)
        yield dump(put(value, path, {key: new, **below}), chance)


def json_bytes(body, chance):
    positions = range(len(body) + 1)
    if len(body) > 120:
        positions = sorted(chance.sample(list(positions), 120))
    for i in positions:
        yield body[:i]
        yield body[:i] + body[i + 1 :]
        for odd in chance.sample(BYTES, 6):
            yield body[:i] + odd + body[i:]
            yield body[:i] + odd + body[i + 1 :]
    for odd in BYTES:
        yield odd
        yield odd + body
        yield body + odd
    yield body.decode("utf-8", "replace").encode("utf-16")
    yield body.decode("utf-8", "replace").encode("utf-16-le")
    yield body.decode("utf-8", "replace").encode("utf-32-be")


def of_json(case, chance):
    try:
        value = json.loads(case["body"])
    except ValueError:
        value = None
    else:
        for body in json_values(value, chance):
            yield with_body(case, body)
    for body in json_bytes(case["body"], chance):
        yield with_body(case, body)
    for kind in TYPES:
        yield with_header(case, "Content-Type", kind)
    yield with_header(case, "Content-Type", None)
    yield with_body(case, None)
    yield with_body(case, b"")


# ---- texts: queries, forms, cookies, headers, paths ----


def pairs_of(text):
    return [tuple(p.partition("=")[::2]) for p in text.split("&") if p]


def of_pairs(text, chance, extra=True):
    pairs = pairs_of(text)
    join = lambda all: "&".join(f"{k}={v}" for k, v in all)  # noqa: E731
    for i, (key, value) in enumerate(pairs):
        for odd in TEXTS:
            yield join(pairs[:i] + [(key, urllib.parse.quote(odd, safe=""))] + pairs[i + 1 :])
            if chance.random() < 0.2:
                yield join(pairs + [(key, urllib.parse.quote_plus(odd))])
                yield join([(key, urllib.parse.quote_plus(odd))] + pairs)
        for odd in RAW:
            yield join(pairs[:i] + [(key, odd)] + pairs[i + 1 :])
            yield join(pairs[:i] + [(key + odd, value)] + pairs[i + 1 :])
        yield join(pairs[:i] + pairs[i + 1 :])
        yield join(pairs + [(key, value)])
        yield join(pairs + [(key, "")])
        yield join(pairs[:i] + [(key.upper(), value)] + pairs[i + 1 :])
        yield join(pairs[:i] + [(key + "[]", value)] + pairs[i + 1 :])
        yield text.replace(f"{key}={value}", key)
        yield text.replace(f"{key}={value}", key + "==" + value)
        yield text.replace("&", ";")
        yield text.replace("&", "&&") + "&"
    for odd in ("extra=1", "=1", "=", "&", "a=1&a=2", "%FF=1", "extra=", "extra"):
        yield text + "&" + odd if text else odd
    yield ""


def of_query(case, chance):
    path, _, query = case["target"].partition("?")
    for odd in of_pairs(query, chance):
        made = dict(case)
        made["target"] = path + "?" + odd if odd else path
        yield made


def of_form(case, chance):
    for odd in of_pairs(case["body"].decode("latin-1"), chance):
        yield with_body(case, odd.encode("latin-1"))
    for kind in TYPES:
        yield with_header(case, "Content-Type", kind)


def of_headers(case, chance):
    for name, value in case["headers"]:
        if name.lower() in ("host", "connection", "content-length", "transfer-encoding"):
            continue
        if name.lower() == "cookie":
            for odd in of_pairs(value.replace("; ", "&"), chance):
                yield with_header(case, name, odd.replace("&", "; "))
            for odd in ("", ";", "a", "=1", "a=1; a=2", 'a="b c"', 'a="\\101"', "a = 1", "a=1;b=2", "a=1,b=2"):
                yield with_header(case, name, value + "; " + odd)
            continue
        if name.lower() == "content-type":
            continue
        for odd in TEXTS:
            yield with_header(case, name, odd.encode().decode("latin-1"))
            if name.lower() == "authorization":
                yield with_header(case, name, value.split(" ")[0] + " " + odd.encode().decode("latin-1"))
        for odd in (None, value + value, value.upper(), value + ",x", value[:-1], value.lower()):
            yield with_header(case, name, odd)
        made = dict(case)
        made["headers"] = case["headers"] + [(name, "1")]
        yield made
        made = dict(case)
        made["headers"] = [(name.upper(), value) if h[0] == name else h for h in case["headers"]]
        yield made
        made = dict(case)
        made["headers"] = [(name.replace("-", "_"), value) if h[0] == name else h for h in case["headers"]]
        yield made


def of_path(case, chance):
    path, mark, query = case["target"].partition("?")
    parts = path.split("/")
    for i in range(1, len(parts)):
        for odd in TEXTS + RAW if i > 1 or len(parts) == 2 else []:
            odd = urllib.parse.quote(odd, safe="") if odd not in RAW else odd
            yield {**case, "target": "/".join(parts[:i] + [odd] + parts[i + 1 :]) + mark + query}
        yield {**case, "target": "/".join(parts[:i] + parts[i + 1 :]) + mark + query}
        yield {**case, "target": "/".join(parts[:i] + ["", *parts[i:]]) + mark + query}
        yield {**case, "target": "/".join(parts[:i] + [parts[i].upper(), *parts[i + 1 :]]) + mark + query}
        yield {**case, "target": "/".join(parts[:i] + [".", *parts[i:]]) + mark + query}
    for odd in ("/", "//", "/x", "%2F", "?", "/../x"):
        yield {**case, "target": path + odd + mark + query}
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        yield {**case, "method": method}


def all_of(case, chance):
    kind = next((v for k, v in case["headers"] if k.lower() == "content-type"), "")
    yield from of_path(case, chance)
    yield from of_query(case, chance)
    yield from of_headers(case, chance)
    if case["body"] is not None:
        if "urlencoded" in kind:
            yield from of_form(case, chance)
        elif "multipart" not in kind:
            yield from of_json(case, chance)


def is_sendable(request):
    """Whether it is a request that every server takes: no line breaks in headers, an absolute path."""
    if not re.fullmatch(r"/[!-~]*", request["target"]):
        return False
    return all(re.fullmatch(r"[\t -~\x80-\xff]*", value) and name for name, value in request["headers"])
