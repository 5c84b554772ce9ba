"""What is deployed, run here: the local gateway takes its configuration from the first plan, from the state, and from the cloud by boto3,
runs the very zip that was deployed, and is asked over HTTP."""

import json
import os
import platform
import socket
import sys
import time

import pytest

from conftest import ROOT
from deployed import NAME, all_groups, config_of, sha256_of, the_api

os.environ.setdefault("BRISK", str(ROOT / "build/debug/brisk"))
sys.path.insert(0, str(ROOT / "tests/e2e/gateway"))
from gateway import BRISK, Gateway, read_answer, request  # noqa: E402

UNIT = "infra/env/dev/api"
ACCESS, FUNCTION = f"/aws/api-gateway/{NAME}/dev", f"/aws/lambda/{NAME}"


def what_lacks():
    if not os.access(BRISK, os.X_OK):
        return f"{BRISK} is not built (cmake --build --preset debug --target brisk_command)"
    if not (ROOT / "api/build/lambda-x86_64.zip").is_file():
        return "api/build/lambda-x86_64.zip is not built (make -C api zip ARCH=x86_64)"
    if platform.machine() != "x86_64":
        return "the zip of infra/env/dev is for x86_64; this machine is not"
    return None


@pytest.fixture(scope="module", autouse=True)
def all_is_built():
    lacking = what_lacks()
    if lacking:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(lacking)


@pytest.fixture(scope="module", params=["plan", "state", "cloud"])
def local(request, deployed, shell, aws, clone, tmp_path_factory):
    """A gateway of what one of these three says."""
    folder, code = tmp_path_factory.mktemp(f"gateway-{request.param}"), clone / "api/build/lambda-x86_64.zip"
    options = {"arguments": ["--terraform", clone / UNIT / "plan.json", code], "config": None}
    if request.param == "state":
        shell("terragrunt show -json >state.json", UNIT)
        options["arguments"][1] = clone / UNIT / "state.json"
    elif request.param == "cloud":
        options = {"arguments": [], "config": config_of(aws, code)}
    with Gateway(folder, *options["arguments"], "--concurrency", "4", config=options["config"]) as gateway:
        gateway.source = request.param
        yield gateway


@pytest.fixture(scope="module")
def key(local):
    return local.said["apiKey"]


def client(local, service):
    boto3 = pytest.importorskip("boto3")
    return boto3.client(service, endpoint_url=local.endpoint, region_name="ca-central-1", aws_access_key_id="testing", aws_secret_access_key="testing")


def test_it_is_the_deployed_zip(local, aws, clone):
    there = aws("lambda").get_function_configuration(FunctionName=NAME, Qualifier="live")
    here = client(local, "lambda").get_function_configuration(FunctionName=NAME)
    for name in ("CodeSha256", "Timeout", "MemorySize", "Handler", "Runtime"):
        assert here[name] == there[name], name
    assert there["CodeSha256"] == sha256_of(clone / "api/build/lambda-x86_64.zip") == sha256_of(ROOT / "api/build/lambda-x86_64.zip")


def test_key_is_the_deployed_one(local, key, aws):
    (there,) = aws("apigateway").get_api_keys(includeValues=True)["items"]
    # Before the first apply nobody knows it; the gateway makes one of its own.
    assert (key == there["value"]) == (local.source != "plan")


def test_without_the_key_403(local):
    answer = local.ask("/dev/hello", key=None)
    assert (answer.status, answer.json()) == (403, {"detail": "Forbidden"})
    assert local.ask("/dev/hello", key="wrong0123456789abcdefghij").status == 403


def test_with_the_key_200(local, key):
    answer = local.ask("/dev/hello", key=key)
    assert (answer.status, answer.get("content-type")) == (200, "application/json")
    assert answer.json() == {"Hello": "World"}
    assert local.ask("/dev/none/such", key=key).json() == {"detail": "Not Found"}


def test_where_no_method_is(local, key):
    for path in ("/dev", "/dev/"):
        answer = local.ask(path, key=key)
        assert (answer.status, answer.json()) == (403, {"detail": "Missing Authentication Token"}), path
    for path in ("/hello", "/v1/hello"):  # no stage of these names, so none whose answers have a form of their own
        answer = local.ask(path, key=key)
        assert (answer.status, answer.json()) == (403, {"message": "Forbidden"}), path


def test_docs_need_no_key(local):
    for path, is_there in (("/dev/docs", True), ("/dev/redoc", True), ("/dev/openapi.json", True), ("/dev/docs/none-such", False)):
        assert local.ask(path, key=None).status == (200 if is_there else 404), path
    assert local.ask("/dev/openapi.json", key=None).json()["openapi"].startswith("3.")
    for method, path in (("GET", "/dev/openapi.json/more"), ("POST", "/dev/docs")):  # those are {proxy+}'s
        assert local.ask(path, method, key=None).json() == {"detail": "Forbidden"}, path


def test_preflight_needs_no_key(local):
    assert local.ask("/dev/hello", "OPTIONS", key=None).status != 403


def test_accesses_are_logged_in_the_stages_form(local, key, aws):
    local.ask("/dev/hello?logged", key=key)
    event = json.loads(local.wait_for_event('"path":"/dev/hello"', ACCESS)["message"])
    stage = aws("apigateway").get_stage(restApiId=the_api(aws)["id"], stageName="dev")
    assert list(event) == list(json.loads(stage["accessLogSettings"]["format"]))
    events = [json.loads(item["message"]) for item in local.events(ACCESS)]
    assert any(item["status"] == "200" and item["apiKeyId"] not in ("-", "") for item in events)
    assert key not in json.dumps(events)


def test_function_logs_in_its_group(local, key, aws):
    local.ask("/dev/hello", key=key)
    record = json.loads(local.wait_for_event("platform.report", FUNCTION)["message"])  # log_format = "JSON"
    assert record["type"] == "platform.report" and record["record"]["metrics"]["memorySizeMB"] == 256
    here = {group["logGroupName"]: group.get("retentionInDays") for group in client(local, "logs").describe_log_groups()["logGroups"]}
    for group in (ACCESS, FUNCTION):
        assert here[group] == all_groups(aws)[group]["retentionInDays"] == 14


def test_limits_are_those_of_the_plan(local, aws):
    (there,), (here,) = aws("apigateway").get_usage_plans()["items"], client(local, "apigateway").get_usage_plans()["items"]
    assert here["throttle"] == there["throttle"] == {"rateLimit": 50.0, "burstLimit": 100}
    assert (here["quota"]["limit"], here["quota"]["period"]) == (there["quota"]["limit"], there["quota"]["period"]) == (100000, "DAY")


def ask_at_once(local, key, count):
    """Answers to requests whose last bytes go out together; and the seconds that it took at most."""
    raw = request("/dev/hello", key=key, host=f"127.0.0.1:{local.port}")
    connections = [local.connect() for _ in range(count)]
    try:
        for connection in connections:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(raw[:-1])
        begin = time.monotonic()
        for connection in connections:
            connection.sendall(raw[-1:])
        answers = []
        for connection in connections:
            with connection.makefile("rb") as stream:
                answers.append(read_answer(stream))
        return answers, time.monotonic() - begin
    finally:
        for connection in connections:
            connection.close()


def test_burst_is_let_in_and_no_more(local, key):
    time.sleep(2.1)  # at 50 a second the bucket of 100 is full again
    answers, seconds = ask_at_once(local, key, 300)
    refused = [answer for answer in answers if answer.status == 429]
    # Let in is what the function answered, and what Lambda refused with its four environments busy.
    assert 100 <= len(answers) - len(refused) <= 100 + 50 * seconds + 1
    assert refused and all(answer.json() == {"detail": "Too Many Requests"} for answer in refused)


def test_quota_ends_it(deployed, clone, tmp_path):
    quota = {"api": {"plans": [{"name": NAME, "quota": {"limit": 3, "period": "DAY"}}]}}
    code = clone / "api/build/lambda-x86_64.zip"
    with Gateway(tmp_path, "--terraform", clone / UNIT / "plan.json", code, config=quota) as gateway:
        answers = [gateway.ask("/dev/hello", key=gateway.said["apiKey"]) for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json() == {"detail": "Limit Exceeded"}
