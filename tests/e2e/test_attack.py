"""The server against clients that mean it no good, and at its end: bounded, on loopback.

The program may be built with sanitizers: what they find is on its stderr, and in its exit code."""

import contextlib
import os
import random
import re
import resource
import signal
import socket
import struct
import threading
import time

import pytest

from test_server import APP, Server

HELLO = b"GET /version HTTP/1.1\r\nHost: a\r\n\r\n"
SMALL = ["--no-access-log", "--timeout-header", "2", "--timeout-body", "2", "--timeout-write", "1",
         "--timeout-keep-alive", "3", "--limit-body", "100K", "--limit-memory", "8M"]
with open(APP, "rb") as program_file:
    SANITIZED = re.search(rb"__[at]san_init", program_file.read()) is not None


@contextlib.contextmanager
def serving(*args, limits=SMALL, program=APP):
    """A server that has to answer, wait without work, and end in order when the block is over (if not before)."""
    first = [] if program == "/bin/sh" else ["--port", "0", *limits]
    with Server(*first, *args, program=program) as server:
        server.started()
        said = []
        reader = threading.Thread(target=lambda: said.append(server.process.stderr.read().decode(errors="replace")))
        reader.start()
        try:
            yield server
            if server.process.poll() is None:
                assert get(server.port).endswith(b"one")
                before = cpu_seconds(server)
                time.sleep(0.2)
                assert cpu_seconds(server) - before < 0.1, "the server is busy with nothing"
                server.stop()
            assert server.process.returncode == 0
        finally:
            if server.process.poll() is None:
                server.process.kill()
            reader.join()
            server.said = said[0]
        assert "Sanitizer" not in server.said and "runtime error" not in server.said, server.said


def cpu_seconds(server):
    with open("/proc/%d/stat" % server.process.pid) as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mib(server):
    with open("/proc/%d/statm" % server.process.pid) as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20


def connect(port, seconds=10):
    return socket.create_connection(("127.0.0.1", port), timeout=seconds)


def read_all(client):
    """All up to the end; a reset is one, too."""
    parts = []
    with contextlib.suppress(ConnectionError):
        while part := client.recv(1 << 20):
            parts.append(part)
    return b"".join(parts)


def exchange(port, *pieces, seconds=10):
    with connect(port, seconds) as client:
        with contextlib.suppress(OSError):
            for piece in pieces:
                client.sendall(piece)
            client.shutdown(socket.SHUT_WR)
        return read_all(client)


def get(port, path=b"/version"):
    return exchange(port, b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n" % path)


def reset(client):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def wait_until(claim, seconds=5):
    end = time.time() + seconds
    while not claim():
        assert time.time() < end
        time.sleep(0.02)


SEEDS = [
    HELLO,
    b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
    b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n",
    b"POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
    b"GET http://a.example:80/version?a=b#c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"HEAD /big HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
]
WORDS = [b"\r\n", b"\r", b"\n", b"\0", b" ", b":", b"\xff", b"Content-Length: 99999999999999999999\r\n", b"0\r\n\r\n",
         b"Transfer-Encoding: chunked\r\n", b"Host: b\r\n", b"HTTP/2.0", b"ffffffffffffffff\r\n", b"A" * 9000,
         b"Connection: upgrade\r\nUpgrade: h2c\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"Expect: 100-continue\r\n"]


def mutate(random_, request):
    for _ in range(random_.randint(1, 4)):
        at = random_.randrange(len(request) + 1)
        kind = random_.randrange(5)
        if kind == 0:
            request = request[:at]
        elif kind == 1:
            request = request[:at] + bytes([random_.randrange(256)]) + request[at + 1:]
        elif kind == 2:
            request = request[:at] + random_.choice(WORDS) + request[at:]
        elif kind == 3:
            request = request[:at] + request[at + random_.randint(1, 9):]
        else:
            request += random_.choice(SEEDS)
    return request


def test_mutated_requests_are_answered_or_closed():
    random_ = random.Random(20240601)
    with serving() as server:
        for i in range(1200):
            bytes_ = random_.randbytes(random_.randint(1, 300)) if i % 10 == 0 else mutate(random_, random_.choice(SEEDS))
            cut = random_.randrange(len(bytes_) + 1)
            answer = exchange(server.port, bytes_[:cut], bytes_[cut:])
            assert not answer or re.match(rb"HTTP/1\.1 [1-5]\d\d ", answer), (bytes_, answer[:200])
            assert b" 500 " not in answer[:20], (bytes_, answer[:200])


def test_slowloris_does_not_keep_others_out():
    with serving("--limit-connections", "400") as server:
        drips = [connect(server.port) for _ in range(300)]
        text = b"GET /version HTTP/1.1\r\nHost: a\r\nX-Slow: " + b"a" * 100
        for i in range(12):
            for client in drips:
                with contextlib.suppress(OSError):
                    client.send(text[i:i + 1])
            assert get(server.port).endswith(b"one")
            time.sleep(0.25)
        for client in drips:  # the whole head has a time, not each byte
            assert read_all(client).startswith(b"HTTP/1.1 408 ")
            client.close()


def test_thousand_clients_at_once():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < 2200:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    with serving() as server:
        clients = [connect(server.port) for _ in range(1000)]
        for client in clients:
            client.sendall(HELLO)
        for client in clients:
            assert b"HTTP/1.1 200 OK\r\n" in client.recv(4096)
        for i, client in enumerate(clients):
            reset(client) if i % 2 else client.close()


def test_above_the_limit_of_connections_is_503():
    with serving("--limit-connections", "10") as server:
        held = [connect(server.port) for _ in range(10)]
        for client in held:
            client.sendall(HELLO)
            assert b" 200 OK" in client.recv(4096)
        many = [connect(server.port) for _ in range(150)]
        answers = [read_all(client) for client in many]
        assert sum(answer.startswith(b"HTTP/1.1 503 ") for answer in answers) >= 60
        assert all(not answer or answer.startswith(b"HTTP/1.1 503 ") for answer in answers)
        for client in held + many:
            client.close()
        wait_until(lambda: get(server.port).endswith(b"one"))


def test_half_closed_client_gets_all_of_his_answer():
    with serving() as server:
        answer = get(server.port, b"/big")
        assert len(answer.split(b"\r\n\r\n", 1)[1]) == 1 << 20
        assert get(server.port, b"/slow").endswith(b"slow")


@pytest.mark.parametrize("path", [b"/endless", b"/big"])
def test_clients_that_never_read(path):
    with serving() as server:
        get(server.port)
        before = memory_mib(server)
        clients = []
        for _ in range(50):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", server.port))
            client.sendall((b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n" % path) * 20)
            clients.append(client)
        used = cpu_seconds(server)
        time.sleep(0.5)
        assert memory_mib(server) - before < (100 if SANITIZED else 30)
        assert cpu_seconds(server) - used < 0.4
        time.sleep(2.5)  # --timeout-write
        for client in clients:
            client.settimeout(5)
            read_all(client)
            client.close()
        opened, closed = get(server.port, b"/streams").split(b"\r\n\r\n")[1].split()
        assert opened == closed


def test_ten_thousand_pipelined_requests():
    with serving() as server, connect(server.port, 20) as client:
        sender = threading.Thread(target=client.sendall, args=(HELLO * 10000,))
        sender.start()
        got, tail = 0, b""
        while got < 10000:
            part = client.recv(1 << 20)
            assert part
            text = tail + part
            got += text.count(b"HTTP/1.1 200 OK")
            tail = text[-14:] if not text.endswith(b"HTTP/1.1 200 OK") else b""
        sender.join()
        assert memory_mib(server) < (400 if SANITIZED else 50)


def test_bodies_with_more_framing_than_body_are_refused():
    head = b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    with serving() as server:
        assert exchange(server.port, head + b"1;" + b"a" * 400000).startswith(b"HTTP/1.1 400 ")
        assert exchange(server.port, head + b"0\r\n" + b"X: y\r\n" * 100000 + b"\r\n").startswith(b"HTTP/1.1 400 ")
        assert exchange(server.port, head + b"1\r\na\r\n" * 50000 + b"0\r\n\r\n").endswith(b"a" * 50000)
        assert exchange(server.port, head + b"1\r\na\r\n" * 120000 + b"0\r\n\r\n").startswith(b"HTTP/1.1 413 ")
        assert exchange(server.port, head + b"1;a=b;c=d;e=f;g\r\na\r\n" * 50000).startswith(b"HTTP/1.1 400 ")


def test_expect():
    head = b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: %s\r\n\r\n"
    with serving() as server:
        with connect(server.port) as client:
            for _ in range(3):
                client.sendall(head % b"100-Continue")
                assert client.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
                client.sendall(b"abc")
                assert client.recv(4096).endswith(b"\r\n\r\nabc")
            client.sendall(head % b"200-ok")
            assert client.recv(4096).startswith(b"HTTP/1.1 417 ")
        assert exchange(server.port, head % b"100-continue" + b"abc").startswith(b"HTTP/1.1 200 ")
        too_large = b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 999999\r\nExpect: 100-continue\r\n\r\n"
        assert exchange(server.port, too_large).startswith(b"HTTP/1.1 413 ")
        assert exchange(server.port, head % b"100-continue") in (b"", b"HTTP/1.1 100 Continue\r\n\r\n")


def test_last_request_of_a_connection_is_answered_though_more_were_sent():
    """A plain close would have reset the connection while the client still sent, and taken the answer from him."""
    with serving("--limit-requests", "3") as server:
        for _ in range(30):
            with connect(server.port) as client:
                with contextlib.suppress(ConnectionError):
                    client.sendall(HELLO * 4)
                    client.sendall(HELLO * 2000)
                answer = read_all(client)
                assert answer.count(b"HTTP/1.1 200 OK") == 3 and answer.count(b"connection: close") == 1


def test_resets_in_the_middle():
    random_ = random.Random(7)
    paths = [b"/big", b"/endless", b"/silent", b"/slow", b"/version"]
    with serving() as server:
        for i in range(200):
            client = connect(server.port)
            request = b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n" % paths[i % 5] if i % 20 != 3 else HELLO
            client.sendall(request[:random_.randint(1, 2 * len(request))])
            if i % 3 == 0:
                time.sleep(0.005)
            reset(client)

        def balanced():
            opened, closed = get(server.port, b"/streams").split(b"\r\n\r\n")[1].split()
            return int(opened) > 0 and opened == closed
        wait_until(balanced)


def test_waiting_streams_cost_little_and_end_with_their_clients():
    with serving() as server:
        clients = [connect(server.port) for _ in range(200)]
        for client in clients:
            client.sendall(b"GET /silent HTTP/1.1\r\nHost: a\r\n\r\n")
            assert b"200 OK" in client.recv(4096)
        before = cpu_seconds(server)
        time.sleep(1)
        assert cpu_seconds(server) - before < 0.3
        assert get(server.port, b"/streams").endswith(b"\r\n\r\n200 0")
        for i, client in enumerate(clients[:199]):
            reset(client) if i % 2 else client.close()
        wait_until(lambda: get(server.port, b"/streams").endswith(b"\r\n\r\n200 199"))
        # The last one is there at the end of the server: which waits for it, until it is told a second time.
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert server.stop(signal.SIGTERM) == 0
        clients[199].close()


def test_out_of_descriptors():
    """Connections beyond are turned away or wait; none of it costs work, and all is well again afterwards."""
    with serving("-c", 'ulimit -n 64; exec "$0" "$@"', APP, "--port", "0", *SMALL, program="/bin/sh") as server:
        clients = []
        for _ in range(200):
            with contextlib.suppress(OSError):
                clients.append(connect(server.port, 2))
        before = cpu_seconds(server)
        time.sleep(0.5)
        assert cpu_seconds(server) - before < 0.2
        answered = 0
        for client in clients:
            with contextlib.suppress(OSError):
                client.settimeout(0.01)
                client.sendall(HELLO)
                answered += b" 200 OK" in client.recv(4096)
        assert answered >= 30
        for client in clients:
            client.close()
        wait_until(lambda: get(server.port).endswith(b"one"))
    assert server.said.count("cannot accept connections") <= 6


class Load:
    """Clients that ask as fast as they can, half of them over one connection, until the server takes no more."""

    def __init__(self, count, connect_):
        self.answered, self.lost, self.over = 0, [], False
        self.lock = threading.Lock()
        self.connect = connect_
        self.threads = [threading.Thread(target=self.ask, args=(i % 2 == 0,)) for i in range(count)]
        for thread in self.threads:
            thread.start()

    def ask(self, keeps):
        while not self.over:
            begun = time.monotonic()
            try:
                client = self.connect()
            except (ConnectionRefusedError, FileNotFoundError):
                return  # not accepted
            except ConnectionResetError:
                with self.lock:
                    self.lost.append(b"reset while connecting")
                return
            with client:
                goes_on = True
                while goes_on:
                    previous, begun = begun, time.monotonic()
                    goes_on = self.ask_once(client, previous) and keeps and not self.over

    def ask_once(self, client, previous):
        """previous: when the client last did something. After 0.1 s of silence its connection may be closed."""
        answer = b""
        with contextlib.suppress(ConnectionError):
            client.sendall(HELLO)
        sent = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while b"\r\n\r\none" not in answer and (part := client.recv(4096)):
                answer += part
        is_answered = answer.endswith(b"one")
        with self.lock:
            self.answered += is_answered
            if not is_answered and (answer or sent - previous < 0.1):
                self.lost.append(answer)
        return is_answered and b"connection: close" not in answer

    def end(self, expects_end):
        self.over = not expects_end
        for thread in self.threads:
            thread.join(20)
            assert not thread.is_alive()


@pytest.mark.parametrize("workers", ["1", "4"])
def test_no_request_is_lost_when_the_server_is_stopped(workers):
    for _ in range(3):
        with serving("--workers", workers, limits=["--no-access-log"]) as server:
            load = Load(12, lambda: connect(server.port))
            time.sleep(0.4)
            assert server.stop() == 0
            load.end(True)
            assert load.answered > 50 and load.lost == []


def test_no_request_is_lost_at_a_unix_socket(tmp_path):
    path = str(tmp_path / "app.sock")

    def connect_unix():
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(10)
        client.connect(path)
        return client
    with Server("--uds", path, "--no-access-log") as server:
        server.wait_for("running on unix:")
        random_ = random.Random(3)
        for _ in range(100):
            with connect_unix() as client:
                client.sendall(mutate(random_, random_.choice(SEEDS)))
        load = Load(6, connect_unix)
        time.sleep(0.4)
        assert server.stop() == 0
        load.end(True)
        assert load.answered > 50 and load.lost == []
        assert "Sanitizer" not in server.process.stderr.read().decode()


def test_no_request_is_lost_when_the_program_is_replaced(tmp_path):
    program, source = tmp_path / "app", tmp_path / "main.c"
    with open(APP, "rb") as file:
        program.write_bytes(file.read())
    program.chmod(0o755)
    source.write_text("0")
    build = "touch %s" % program
    with serving("--reload", "--reload-dir", str(tmp_path), "--reload-command", build, "--no-access-log",
                 limits=[], program=str(program)) as server:
        load = Load(6, lambda: connect(server.port))
        for i in range(3):
            time.sleep(0.5)
            source.write_text(str(i + 1))
        time.sleep(1)
        load.end(False)
        assert load.answered > 50 and load.lost == []
    assert server.said.count("running on") >= 2
