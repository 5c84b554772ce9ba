"""The cache in front of the API (--cdn): what a client sees of it, and what the function, the plan and the logs don't."""

import os
import sys

import pytest

import gateway as gw

# Counts its calls; answers with the count, and with the headers that the path says.
BOOTSTRAP = """#!%s
import http.client, json, os
API = "/2018-06-01/runtime/invocation/"
connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
calls = 0
while True:
    connection.request("GET", API + "next")
    taken = connection.getresponse()
    event = json.loads(taken.read())
    calls += 1
    headers = {name.lower(): value for name, value in (event["headers"] or {}).items()}
    path, status, answer = event["path"].split("/")[1], 200, {"Content-Type": "text/plain"}
    if path in ("fresh", "stream"):
        answer.update({"Cache-Control": "max-age=600", "ETag": '"e1"', "Vary": "Accept-Language"})
    if path == "cookie":
        answer.update({"Cache-Control": "max-age=600", "Set-Cookie": "a=b"})
    if path == "asked":
        answer.update({"Cache-Control": "no-cache", "ETag": '"e1"'})
        status = 304 if headers.get("if-none-match") == '"e1"' else 200
    target = API + taken.getheader("Lambda-Runtime-Aws-Request-Id") + "/response"
    if path == "stream":
        head = json.dumps({"statusCode": 200, "headers": answer}).encode() + bytes(8)
        size = int(event["path"].split("/")[2])
        pieces = [head, str(calls).encode(), *[b"s" * 65536] * (size // 65536)]
        connection.request("POST", target, iter(pieces), {"Lambda-Runtime-Function-Response-Mode": "streaming",
            "Content-Type": "application/vnd.awslambda.http-integration-response", "Transfer-Encoding": "chunked"}, encode_chunked=True)
    else:
        connection.request("POST", target, json.dumps({"statusCode": status, "headers": answer, "body": "" if status == 304 else str(calls)}))
    connection.getresponse().read()
""" % os.path.realpath(sys.executable)  # not that of a virtual environment: a function sees a /tmp of its own

HIT, MISS, FRESH = ("Hit from cloudfront", "Miss from cloudfront", "RefreshHit from cloudfront")


def cached_config(tmp_path):
    program = tmp_path / "program"
    program.write_text(BOOTSTRAP)
    config = gw.plain_config(gw.make_code(tmp_path / "code", program), reserved_concurrency=1)
    config["api"].update(cache=True, access_log_group="/access")
    config["api"]["methods"].append({"path": "/stream/{size}", "method": "GET", "function": "fn", "key_required": True, "streaming": True})
    config["api"]["keys"].append({"name": "other", "id": "k2", "value": "otherkey0123456789abcdefgh"})
    config["api"]["plans"][0]["keys"].append("k2")
    config["api"]["plans"][0]["quota"] = {"limit": 1000, "period": "DAY"}
    return config


@pytest.fixture
def gateway(start, tmp_path):
    return start(config=cached_config(tmp_path))


def used(gateway):
    return sum(state["used"] for state in gateway.ask("/_brisk/api/state", key=None).json()["keys"])


def found(answer):
    return answer.get("X-Cache"), answer.text


def test_a_fresh_answer_is_given_again(gateway):
    first = gateway.ask("/dev/fresh")
    assert first.status == 200 and found(first) == (MISS, "1") and first.get("Age") is None
    second = gateway.ask("/dev/fresh")
    assert second.status == 200 and found(second) == (HIT, "1") and second.get("Age").isdigit()
    assert second.get("Via").endswith(".cloudfront.net (CloudFront)") and second.get("X-Amz-Cf-Id") != first.get("X-Amz-Cf-Id")
    assert second.get("x-amzn-RequestId") == first.get("x-amzn-RequestId") and second.get("Date") == first.get("Date")
    head = gateway.ask("/dev/fresh", "HEAD")
    assert head.get("X-Cache") == HIT and head.get("Content-Length") == "1" and head.body == b""
    same = gateway.ask("/dev/fresh", headers=[("If-None-Match", '"e1"')])
    assert same.status == 304 and same.get("X-Cache") == HIT and same.get("ETag") == '"e1"' and same.get("Content-Type") is None
    assert found(gateway.ask("/dev/fresh", headers=[("Accept-Language", "de")])) == (MISS, "2")
    assert found(gateway.ask("/dev/fresh", headers=[("Accept-Language", "de")])) == (HIT, "2")


def test_who_may_not_call_gets_no_hit(gateway):
    assert found(gateway.ask("/dev/fresh")) == (MISS, "1")
    assert found(gateway.ask("/dev/fresh")) == (HIT, "1")
    for key in (None, "wrongkey0123456789abcdefgh"):
        refused = gateway.ask("/dev/fresh", key=key)
        assert refused.status == 403 and refused.get("X-Cache") == "Error from cloudfront"
    assert found(gateway.ask("/dev/fresh", key="otherkey0123456789abcdefgh")) == (MISS, "2")
    assert found(gateway.ask("/dev/fresh", headers=[("Authorization", "Bearer a")])) == (MISS, "3")
    assert found(gateway.ask("/dev/fresh", headers=[("Cookie", "a=b")])) == (MISS, "4")


def test_a_stale_answer_is_asked_after(gateway):
    assert found(gateway.ask("/dev/asked")) == (MISS, "1")
    for _ in range(2):
        again = gateway.ask("/dev/asked")
        assert again.status == 200 and found(again) == (FRESH, "1") and again.get("Content-Type") == "text/plain"
    assert gateway.ask("/dev/asked", headers=[("If-None-Match", '"e1"')]).status == 304
    assert found(gateway.ask("/dev/none")) == (MISS, "5")  # the function was asked each time


def test_what_is_not_kept(gateway):
    for number, path in enumerate(["/dev/none", "/dev/none", "/dev/cookie", "/dev/cookie"], 1):
        assert found(gateway.ask(path)) == (MISS, str(number))
    assert found(gateway.ask("/dev/fresh", "POST", body="x")) == (MISS, "5")
    assert found(gateway.ask("/dev/fresh")) == (MISS, "6")


def test_streams_are_kept_up_to_a_megabyte(gateway):
    first = gateway.ask("/dev/stream/131072")
    assert first.get("Transfer-Encoding") == "chunked" and first.get("X-Cache") == MISS and len(first.body) == 131073
    second = gateway.ask("/dev/stream/131072")
    assert second.get("Content-Length") == "131073" and second.get("X-Cache") == HIT and second.body == first.body
    for _ in range(2):
        long = gateway.ask("/dev/stream/1048576")
        assert long.get("X-Cache") == MISS and len(long.body) == 1048577


def test_a_hit_does_not_count_but_is_seen(gateway):
    for _ in range(5):
        assert gateway.ask("/dev/fresh").status == 200
    assert used(gateway) == 1
    assert len(gateway.events("/access")) == 5
    assert len([event for event in gateway.events() if event["message"].startswith("START")]) == 1
    assert len(gateway.ask("/_brisk/api/requests", key=None).json()) == 5


def test_without_it_nothing_is_kept(start, tmp_path):
    config = cached_config(tmp_path)
    del config["api"]["cache"]
    gateway = start(config=config)
    for number in ("1", "2"):
        assert found(gateway.ask("/dev/fresh")) == (None, number)
