"""The program of an app as a process: start, signals, busy ports, Unix sockets, commands, --reload."""

import os
import re
import signal
import socket
import subprocess
import time

import pytest

APP = os.environ["BRISK_APP"]


class Server:
    def __init__(self, *args, env=None, program=APP):
        self.process = subprocess.Popen(
            [program, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **(env or {})})
        self.lines = []
        self.port = None

    def wait_for(self, pattern, seconds=20):
        """Reads stderr up to the line that matches."""
        end = time.time() + seconds
        while time.time() < end:
            line = self.process.stderr.readline().decode()
            self.lines.append(line)
            found = re.search(pattern, line)
            if found:
                return found
            if not line:
                break
        raise AssertionError("no %r in %r" % (pattern, self.lines))

    def started(self):
        self.port = int(self.wait_for(r"running on http://[^:]+:(\d+)").group(1))
        return self

    def stop(self, number=signal.SIGTERM, seconds=20):
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()


def ask(port, path="/version", seconds=10, family=socket.AF_INET, address=None):
    with socket.socket(family, socket.SOCK_STREAM) as client:
        client.settimeout(seconds)
        client.connect(address or ("127.0.0.1", port))
        client.sendall(b"GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % path.encode())
        answer = b""
        while True:
            part = client.recv(65536)
            if not part:
                return answer.decode()
            answer += part


def run(*args, **more):
    return subprocess.run([APP, *args], capture_output=True, text=True, timeout=20, **more)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stops_cleanly(number):
    with Server("--port", "0") as server:
        server.started()
        assert ask(server.port).endswith("one")
        assert server.stop(number) == 0
        assert b'"GET /version HTTP/1.1" 200 OK\n' in server.process.stdout.read()


def test_running_request_is_answered_before_the_end():
    with Server("--port", "0") as server:
        server.started()
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.settimeout(10)
            client.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            time.sleep(0.3)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.2)
            with pytest.raises(OSError):
                socket.create_connection(("127.0.0.1", server.port)).close()
            answer = client.recv(65536).decode()
            assert "200 OK" in answer and "connection: close" in answer
        assert server.process.wait(10) == 0


def test_second_signal_ends_a_stuck_handler():
    with Server("--port", "0") as server:
        server.started()
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(b"GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n")
            time.sleep(0.3)
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            assert server.stop(signal.SIGTERM, 5) == -signal.SIGTERM


def test_time_to_stop_is_limited():
    with Server("--port", "0", "--timeout-graceful", "0.3") as server:
        server.started()
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(b"GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n")
            time.sleep(0.3)
            assert server.stop(signal.SIGTERM, 6) == -signal.SIGTERM


@pytest.mark.parametrize("workers", ["1", "3"])
def test_busy_port_is_an_error(workers):
    with Server("--port", "0", "--workers", workers) as server:
        server.started()
        for more in ("1", "2"):
            second = run("--port", str(server.port), "--workers", more)
            assert second.returncode == 1
            assert "port %d is in use: choose another with --port" % server.port in second.stderr
        assert server.stop() == 0


def test_unix_socket(tmp_path):
    path = str(tmp_path / "app.sock")
    for number in (signal.SIGKILL, signal.SIGTERM):
        with Server("--uds", path) as server:
            server.wait_for("running on unix:")
            assert ask(0, family=socket.AF_UNIX, address=path).endswith("one")
            assert run("--uds", path).returncode == 1
            server.stop(number)
            assert os.path.exists(path) == (number == signal.SIGKILL)


def test_environment_gives_the_port():
    with Server(env={"PORT": "0", "HOST": "127.0.0.1"}) as server:
        server.started()
        assert server.port not in (0, 8000)


def test_commands():
    assert '"openapi":"3.1.0"' in run("openapi").stdout.replace(" ", "")
    assert re.search(r"GET +/version +version", run("routes").stdout)
    assert run("check").returncode == 0
    assert run("--version").stdout.startswith("End to end 1.2.3 (Brisk ")
    assert "--limit-body" in run("--help").stdout
    invoked = run("invoke", "GET", "/version")
    assert invoked.returncode == 0 and invoked.stdout.startswith("HTTP/1.1 200 OK\n")
    assert invoked.stdout.endswith("\n\none\n")
    assert run("invoke", "GET", "/nothing").returncode == 1


@pytest.mark.parametrize("args, problem", [
    (["--prot", "1"], "did you mean --port?"),
    (["rotues"], "did you mean routes?"),
    (["--port", "http"], "--port takes a number"),
    (["invoke"], "method and path are missing"),
    (["check", "x"], "takes no options"),
])
def test_mistakes_end_with_2(args, problem):
    outcome = run(*args)
    assert outcome.returncode == 2
    assert problem in outcome.stderr


def test_reload(tmp_path):
    """The program is a copy that a fake build replaces: by another text, by nothing (the build fails), by a crash."""
    program = tmp_path / "app"
    source = tmp_path / "main.c"
    with open(APP, "rb") as file:
        original = file.read()

    def write(text):
        staged = tmp_path / "staged"
        staged.write_bytes(original.replace(b"one\0", text + b"\0"))
        staged.chmod(0o755)
        staged.rename(program)

    write(b"one")
    source.write_text("1")
    build = tmp_path / "build.sh"
    build.write_text("#!/bin/sh\nexit 0\n")
    build.chmod(0o755)
    with Server("--port", "0", "--reload", "--reload-dir", str(tmp_path), "--reload-command", str(build),
                program=str(program)) as server:
        server.started()
        assert ask(server.port).endswith("one")

        (tmp_path / "next").write_bytes(original.replace(b"one\0", b"two\0"))
        (tmp_path / "next").chmod(0o755)
        build.write_text("#!/bin/sh\nmv %s %s\n" % (tmp_path / "next", program))
        source.write_text("2")
        server.wait_for("main.c changed")
        server.wait_for("running on")
        end = time.time() + 10
        while not ask(server.port).endswith("two"):  # never refused
            assert time.time() < end
        build.write_text("#!/bin/sh\necho 'main.c:1: error: no' >&2\nexit 1\n")
        source.write_text("3")
        server.wait_for("error: no")
        server.wait_for("the build failed: the old program goes on")
        assert ask(server.port).endswith("two")

        (tmp_path / "broken").write_text("#!/bin/sh\nexit 3\n")
        (tmp_path / "broken").chmod(0o755)
        build.write_text("#!/bin/sh\nmv %s %s\n" % (tmp_path / "broken", program))
        source.write_text("4")
        server.wait_for("the new program ended while it started: the old one goes on")
        assert ask(server.port).endswith("two")
        assert server.stop(signal.SIGINT) == 0
    with pytest.raises(OSError):
        ask(server.port)
