"""A gateway by options, by a file and by a Terraform plan: what is told at the start is what answers."""

import json
import os
import subprocess
from pathlib import Path

import pytest

import gateway as gw

PLANS = Path(__file__).parents[2] / "unit/gateway/terraform/plans"


@pytest.fixture
def code(tmp_path):
    return gw.make_code(tmp_path / "shop")


def status(gateway, path, method="GET", key=None):
    return gateway.ask(path, method, key=key).status


def test_code_alone_is_enough(start, code):
    gateway = start(code)
    key = gateway.said["apiKey"]
    assert gateway.said["url"] == gateway.endpoint + "/dev" and gateway.said["console"] == gateway.endpoint + "/_brisk/"
    assert gateway.ask("/dev/hello", key=key).status == 200
    assert gateway.ask("/dev/hello", key=None).status == 403
    assert gateway.ask("/dev/", key=key).status == 403
    assert gateway.ask("/_brisk/", key=None).status == 200


def test_the_key_is_the_same_after_a_restart(start, code, tmp_path):
    first = start(code)
    key = first.said["apiKey"]
    assert first.stop() == 0
    assert start(code).said["apiKey"] == key
    assert (tmp_path / "data/api-key").stat().st_mode & 0o777 == 0o600


def test_the_plan_of_the_module_is_played(start, code):
    gateway = start(code, "--terraform", PLANS / "rest.json")
    key = gateway.said["apiKey"]
    assert "note: API key hello-dev-alice: AWS makes its value" in gateway.stderr()
    assert status(gateway, "/dev/hello", key=key) == 200
    assert status(gateway, "/dev/", key=key) == 200  # the root method
    assert status(gateway, "/dev/docs") == 200 and status(gateway, "/dev/redoc/a/b") == 200
    assert status(gateway, "/dev/docs", "POST") == 403
    assert status(gateway, "/dev/x", "OPTIONS") == 200
    refused = gateway.ask("/dev/hello", key=None)
    assert refused.status == 403 and refused.json() == {"detail": "Forbidden"}
    assert refused.get("access-control-allow-origin") == "https://www.example.com"
    assert gateway.ask("/dev/hello", key=key + "-hello-dev-bob").status == 200
    plan = json.loads(gateway.call("/usageplans", None, [("Authorization", "AWS4-HMAC-SHA256 Credential=a/20260101/r/apigateway/aws4_request")],
                                   "GET").text)["item"][0]
    assert plan["throttle"] == {"rateLimit": 10.0, "burstLimit": 20} and plan["quota"]["limit"] == 1000 and plan["quota"]["period"] == "WEEK"
    function = json.loads(gateway.call("/2015-03-31/functions/hello-dev", None, method="GET").text)["Configuration"]
    assert (function["Timeout"], function["MemorySize"]) == (10, 256)
    assert function["Environment"]["Variables"]["MESSAGE"] == "hi"
    assert [event for event in gateway.events("/aws/api-gateway/hello-dev/dev") if json.loads(event["message"])["status"] == "403"]


def test_the_burst_of_a_plan_is_kept_to(start, code):
    gateway = start(code, "--rate", "0.001", "--burst", "2")
    key = gateway.said["apiKey"]
    assert [status(gateway, "/dev/hello", key=key) for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("plan, path", [("http", "/anything"), ("url", "/anything"), ("rest_state", "/dev/docs"), ("streaming", "/dev/stream/2")])
def test_other_plans_are_played(start, code, plan, path):
    gateway = start(code, "--terraform", PLANS / f"{plan}.json")
    assert status(gateway, path, key=gateway.said.get("apiKey")) == 200


def test_a_file_over_a_plan(start, code, tmp_path):
    file = tmp_path / "over.json"
    file.write_text(json.dumps({"api": {"stage": "local", "keys": [{"name": "hello-dev-bob", "value": gw.KEY}]}}))
    gateway = start(code, "--terraform", PLANS / "rest.json", "--config", file)
    assert status(gateway, "/local/hello", key=gw.KEY) == 200


@pytest.mark.parametrize("arguments, told", [
    (["--config", "FILE"], "FILE: port: Input should be a valid integer, not \"x\""),
    (["--terraform", "FILE"], "FILE: it is no plan"),
    (["--prot", "1"], "--port"),
    (["/nowhere.zip"], "/nowhere.zip is not there"),
])
def test_mistakes_end_with_2_and_a_sentence(tmp_path, arguments, told):
    file = tmp_path / "wrong.json"
    file.write_text('{"port": "x"}')
    words = [argument.replace("FILE", str(file)) for argument in arguments]
    ended = subprocess.run([os.environ["BRISK"], "gateway", *words], capture_output=True, text=True, timeout=20, cwd=tmp_path)
    assert ended.returncode == 2 and told.replace("FILE", str(file)) in ended.stderr and ended.stdout == ""
