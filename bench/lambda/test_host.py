"""The benchmark's Runtime API host: it measures what answers, counts what does not vary, and refuses what is wrong."""

import json
import os
import shutil
import subprocess
import sys

import pytest

import measure

HOST = os.environ["BENCH_HOST"]
PEERS = {
    "floor": measure.Peer("floor", [os.environ["BENCH_FLOOR"]], constant=True),
    "floor, pipelined": measure.Peer("floor, pipelined", [os.environ["BENCH_FLOOR_PIPELINE"]], constant=True),
    "brisk": measure.Peer("brisk", [os.environ["BENCH_APP"]]),
    "brisk, pipelined": measure.Peer("brisk, pipelined", [os.environ["BENCH_APP"]], env=["BRISK_LAMBDA_PIPELINE=1"]),
}


class Options:
    host = HOST


# A runtime that does the uncommon: a connection for each request, the answer in chunks that come one by one.
CHUNKED = """
import json, os, socket, sys, time
host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
def call(*parts):
    with socket.create_connection((host, int(port))) as connection:
        for part in parts:
            connection.sendall(part)
            time.sleep(0.001)
        stream = connection.makefile("rb")
        stream.readline()
        headers = dict(line.decode().strip().lower().split(": ", 1) for line in iter(stream.readline, b"\\r\\n"))
        return headers, stream.read(int(headers["content-length"]))
text = open(sys.argv[1]).read().split("\\n", 1)
answer = json.dumps({"statusCode": int(text[0]), "body": text[1]}).encode()
while True:
    headers, event = call(b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
    assert json.loads(event)["httpMethod"]
    target = b"POST /2018-06-01/runtime/invocation/" + headers["lambda-runtime-aws-request-id"].encode() + sys.argv[2].encode()
    call(target + b" HTTP/1.1\\r\\nTRANSFER-ENCODING: chunked\\r\\n\\r\\n", b"%x;a=b\\r\\n" % 10, answer[:10],
         b"\\r\\n%X\\r\\n" % len(answer[10:]), answer[10:] + b"\\r\\n0\\r", b"\\n\\r\\n")
"""


def fails(*command, event="get", timeout="5"):
    """What the host says to a runtime that it cannot measure."""
    done = subprocess.run([HOST, "--event", measure.EVENTS[event], "--cold", "1", "--timeout", timeout, "--", *command],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    return done.stderr


@pytest.mark.parametrize("name", PEERS)
def test_measures(name):
    result = PEERS[name].host(Options, "--cold", 2, "--warm", 50, "--settle", 50, "--rounds", 2)
    cold = result["cold"]
    assert len(cold["first_next_us"]) == len(cold["first_answer_us"]) == 2
    assert all(0 < n < a for n, a in zip(cold["first_next_us"], cold["first_answer_us"]))
    assert cold["rss_kb"] > 0 and result["warm_rss_kb"] > 0
    for path in measure.EVENTS.values():
        rounds = result["warm"][str(path)]
        assert len(rounds) == 2
        for one in rounds:
            assert 0 < one["p50_us"] <= one["p99_us"] and one["cpu_us"] > 0 and one["per_second"] > 0
            assert one["faults"] == 0


def test_events_in_turn():
    result = PEERS["brisk"].host(Options, "--warm", 51, "--settle", 5, "--mix")
    assert list(result["warm"]) == ["all"]


@pytest.mark.parametrize("name, wanted", zip(PEERS, (4, 2, 4, 2)))
def test_system_calls_of_an_invocation(name, wanted):
    if shutil.which("strace") is None:
        assert os.environ.get("CI") != "true", "strace is not installed"
        pytest.skip("strace is not installed")
    measure.count_system_calls(PEERS[name], Options)
    assert PEERS[name].result["system_calls"] == wanted, PEERS[name].result["system_calls_by_name"]


def test_chunks_and_many_connections(tmp_path):
    runtime = tmp_path / "runtime.py"
    runtime.write_text(CHUNKED)
    expect = measure.EVENTS["post"].with_suffix(".expect")
    done = subprocess.run([HOST, "--event", measure.EVENTS["post"], "--warm", "20", "--settle", "5", "--",
                           sys.executable, runtime, expect, "/response"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["warm"]
    assert "sends /2018-06-01/runtime/invocation/" in fails(sys.executable, runtime, expect, "/error")
    assert "that it was not given" in fails(sys.executable, runtime, expect, "0/response")
    assert "but the answer is" in fails(sys.executable, runtime, expect, "/response", event="get")


def test_wrong_answer():
    assert "expected 201" in fails(*PEERS["floor"].command, event="post")


def test_runtime_that_does_not_start_ends_or_stalls(tmp_path):
    assert "cannot be started" in fails(tmp_path / "none")
    assert "has ended" in fails(shutil.which("true"))
    assert "does nothing any more" in fails(shutil.which("sleep"), "60", timeout="1")


def test_wrong_usage():
    for arguments in (["--cold", "1"], ["--event", measure.EVENTS["get"], "--cold", "x", "--", "a"], ["--what", "1", "--", "a"]):
        assert subprocess.run([HOST, *arguments], capture_output=True, timeout=20).returncode == 2
