"""Functions and machines that misbehave: what a client gets, what the log says, what is left behind."""

import contextlib
import json
import os
import random
import resource
import signal
import threading
import time

import gateway as gw
import pytest


def messages(gateway):
    return [event["message"] for event in gateway.events()]


def is_well(gateway):
    answer = gateway.ask("/dev/hello")
    return answer.status == 200 and answer.text.startswith("one ")


def wait_until(is_so, timeout=10):
    end = time.monotonic() + timeout
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


# ---- functions ----

@pytest.mark.parametrize("mode", ["init_exit", "init_error", "init_hang"])
def test_a_function_that_fails_in_init(start, mode):
    gateway = start(environment={"MODE": mode}, init_timeout=0.3, timeout=1)
    for _ in range(2):
        answer = gateway.ask("/dev/hello")
        assert (answer.status, answer.text) == (502, '{"message": "Internal server error"}')
    gateway.wait_for_event("INIT_REPORT")
    assert gateway.stop() == 0


@pytest.mark.parametrize("path", ["/dev/exit/0", "/dev/exit/3", "/dev/kill/9", "/dev/kill/11", "/dev/kill/15"])
def test_a_function_that_ends_during_an_invocation(start, path):
    gateway = start()
    answer = gateway.ask(path)
    assert (answer.status, answer.text) == (502, '{"message": "Internal server error"}')
    assert is_well(gateway)
    report = gateway.wait_for_event("Status: error")["message"]
    assert "Error Type: Runtime.ExitError" in report


def test_a_function_killed_while_it_waits(start, tmp_path):
    gateway = start()
    assert is_well(gateway)
    function = gw.functions_below(tmp_path)
    assert len(function) == 1
    os.kill(function[0], signal.SIGKILL)
    wait_until(lambda: not os.path.exists(f"/proc/{function[0]}"))  # the gateway has seen it, and taken its status
    assert is_well(gateway)


def test_a_slow_function(start):
    gateway = start(timeout=1)
    answer = gateway.ask("/dev/sleep/60000")
    assert answer.status == 502
    gateway.wait_for_event("Task timed out after 1.00 seconds")
    assert is_well(gateway)


def test_a_flood_of_output(start):
    gateway = start(timeout=60)
    answer = gateway.ask("/dev/flood/100000", timeout=60)
    assert (answer.status, answer.text) == (200, "flooded")
    gateway.wait_for_event("line 99999 of")
    with open(f"/proc/{gateway.process.pid}/status") as status:
        kb = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    assert kb < 200 * 1024
    lines = [message for message in messages(gateway) if message.startswith("line ")]
    assert lines == [f"line {i} of a flood that goes on and on and on\n" for i in range(100000)]


def test_garbage_to_the_runtime_api(start):
    gateway = start()
    for _ in range(3):
        answer = gateway.ask("/dev/garbage")
        assert (answer.status, answer.text) == (200, "garbage sent")
    assert is_well(gateway)


def test_a_function_that_forks(start, tmp_path):
    config = gw.plain_config(gw.make_code(tmp_path / "code"), timeout=1)
    config["concurrency"] = 1  # the processes are counted: no second environment on a slow machine
    gateway = start(config=config)
    assert gateway.ask("/dev/fork/5").text == "forked"
    assert is_well(gateway)
    before = gw.functions_below(tmp_path)
    assert len(before) == 6
    assert gateway.ask("/dev/sleep/9000").status == 502  # ends the environment, and them
    wait_until(lambda: not set(before) & set(gw.functions_below(tmp_path)))
    assert gateway.ask("/dev/fork/5").text == "forked"
    assert gateway.stop() == 0
    wait_until(lambda: not gw.functions_below(tmp_path))


def test_what_a_killed_gateway_left_is_ended_by_the_next(start, tmp_path):
    gateway = start()
    assert gateway.ask("/dev/fork/4").text == "forked"
    left = gw.functions_below(tmp_path)
    gateway.process.kill()
    gateway.process.wait()
    gateway.start()
    assert is_well(gateway)
    wait_until(lambda: not set(left) & set(gw.functions_below(tmp_path)))


# ---- the machine ----

def test_a_full_disk(start, tmp_path):
    """The gateway may write 100 KB to a file: requests are answered as before, and it says that lines are lost."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200000, 200000))

    gateway = start(before=limit)
    for _ in range(5):
        answer = gateway.ask("/dev/flood/2000")
        assert (answer.status, answer.text) == (200, "flooded")
    assert is_well(gateway)
    found = [message for message in messages(gateway) if message.startswith("line ")]
    assert found and all(message.endswith("of a flood that goes on and on and on\n") for message in found)
    assert gateway.stop() == 0


def test_a_thousand_clients(start, tmp_path):
    config = gw.plain_config(gw.make_code(tmp_path / "code"))
    config["concurrency"] = 1000
    config["functions"][0]["reserved_concurrency"] = 8
    gateway = start(config=config)
    raw = gw.request("/dev/hello")
    connections = [gateway.connect(60) for _ in range(1000)]
    for connection in connections:
        connection.sendall(raw)
    statuses = {}
    for connection in connections:
        with connection, connection.makefile("rb") as stream:
            status = gw.read_answer(stream).status
            statuses[status] = statuses.get(status, 0) + 1
    # Above its concurrency Lambda refuses, and API Gateway says 500: as there.
    assert set(statuses) <= {200, 500} and statuses[200] >= 8 and sum(statuses.values()) == 1000, statuses
    assert is_well(gateway)


def test_many_at_once_and_none_refused(start, tmp_path):
    config = gw.plain_config(gw.make_code(tmp_path / "code"))
    config["concurrency"] = 20
    gateway = start(config=config)
    failures = []

    def ask():
        for _ in range(20):
            if gateway.ask("/dev/hello").status != 200:
                failures.append(1)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures


def test_killed_at_any_moment(start, tmp_path):
    """kill -9, twenty times: what a reader was shown is there behind it, and so is the quota's count."""
    chance = random.Random(5)
    config = gw.plain_config(gw.make_code(tmp_path / "code"))
    config["api"]["plans"][0]["quota"] = {"limit": 100000, "period": "MONTH"}
    gateway = start(config=config)
    shown, answered = {}, 0
    for _ in range(20):
        kill = threading.Timer(chance.uniform(0.01, 0.12), gateway.process.kill)
        kill.start()
        try:
            while True:
                if gateway.ask(f"/dev/print/{answered}").status == 200:
                    answered += 1
                if chance.random() < 0.3:
                    for event in gateway.events():
                        shown[event["eventId"]] = event["message"]
        except (OSError, ValueError):
            pass
        kill.join()
        gateway.process.wait()
        gateway.start()
        seen = {event["eventId"]: event["message"] for event in gateway.events()}
        lost = {id: text for id, text in shown.items() if seen.get(id) != text}
        assert not lost, lost
        assert len(seen) == len(gateway.events())
    usage = gateway.call("/usageplans/p1/usage?startDate=%s&endDate=%s" % ((time.strftime("%Y-%m-%d", time.gmtime()),) * 2), None, method="GET",
                         headers=[("Authorization", "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/apigateway/aws4_request, SignedHeaders=host, Signature=0")])
    used = usage.json()["values" if "values" in usage.json() else "items"]["k1"][0][0]
    assert used >= answered > 0, (used, answered)
    assert used <= answered + 20  # the one that was under way


def test_sigterm_lets_what_runs_end(start):
    gateway = start()
    assert is_well(gateway)
    answers = []
    thread = threading.Thread(target=lambda: answers.append(gateway.ask("/dev/sleep/500")))
    thread.start()
    time.sleep(0.15)
    begin = time.monotonic()
    assert gateway.stop() == 0
    thread.join(20)
    assert answers[0].status == 200 and answers[0].text == "slept"
    assert time.monotonic() - begin < 9  # far from the ten seconds that the last get


def test_sigterm_does_not_wait_for_half_a_request(start):
    """Nor is it cut without a word, as after the ten seconds that the last get."""
    gateway = start()
    halves = [b"GET /dev/hello HTTP/1.1\r\nHos", b"POST /dev/hello HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"]
    connections = [gateway.connect() for _ in halves]
    for connection, half in zip(connections, halves):
        connection.sendall(half)
    assert is_well(gateway)
    gateway.process.send_signal(signal.SIGTERM)
    for connection in connections:
        with connection, connection.makefile("rb") as stream:
            assert gw.read_answer(stream).status == 408
    assert gateway.stop() == 0


def test_two_signals_do_not_wait(start):
    gateway = start(timeout=60)
    def ask():
        with contextlib.suppress(OSError, ValueError):  # cut, or 500
            gateway.ask("/dev/sleep/60000")

    thread = threading.Thread(target=ask)
    thread.start()
    gateway.wait_for_event("START RequestId")
    begin = time.monotonic()
    gateway.process.send_signal(signal.SIGTERM)
    time.sleep(0.05)
    gateway.process.send_signal(signal.SIGTERM)
    assert gateway.process.wait(20) == 0
    thread.join(20)
    assert time.monotonic() - begin < 9


def test_a_data_folder_has_one_gateway(start, tmp_path):
    start()
    second = gw.Gateway(tmp_path, config=json.loads((tmp_path / "gateway.json").read_text()))
    with pytest.raises((AssertionError, ValueError), match="brisk gateway"):
        second.start()
    second.kill()
