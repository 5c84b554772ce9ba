"""A running `brisk gateway` for tests: its configuration, its process, requests byte by byte, what its functions saw.

BRISK is the program; FUNCTION the test function (function.c), whose folder's name is of no matter.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

BRISK = os.environ.get("BRISK", "")
FUNCTION = os.environ.get("FUNCTION", "")
KEY = "devkey0123456789abcdefghij"


def make_code(folder, program=None, files=None):
    """A folder of code whose bootstrap is program; files: {name: bytes} beside it."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(program or FUNCTION, folder / "bootstrap")
    (folder / "bootstrap").chmod(0o755)
    for name, content in (files or {}).items():
        (folder / name).write_bytes(content)
    return folder


def plain_config(code, environment=None, **function):
    """One function behind ANY /{proxy+} on stage dev, with a key. MARK tells its processes from others (processes_below)."""
    environment = {"MARK": str(code), **(environment or {})}
    return {"functions": [{"name": "fn", "code": str(code), "timeout": 10, "environment": environment, **function}],
            "api": {"id": "abc123", "stage": "dev", "methods": [{"path": "/{proxy+}", "method": "ANY", "function": "fn", "key_required": True}],
                    "keys": [{"name": "dev-key", "id": "k1", "value": KEY}], "plans": [{"name": "p1", "id": "p1", "keys": ["k1"]}]}}


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def get(self, name):
        values = self.all(name)
        return values[0] if values else None

    @property
    def text(self):
        return self.body.decode()

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.headers} {self.body[:300]!r}"


def read_answer(stream, method="GET", on_piece=None):
    """One answer from a socket's file. on_piece(bytes) is told of each chunk as it comes."""
    line = stream.readline()
    if not line:
        raise ConnectionError("no answer")
    status, headers = int(line.split()[1]), []
    while (line := stream.readline().rstrip(b"\r\n")):
        name, value = line.decode("latin-1").split(":", 1)
        headers.append((name, value.strip()))
    answer = Answer(status, headers, b"")
    if method == "HEAD" or status in (204, 304):
        return answer
    if (answer.get("transfer-encoding") or "").lower() == "chunked":
        while (size := int(stream.readline().split(b";")[0] or b"x", 16)) > 0:
            piece = stream.read(size)
            if len(piece) < size or stream.read(2) != b"\r\n":
                raise ConnectionError("cut")
            answer.body += piece
            if on_piece:
                on_piece(piece)
        while stream.readline().rstrip(b"\r\n"):
            pass
    elif answer.get("content-length") is not None:
        answer.body = stream.read(int(answer.get("content-length")))
    else:
        answer.body = stream.read()
    return answer


class Recorder:
    """Takes the events that function.c records."""

    def __init__(self):
        self.events = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                event = stream.read()
                if event:  # else it was killed before it could tell
                    self.events.append(json.loads(event))
                    with contextlib.suppress(OSError):
                        connection.sendall(b".")

    def close(self):
        self.listener.close()


class Gateway:
    """A gateway on any free port, with all it keeps in folder. Ended on leaving, with what it started."""

    def __init__(self, folder, *arguments, config=None, env=None, before=None):
        self.folder = Path(folder)
        self.data = self.folder / "data"
        self.env = {**os.environ, **(env or {})}
        self.before = before
        self.arguments = [*map(str, arguments)]
        if config is not None:
            (self.folder / "gateway.json").write_text(json.dumps(config))
            self.arguments += ["--config", str(self.folder / "gateway.json")]
        self.process = None

    def start(self):
        command = [BRISK, "gateway", *self.arguments, "--port", "0", "--data", str(self.data), "--json"]
        self.errors = open(self.folder / "stderr", "ab")
        self.output = open(self.folder / "stdout", "ab")
        begin = self.output.tell()
        self.process = subprocess.Popen(command, stdout=self.output, stderr=self.errors, stdin=subprocess.DEVNULL, env=self.env,
                                        preexec_fn=self.before)
        end = time.monotonic() + 20
        while True:
            with open(self.folder / "stdout", "rb") as lines:
                lines.seek(begin)
                line = lines.readline()
            if line.endswith(b"\n"):
                break
            assert self.process.poll() is None, f"brisk gateway: {self.process.returncode}: {self.stderr()}"
            assert time.monotonic() < end, self.stderr()
            time.sleep(0.005)
        self.said = json.loads(line)
        self.url = self.said["url"]
        self.port = int(self.url.split(":")[2].split("/")[0])
        self.endpoint = f"http://127.0.0.1:{self.port}"
        return self

    def stderr(self):
        return (self.folder / "stderr").read_text(errors="replace")

    def lines(self):
        """What --json said, as objects."""
        return [json.loads(line) for line in (self.folder / "stdout").read_text().splitlines() if line]

    def stop(self, timeout=20):
        """SIGTERM, and the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout)
        finally:
            self.kill()

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for file in (self.errors, self.output):
            file.close()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill()

    # ---- requests ----

    def connect(self, timeout=30):
        return socket.create_connection(("127.0.0.1", self.port), timeout)

    def send(self, raw, method="GET", timeout=30, on_piece=None):
        with self.connect(timeout) as connection, connection.makefile("rb") as stream:
            connection.sendall(raw)
            return read_answer(stream, method, on_piece)

    def ask(self, target, method="GET", headers=(), body=None, timeout=30, on_piece=None, key=KEY):
        """headers: pairs, as they go over the wire; Host and the key are added where they are missing."""
        return self.send(request(target, method, headers, body, key, f"127.0.0.1:{self.port}"), method, timeout, on_piece)

    def call(self, path, body=b"{}", headers=(), method="POST"):
        """The control plane, unsigned."""
        return self.ask(path, method, headers, body, key=None)

    def logs_api(self, action, **input):
        return self.call("/", json.dumps(input).encode(), [("X-Amz-Target", f"Logs_20140328.{action}"), ("Content-Type", "application/x-amz-json-1.1")])

    def events(self, group="/aws/lambda/fn"):
        """All events of a group: dicts with message, timestamp, logStreamName."""
        found, token = [], {}
        while True:
            answer = self.logs_api("FilterLogEvents", logGroupName=group, **token)
            if answer.status == 400 and "ResourceNotFound" in answer.text:
                return found
            assert answer.status == 200, answer
            found += answer.json()["events"]
            if not answer.json().get("nextToken"):
                return found
            token = {"nextToken": answer.json()["nextToken"]}

    def wait_for_event(self, text, group="/aws/lambda/fn", timeout=20):
        end = time.monotonic() + timeout
        while True:
            for event in self.events(group):
                if text in event["message"]:
                    return event
            assert time.monotonic() < end, f"no event with {text!r}: {[event['message'] for event in self.events(group)][-20:]}"
            time.sleep(0.02)


def request(target, method="GET", headers=(), body=None, key=KEY, host="localhost"):
    """A request's bytes."""
    names = {name.lower() for name, _ in headers}
    lines = [] if "host" in names else [("Host", host)]
    lines += [("x-api-key", key)] if key and "x-api-key" not in names else []
    lines += headers
    body = body.encode() if isinstance(body, str) else body
    if body is not None and not names & {"content-length", "transfer-encoding"}:
        lines += [("Content-Length", str(len(body)))]
    head = "".join(f"{name}: {value}\r\n" for name, value in lines)
    return f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode() + (body or b"")


def processes_below(folder):
    """Gateways of this folder, and functions that are marked with one in it: nothing that a test started may stay."""
    found, mark = [], f"MARK={folder}/".encode()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                variables, words = (entry / "environ").read_bytes(), (entry / "cmdline").read_bytes().split(b"\0")
                state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
            except OSError:
                continue
            is_gateway = words[0] == BRISK.encode() and f"{folder}/data".encode() in words
            if state != "Z" and (is_gateway or any(one.startswith(mark) for one in variables.split(b"\0"))):
                found.append((int(entry.name), words[0].decode()))
    return found


def functions_below(folder):
    return [pid for pid, program in processes_below(folder) if program.endswith("bootstrap")]
