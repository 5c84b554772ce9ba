#!/usr/bin/env python3
"""Asks FastAPI and Brisk the same questions and tells where the answers differ.

    differential.py fuzz   APP.py PROGRAM CASES… [--limit 20000] [--seed 1] [--show 3]
    differential.py record APP.py CASES FOLDER [--mutate 400] [--prefix ns] [--seed 1]

APP.py is the FastAPI application, run in this process as an ASGI call; PROGRAM is the Brisk program of the same theme
(it is started with --serve on a free port of 127.0.0.1). CASES is a requests.json (tests/conformance/fastapi), or a
text file of lines `METHOD target [Header: value]… [body]`. Every case is sent as it is and changed in many ways:
values out of a dictionary of odd ones, keys removed, doubled and renamed, types swapped, texts cut and spoilt byte by
byte. Answers are compared as the conformance runner's grade `full` does: status, headers, JSON values.

`record` writes what FastAPI answers (requests.json, openapi.json, app.json) for the conformance runner."""

import argparse
import asyncio
import base64
import copy
import importlib.util
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import accidents  # noqa: E402
import mutate  # noqa: E402

# ---- FastAPI, in this process ----


def load_app(path):
    spec = importlib.util.spec_from_file_location("reference_app", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["reference_app"] = module
    spec.loader.exec_module(module)
    return module.app


def whole_headers(request):
    """The header lines that are sent: Host, Content-Length and Connection as the recording client adds them."""
    names = {name.lower() for name, _ in request["headers"]}
    headers = [] if "host" in names else [("Host", "api.test")]
    headers += request["headers"]
    if request["body"] is not None and not names & {"content-length", "transfer-encoding"}:
        headers.append(("Content-Length", str(len(request["body"]))))
    if "connection" not in names:
        headers.append(("Connection", "close"))
    return headers


async def ask_reference(app, request):
    target, _, query = request["target"].partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request["method"],
        "scheme": "http",
        "path": urllib.parse.unquote(target),
        "raw_path": target.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "root_path": "",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 9),
        "headers": [
            (name.lower().encode("latin-1"), value.strip(" \t").encode("latin-1"))
            for name, value in whole_headers(request)
        ],
    }
    answer = {"status": 500, "headers": [], "body": b""}

    async def receive():
        return {"type": "http.request", "body": request["body"] or b"", "more_body": False}

    async def send(message):
        if message["type"] == "http.response.start":
            answer["status"] = message["status"]
            answer["headers"] = message["headers"]
        elif message["type"] == "http.response.body":
            answer["body"] += message.get("body", b"")

    try:
        await app(scope, receive, send)
    except Exception:
        pass  # the plain 500 was sent before
    return {"status": answer["status"], "headers": fold_headers(answer["headers"]), "body": answer["body"]}


def fold_headers(pairs):
    folded = {}
    for name, value in pairs:
        name, value = name.decode("latin-1").lower(), value.decode("latin-1").strip()
        if name == "set-cookie":
            value = re.sub(r"expires=[^;]*GMT", "expires=<DATE>", value, flags=re.I)
            folded.setdefault(name, []).append(value)
        else:
            folded[name] = folded[name] + ", " + value if name in folded else value
    return folded


# ---- Brisk, over a socket ----


class Program:
    def __init__(self, path):
        self.path = path
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = open("/dev/null", "w")
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [self.path, "--serve", "--port", str(self.port)], stdout=self.log, stderr=self.log
        )
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit(f"{self.path} does not listen")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)

    def ask(self, request):
        head = f"{request['method']} {request['target']} HTTP/1.1\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in whole_headers(request))
        with socket.create_connection(("127.0.0.1", self.port), 5) as connection:
            connection.sendall((head + "\r\n").encode("latin-1") + (request["body"] or b""))
            data = b""
            while piece := connection.recv(65536):
                data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        if not lines[0].startswith(b"HTTP/1.1 "):
            raise OSError(f"no answer: {data[:80]!r}")
        headers = fold_headers(line.split(b":", 1) for line in lines[1:])
        if headers.get("transfer-encoding") == "chunked":
            body = unchunk(body)
        return {"status": int(lines[0].split()[1]), "headers": headers, "body": body}


def unchunk(data):
    body = b""
    while data:
        size, _, data = data.partition(b"\r\n")
        count = int(size.split(b";")[0], 16)
        if count == 0:
            break
        body, data = body + data[:count], data[count + 2 :]
    return body


# ---- comparing ----

KEPT = (
    "content-type",
    "location",
    "allow",
    "www-authenticate",
    "set-cookie",
    "cache-control",
    "content-encoding",
    "vary",
    "content-disposition",
)


def kept_headers(headers):
    return {
        name: value for name, value in headers.items() if name in KEPT or name.startswith(("x-", "access-control-"))
    }


def same_json(a, b):
    """Equality of JSON values: numbers by value, but true is not 1; the order of keys is free."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same_json(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same_json, a, b))
    return a == b and (type(a) is type(b) or isinstance(a, (int, float)) and isinstance(b, (int, float)))


def as_json(answer):
    if "json" not in answer["headers"].get("content-type", ""):
        return None
    try:
        return json.loads(answer["body"])
    except ValueError:
        return None


def compare(want, got, is_head=False):
    """None where they agree, else a short name of the difference, under which the report groups."""
    if want["status"] != got["status"]:
        return f"status {want['status']} -> {got['status']}"
    a, b = as_json(want), as_json(got)
    if a is None or b is None:
        if want["body"] != got["body"] and not is_head:
            return "body"
    elif not same_json(a, b):
        if want["status"] != 422:
            return "json"
        want_shape, got_shape = ([[item.get("type"), item.get("loc")] for item in x["detail"]] for x in (a, b))
        if not same_json(want_shape, got_shape):
            kinds = ["+".join(str(item.get("type")) for item in x["detail"][:4]) for x in (a, b)]
            return f"problems {kinds[0]} -> {kinds[1]}"
        parts = sorted(
            {
                key
                for x, y in zip(a["detail"], b["detail"])
                for key in x.keys() | y.keys()
                if not same_json(x.get(key), y.get(key))
            }
        )
        kinds = sorted({x["type"] for x, y in zip(a["detail"], b["detail"]) if not same_json(x, y)})
        return f"problems' {','.join(parts)} of {','.join(kinds)}"
    x, y = kept_headers(want["headers"]), kept_headers(got["headers"])
    for name in sorted(x.keys() | y.keys()):
        if name in ("allow", "vary"):
            same = sorted(x.get(name, "").replace(" ", "").split(",")) == sorted(
                y.get(name, "").replace(" ", "").split(",")
            )
        elif name == "content-type":
            same = x.get(name, "").replace(" ", "").lower() == y.get(name, "").replace(" ", "").lower()
        elif name == "set-cookie":
            part = lambda all: [sorted(p.strip().lower() for p in one.split(";")) for one in all]  # noqa: E731
            same = part(x.get(name, [])) == part(y.get(name, []))
        else:
            same = x.get(name) == y.get(name) or name in ("x-request-id",) and name not in x
        if not same:
            return f"header {name}"
    return None


# ---- cases ----


def read_cases(path):
    if path.endswith(".json"):
        with open(path, encoding="utf-8") as file:
            cases = json.load(file)["cases"]
        return [
            {
                "method": c["request"]["method"],
                "target": c["request"]["target"],
                "headers": [tuple(h) for h in c["request"]["headers"]],
                "body": None if c["request"]["body_b64"] is None else base64.b64decode(c["request"]["body_b64"]),
            }
            for c in cases
            if not any(t.startswith("quirk:") or t in ("large", "deep", "wire-only") for t in c["tags"])
        ]
    cases = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.strip("\n")
            if line and not line.startswith("#"):
                cases.append(read_line(line))
    return cases


def read_line(line):
    method, target, *rest = line.split(" ", 2)
    rest = rest[0] if rest else ""
    headers, body = [], None
    while match := re.match(r"\[([A-Za-z0-9_-]+): ([^\]]*)\] ?", rest):
        headers.append((match[1], match[2]))
        rest = rest[match.end() :]
    if rest:
        body = rest.encode()
        if not any(name.lower() == "content-type" for name, _ in headers):
            headers.append(("Content-Type", "application/json"))
    return {"method": method, "target": target, "headers": headers, "body": body}


def all_requests(cases, limit, seed):
    """The cases, then changed ones, each once, at most limit."""
    told, chance = set(), random.Random(seed)
    changed = [request for case in cases for request in mutate.all_of(copy.deepcopy(case), chance)]
    chance.shuffle(changed)
    for request in cases + changed:
        key = (request["method"], request["target"], tuple(request["headers"]), request["body"])
        if key not in told and len(told) < limit and mutate.is_sendable(request):
            told.add(key)
            yield request


# ---- what the tool is asked to do ----


def tell(name, answer, key, width):
    headers = kept_headers(answer["headers"]) if key[0].startswith("header") else ""
    body = answer["body"].decode(errors="replace")
    print(f"         {name} {answer['status']} {headers} {body[:width]}")


async def fuzz(options):
    app, program = load_app(options.app), Program(options.program)
    cases = [case for path in options.cases for case in read_cases(path)]
    groups, counts = {}, {"asked": 0, "same": 0}
    try:
        for request in all_requests(cases, options.limit, options.seed):
            want = await ask_reference(app, request)
            try:
                got = program.ask(request)
            except OSError as error:
                got = {"status": 0, "headers": {}, "body": str(error).encode()}
                if program.process.poll() is not None:
                    program.start()
            counts["asked"] += 1
            name = compare(want, got, request["method"] == "HEAD")
            excuse = name and accidents.excuse(request, want, got, as_json(want), as_json(got))
            if not name or excuse:
                counts[excuse or "same"] = counts.get(excuse or "same", 0) + 1
                continue
            path = request["target"].split("?")[0].split("/")[1:2]
            groups.setdefault((name, request["method"], *path), []).append((request, want, got))
    finally:
        program.stop()
    for key, found in sorted(groups.items(), key=lambda item: -len(item[1])):
        print(f"{len(found):5d}  {' '.join(key)}")
        for request, want, got in sorted(found, key=lambda f: len(f[0]["body"] or b"") + len(f[0]["target"]))[
            : options.show
        ]:
            print(
                f"       {request['method']} {request['target'][:200]} {request['headers']}",
                repr((request["body"] or b"")[:300]),
            )
            tell("want", want, key, options.width)
            tell("got ", got, key, options.width)
    print(counts, "groups", len(groups), "differences", sum(map(len, groups.values())))
    return 1 if groups else 0


def as_case(number, prefix, request, want):
    answer = {"status": want["status"], "headers": kept_headers(want["headers"])}
    if "allow" in answer["headers"]:
        answer["headers"]["allow"] = ", ".join(sorted(answer["headers"]["allow"].split(", ")))
    try:
        answer["raw"] = want["body"].decode()
    except UnicodeDecodeError:
        answer["raw_b64"] = base64.b64encode(want["body"]).decode()
    if as_json(want) is not None or want["body"] == b"null":
        answer["json"] = as_json(want)
    coded = None if request["body"] is None else base64.b64encode(request["body"]).decode()
    return {
        "id": f"{prefix}-{number:03d}",
        "note": request.get("note", ""),
        "tags": [],
        "request": {
            "method": request["method"],
            "target": request["target"],
            "headers": [list(h) for h in request["headers"]],
            "body_b64": coded,
            "body_text": None if request["body"] is None else request["body"].decode(errors="replace"),
        },
        "response": answer,
    }


async def record(options):
    app = load_app(options.app)
    cases = read_cases(options.cases)
    requests = list(all_requests(cases, 1 << 30, options.seed))
    requests = cases + requests[len(cases) : len(cases) + options.mutate]
    kept = []
    for request in requests:
        want = await ask_reference(app, request)
        if request["method"] == "HEAD":
            want["body"] = b""
        if not accidents.excuse(request, want, None, as_json(want), None):
            kept.append(as_case(len(kept) + 1, options.prefix, request, want))
    theme = os.path.basename(os.path.normpath(options.folder))
    os.makedirs(options.folder, exist_ok=True)
    import fastapi
    import pydantic
    import starlette

    versions = {
        "fastapi": fastapi.__version__,
        "starlette": starlette.__version__,
        "pydantic": pydantic.VERSION,
        "python": ".".join(map(str, sys.version_info[:3])),
    }
    files = {
        "requests.json": {
            "format": "fastapi-vectors/1",
            "theme": theme,
            "recorded_with": versions,
            "count": len(kept),
            "cases": kept,
        },
        "openapi.json": app.openapi(),
        "app.json": {
            "format": "fastapi-app/1",
            "theme": theme,
            "app": {"title": app.title, "version": app.version, "openapi_url": app.openapi_url},
            "openapi_ignore": [],
        },
    }
    for name, value in files.items():
        with open(os.path.join(options.folder, name), "w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False, indent=1)
            file.write("\n")
    print(f"{theme}: {len(kept)} cases")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("fuzz")
    one.add_argument("app")
    one.add_argument("program")
    one.add_argument("cases", nargs="+")
    one.add_argument("--limit", type=int, default=20000)
    one.add_argument("--show", type=int, default=1)
    one.add_argument("--width", type=int, default=400)
    two = commands.add_parser("record")
    two.add_argument("app")
    two.add_argument("cases")
    two.add_argument("folder")
    two.add_argument("--mutate", type=int, default=0)
    two.add_argument("--prefix", default="df")
    for command in (one, two):
        command.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.exit(asyncio.run({"fuzz": fuzz, "record": record}[options.command](options)))


if __name__ == "__main__":
    main()
