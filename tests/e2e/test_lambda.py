"""The program of an app as a Lambda function's process: a Runtime API host of our own, in several connections at once."""

import base64
import json
import os
import queue
import socket
import subprocess
import threading
import time

import pytest

APP = os.environ["BRISK_APP"]


URL = "abc.lambda-url.eu-central-1.on.aws"


def get_event(path, method="GET", body=None, domain="abc.execute-api.eu-central-1.amazonaws.com"):
    """API Gateway's payload 2.0; with the domain URL a function URL's."""
    return json.dumps({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
        "headers": {"host": "x.example", "content-type": "text/plain"},
        "requestContext": {"domainName": domain, "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1",
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
                headers = self.read_fields(stream)
                method, path, _ = line.split()
                if headers.get("transfer-encoding") == "chunked":
                    self.answers.put((path.split("/", 3)[3], *self.read_stream(stream, headers)))
                    connection.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
                    continue
                body = stream.read(int(headers.get("content-length", 0)))
                connection.sendall(self.answer(method, path, body))

    @staticmethod
    def read_fields(stream):
        fields = {}
        while (line := stream.readline().decode().strip()):
            name, value = line.split(":", 1)
            fields[name.lower()] = value.strip()
        return fields

    def read_stream(self, stream, headers):
        """The prelude, the body as its first bytes and its length, the trailers."""
        assert headers["lambda-runtime-function-response-mode"] == "streaming"
        assert headers["content-type"] == "application/vnd.awslambda.http-integration-response"
        start, length = b"", 0
        while (size := int(stream.readline(), 16)) > 0:
            piece = stream.read(size)
            assert len(piece) == size and stream.read(2) == b"\r\n"
            start += piece if length < 65536 else b""
            length += size
        prelude, body = start.split(b"\0" * 8, 1)
        return json.loads(prelude), body, length - len(prelude) - 8, self.read_fields(stream)

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


def test_pipelining(host, start):
    start(BRISK_LAMBDA_PIPELINE="1")
    for i in range(1, 20):
        path, answer = host.ask("/echo", "POST", "hello %d" % i)
        assert path == "invocation/id-%d/response" % i
        assert answer["body"] == "hello %d" % i


def test_streaming(host, start):
    start(BRISK_RESPONSE_STREAM="1", BRISK_LAMBDA_PIPELINE="1")
    path, prelude, body, length, trailers = host.ask("/version", domain=URL)
    assert (path, prelude["statusCode"], body, length, trailers) == ("invocation/id-1/response", 200, b"one", 3, {})
    _, prelude, _, length, trailers = host.ask("/big", domain=URL)
    assert (prelude["statusCode"], length, trailers) == (200, 1 << 20, {})
    _, prelude, body, _, _ = host.ask("/missing", domain=URL)
    assert (prelude["statusCode"], json.loads(body)) == (404, {"detail": "Not Found"})
    path, answer = host.ask("/version")  # an HTTP API takes no streams
    assert (path, answer["body"]) == ("invocation/id-4/response", "one")


def test_a_stream_over_the_limit(host, start):
    start(BRISK_RESPONSE_STREAM="1")
    _, prelude, _, length, trailers = host.ask("/endless", domain=URL)
    assert prelude["statusCode"] == 200
    assert 199 << 20 < length <= 200 << 20
    assert trailers["lambda-runtime-function-error-type"] == "Function.ResponseSizeTooLarge"
    error = json.loads(base64.b64decode(trailers["lambda-runtime-function-error-body"]))
    assert error["errorType"] == "Function.ResponseSizeTooLarge"
    _, answer = host.ask("/streams")
    assert answer["body"] == "1 1"  # opened, closed


def test_a_wrong_setting_is_an_error_of_init(host, start):
    process = start(BRISK_RESPONSE_STREAM="yes")
    path, error = host.answers.get(timeout=20)
    assert path == "init/error"
    assert (error["errorType"], error["errorMessage"]) == ("Runtime.InvalidSetting",
                                                           "BRISK_RESPONSE_STREAM is neither 1 nor 0")
    assert process.wait(20) == 1


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


def test_more_at_once_than_there_can_be(host, start):
    """AWS allows 1600; more is as many as can be, not one."""
    start(AWS_LAMBDA_MAX_CONCURRENCY="100000")
    host.wait_for(3)
    _, answer = host.ask("/version")
    assert answer["body"] == "one"


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
