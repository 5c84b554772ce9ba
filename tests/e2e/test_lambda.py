"""The program of an app as a Lambda function's process: a Runtime API host of our own, in several connections at once."""

import json
import os
import queue
import socket
import subprocess
import threading
import time

import pytest

APP = os.environ["BRISK_APP"]


def get_event(path, method="GET", body=None):
    """API Gateway's payload 2.0."""
    return json.dumps({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
        "headers": {"host": "x.example", "content-type": "text/plain"},
        "requestContext": {"http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1",
                                    "userAgent": "t"}, "stage": "$default"},
        "body": body, "isBase64Encoded": False})


class Host:
    """GET next takes from self.events (waiting as long as it takes); what is posted goes to self.answers."""

    def __init__(self):
        self.events = queue.Queue()
        self.answers = queue.Queue()
        self.count = 0
        self.waiting = 0
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection, connection.makefile("rb") as stream:
            while True:
                line = stream.readline().decode()
                if not line:
                    return
                length = 0
                while (header := stream.readline().decode().strip()):
                    name, value = header.split(":", 1)
                    length = int(value) if name.lower() == "content-length" else length
                body = stream.read(length)
                method, path, _ = line.split()
                connection.sendall(self.answer(method, path, body))

    def answer(self, method, path, body):
        if method == "POST":
            self.answers.put((path.split("/", 3)[3], json.loads(body)))
            return b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
        with self.lock:
            self.waiting += 1
        event = self.events.get()
        with self.lock:
            self.waiting -= 1
            self.count += 1
            number = self.count
        event = event.encode()
        return (b"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-%d\r\nLambda-Runtime-Deadline-Ms: %d\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (number, (time.time() + 60) * 1000, len(event), event))

    def ask(self, *event, **more):
        self.events.put(get_event(*event, **more))
        return self.answers.get(timeout=20)

    def wait_for(self, waiting):
        end = time.time() + 20
        while self.waiting < waiting:
            assert time.time() < end
            time.sleep(0.01)


@pytest.fixture
def host():
    one = Host()
    yield one
    one.listener.close()


@pytest.fixture
def start(host):
    started = []

    def run(**env):
        process = subprocess.Popen([APP], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={**os.environ, "AWS_LAMBDA_RUNTIME_API": host.address, **env})
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_answers(host, start):
    start()
    path, answer = host.ask("/version")
    assert path == "invocation/id-1/response"
    assert (answer["statusCode"], answer["body"]) == (200, "one")
    _, answer = host.ask("/echo", "POST", "hello")
    assert (answer["statusCode"], answer["body"]) == (200, "hello")
    _, answer = host.ask("/missing")
    assert (answer["statusCode"], json.loads(answer["body"])) == (404, {"detail": "Not Found"})
    path, answer = host.ask("/version")
    assert path == "invocation/id-4/response"


def test_an_event_that_is_no_request(host, start):
    process = start(AWS_LAMBDA_LOG_FORMAT="JSON")
    host.events.put('{"Records": []}')
    path, answer = host.answers.get(timeout=20)
    assert path == "invocation/id-1/error"
    assert answer["errorType"] == "Function.NoEventHandler"
    host.wait_for(1)
    process.kill()
    line = json.loads(process.communicate()[1].decode().splitlines()[-1])
    assert (line["level"], line["requestId"]) == ("ERROR", "id-1")


def test_several_at_once(host, start):
    start(AWS_LAMBDA_MAX_CONCURRENCY="4")
    host.wait_for(4)
    begin = time.time()
    for _ in range(4):
        host.events.put(get_event("/slow"))
    answers = [host.answers.get(timeout=20) for _ in range(4)]
    assert time.time() - begin < 3
    assert {path for path, _ in answers} == {"invocation/id-%d/response" % i for i in range(1, 5)}
    assert all(answer["body"] == "slow" for _, answer in answers)


def test_waiting_takes_no_time(host, start):
    process = start()
    host.ask("/version")
    host.wait_for(1)

    def cpu_ticks():
        with open("/proc/%d/stat" % process.pid) as stat:
            return sum(map(int, stat.read().rsplit(")", 1)[1].split()[11:13]))

    before = cpu_ticks()
    time.sleep(0.5)
    assert cpu_ticks() - before <= 1


def test_nobody_is_there(start):
    with socket.socket() as unused:  # bound, so that nobody else takes the port, and not listening
        unused.bind(("127.0.0.1", 0))
        process = start(AWS_LAMBDA_RUNTIME_API="127.0.0.1:%d" % unused.getsockname()[1])
        assert process.wait(20) == 1
        assert b"the Runtime API does not answer" in process.stderr.read()


def test_commands_still_work(start, host):
    done = subprocess.run([APP, "routes"], env={**os.environ, "AWS_LAMBDA_RUNTIME_API": host.address},
                          stdout=subprocess.PIPE, timeout=20, check=True)
    assert b"/version" in done.stdout
