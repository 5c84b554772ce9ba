"""What the gateway must not give away, and to whom it does not answer."""

import gzip
import os
import socket
import time

import gateway as gw
import pytest

SECRETS = {"AWS_ACCESS_KEY_ID": "AKIAOFTHESHELL000000", "AWS_SECRET_ACCESS_KEY": "secret-of-the-shell", "AWS_SESSION_TOKEN": "token-of-the-shell",
           "GITHUB_TOKEN": "another-secret", "BRISK_KEY": "third-secret"}


def own_address():
    """An address of this machine that is not loopback; None: there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            return None
        address = probe.getsockname()[0]
        return None if address.startswith("127.") or address == "0.0.0.0" else address


def listening_addresses(port):
    found = []
    for name in ("/proc/net/tcp", "/proc/net/tcp6"):
        if os.path.exists(name):
            with open(name) as table:
                for line in list(table)[1:]:
                    fields = line.split()
                    address, number = fields[1].rsplit(":", 1)
                    if int(number, 16) == port and fields[3] == "0A":
                        found.append(address)
    return found


def test_loopback_only(start):
    gateway = start()
    assert listening_addresses(gateway.port) == ["0100007F"]
    address = own_address()
    if address:
        with pytest.raises(OSError):
            socket.create_connection((address, gateway.port), 5)


def test_the_functions_environment(start):
    gateway = start(env=SECRETS)
    variables = gateway.ask("/dev/env").text
    for secret in SECRETS.values():
        assert secret not in variables
    assert gw.KEY not in variables
    names = {line.split("=", 1)[0] for line in variables.splitlines()}
    assert {"AWS_LAMBDA_RUNTIME_API", "_HANDLER", "LAMBDA_TASK_ROOT", "AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME", "TZ"} <= names
    assert "AWS_EXECUTION_ENV" not in names and "HOME" not in names


def test_the_functions_descriptors(start):
    gateway = start()
    lines = gateway.ask("/dev/descriptors").text.splitlines()
    assert "listens" not in " ".join(lines)
    ours = [line for line in lines if "/dev/null" not in line and "pipe:" not in line and "/proc/" not in line]
    assert len(ours) == 1 and "socket:" in ours[0], lines  # its own connection to the Runtime API
    assert not [line for line in lines if str(gateway.data) in line]


def test_the_functions_folder(start):
    gateway = start()
    names = [name for name in gateway.ask("/dev/files").text.splitlines() if name not in (".", "..")]
    assert names == ["bootstrap"], names


@pytest.mark.parametrize("name", ["/aws/lambda/../../../../escaped", "../escaped", "a/../../../escaped", "..", ".", "/", "a//b", "%2e%2e/escaped", "\u0000", "x" * 513])
def test_no_name_leaves_the_data_folder(start, tmp_path, name):
    gateway = start()
    before = {path for path in tmp_path.iterdir()}
    answers = [gateway.logs_api("CreateLogGroup", logGroupName=name), gateway.logs_api("CreateLogStream", logGroupName="/aws/lambda/fn", logStreamName=name),
               gateway.logs_api("GetLogEvents", logGroupName=name, logStreamName=name), gateway.logs_api("FilterLogEvents", logGroupName=name)]
    assert all(answer.status in (200, 400) for answer in answers), answers
    answer = gateway.logs_api("DeleteLogGroup", logGroupName=name)
    assert answer.status in (200, 400)
    assert {path for path in tmp_path.iterdir()} == before
    assert not [path for path in tmp_path.parent.rglob("escaped*") if gateway.data not in path.parents]
    assert gateway.ask("/dev/hello").status == 200


@pytest.mark.parametrize("target", ["/_brisk/../../../../etc/passwd", "/_brisk/%2e%2e/%2e%2e/etc/passwd", "/dev/../../../etc/passwd", "/_brisk/..%2f..%2fdata/usage"])
def test_no_path_reads_a_file(start, target):
    answer = start().ask(target)
    assert b"root:" not in answer.body and answer.status != 500


HOSTS = ["evil.example", "evil.example:9000", "127.0.0.1.evil.example", "localhost.evil.example", "169.254.169.254", "[::2]", ""]


@pytest.mark.parametrize("host", HOSTS)
def test_other_hosts_see_neither_console_nor_control_plane(start, host):
    """A page whose name was made to resolve to this machine."""
    gateway = start()
    gateway.ask("/dev/hello")
    for raw in (gw.request("/_brisk/", headers=[("Host", host)]), gw.request("/_brisk/api/keys", headers=[("Host", host)]),
                gw.request("/", "POST", [("Host", host), ("X-Amz-Target", "Logs_20140328.DescribeLogGroups")], b"{}", key=None),
                gw.request("/2015-03-31/functions/", headers=[("Host", host)], key=None),
                gw.request("/2015-03-31/functions/fn/invocations", "POST", [("Host", host)], b"{}", key=None)):
        answer = gateway.send(raw)
        assert answer.status in (400, 403, 404), answer
        assert gw.KEY.encode() not in answer.body and b"logGroups" not in answer.body and b"<html" not in answer.body.lower()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "LOCALHOST:1"])
def test_this_machine_sees_the_console(start, host):
    answer = start().ask("/_brisk/", headers=[("Host", host), ("Accept-Encoding", "gzip")])
    body = gzip.decompress(answer.body) if answer.get("content-encoding") == "gzip" else answer.body
    assert answer.status == 200 and b"<html" in body.lower()


def test_other_origins_do_not_reach_the_console_or_the_control_plane(start):
    """A page in the same browser may send what needs no preflight: it must not invoke, delete or read."""
    gateway = start()
    gateway.ask("/dev/hello")
    origin = ("Origin", "https://evil.example")
    answer = gateway.call("/2015-03-31/functions/fn/invocations", b'{"path":"/print/666"}', [origin, ("Content-Type", "text/plain")])
    assert answer.get("access-control-allow-origin") is None
    assert answer.status == 403, answer
    answer = gateway.ask("/_brisk/", headers=[origin])
    assert answer.get("access-control-allow-origin") is None
    time.sleep(0.05)
    assert not [event for event in gateway.events() if "printed 666" in event["message"]]


def test_a_key_in_the_data_folder_is_its_owners(tmp_path):
    with gw.Gateway(tmp_path, gw.make_code(tmp_path / "hello")) as gateway:
        key = gateway.said["apiKey"]
        assert len(key) >= 20
        holders = [path for path in gateway.data.rglob("*") if path.is_file() and key in path.read_text(errors="replace")]
        assert holders and all(path.stat().st_mode & 0o077 == 0 for path in holders), holders
        assert gateway.ask("/dev/hello", key=key).status == 200
        assert gateway.ask("/dev/hello", key=key[:-1]).status == 403
        assert gateway.stop() == 0
    with gw.Gateway(tmp_path, tmp_path / "hello") as gateway:
        assert gateway.said["apiKey"] == key
