"""The real AWS CLI and boto3 against the control plane."""

import base64
import functools
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import need

import gateway as gw

try:
    import boto3
    import botocore.config
    import botocore.exceptions
except ImportError:
    boto3 = None

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1", "AWS_PAGER": "",
               "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true"}


@pytest.fixture
def client(start, tmp_path):
    """client("lambda"): boto3's, of a gateway that runs; client.gateway is that."""
    need(boto3, "boto3 is not here (make install-dev)")
    config = gw.plain_config("code")
    config["functions"] = [{"name": name, "code": str(gw.make_code(tmp_path / name)), "timeout": 2, "memory": 256,
                            "streaming": name == "streams"} for name in ("fn", "other", "streams")]
    config["api"]["plans"][0].update(rate=50, burst=20, quota={"limit": 100, "period": "DAY"})
    config["concurrency"] = 1  # one stream a function, also on a slow machine
    gateway = start(config=config)

    def make(service):
        return boto3.client(service, endpoint_url=gateway.endpoint, region_name="us-east-1", aws_access_key_id="testing",
                            aws_secret_access_key="testing",
                            config=botocore.config.Config(retries={"total_max_attempts": 1}, read_timeout=20))

    make.gateway = gateway
    return make


def invoke(client, path="/hello", **more):
    return client.invoke(FunctionName="fn", Payload='{"path":"%s"}' % path, **more)


def test_invoke(client):
    api = client("lambda")
    answer = invoke(api, "/print/7", LogType="Tail")
    assert (answer["StatusCode"], answer["ExecutedVersion"]) == (200, "$LATEST")
    assert json.load(answer["Payload"])["body"] == "printed"
    tail = base64.b64decode(answer["LogResult"]).decode()
    assert "START RequestId:" in tail and "printed 7\n" in tail and "REPORT RequestId:" in tail
    assert "LogResult" not in invoke(api)
    assert invoke(api, InvocationType="DryRun")["StatusCode"] == 204
    assert invoke(api, "/print/8", InvocationType="Event")["StatusCode"] == 202
    client.gateway.wait_for_event("printed 8\n")


def test_invoke_that_fails(client):
    api = client("lambda")
    answer = invoke(api, "/error")
    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    assert json.load(answer["Payload"]) == {"errorMessage": "as asked", "errorType": "Oops"}
    answer = invoke(api, "/exit/3")
    assert json.load(answer["Payload"])["errorType"] == "Runtime.ExitError"
    answer = invoke(api, "/sleep/9000")
    assert json.load(answer["Payload"])["errorType"] == "Sandbox.Timedout"
    with pytest.raises(api.exceptions.ResourceNotFoundException, match="Function not found: arn:aws:lambda:us-east-1:"):
        api.invoke(FunctionName="nobody")
    for name in ("fn:$LATEST", "arn:aws:lambda:us-east-1:123456789012:function:fn", "123456789012:function:fn"):
        assert api.invoke(FunctionName=name, Payload=b'{"path":"/hello"}')["StatusCode"] == 200


def test_invoke_with_response_stream(client):
    api = client("lambda")
    answer = api.invoke_with_response_stream(FunctionName="streams", Payload=b'{"path":"/stream/3"}')
    assert answer["StatusCode"] == 200
    events = list(answer["EventStream"])
    pieces = b"".join(event["PayloadChunk"]["Payload"] for event in events if "PayloadChunk" in event)
    assert pieces.endswith(b"piece 0\npiece 1\npiece 2\n")
    assert "InvokeComplete" in events[-1] and "ErrorCode" not in events[-1]["InvokeComplete"]
    events = list(api.invoke_with_response_stream(FunctionName="fn", Payload=b'{"path":"/error"}')["EventStream"])
    assert events[-1]["InvokeComplete"]["ErrorCode"]


def test_functions(client):
    api = client("lambda")
    function = api.get_function(FunctionName="fn")
    configuration = function["Configuration"]
    assert (configuration["FunctionName"], configuration["Timeout"], configuration["MemorySize"]) == ("fn", 2, 256)
    assert configuration["FunctionArn"] == "arn:aws:lambda:us-east-1:123456789012:function:fn"
    assert configuration["Runtime"] == "provided.al2023" and configuration["State"] == "Active"
    assert api.get_function_configuration(FunctionName="fn")["Handler"] == "bootstrap"
    assert [one["FunctionName"] for one in api.list_functions()["Functions"]] == ["fn", "other", "streams"]
    paginator = api.get_paginator("list_functions")
    pages = paginator.paginate(PaginationConfig={"PageSize": 1})
    assert [one["FunctionName"] for page in pages for one in page["Functions"]] == ["fn", "other", "streams"]


def invoke_all(client, count):
    """Prints so many lines. An invocation's last line is there a moment after its answer: so it is waited for."""
    for i in range(count):
        invoke(client("lambda"), f"/print/{i}")
    end = time.monotonic() + 20
    while sum(event["message"].startswith("REPORT") for event in client.gateway.events()) < count:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_logs(client):
    api = client("logs")
    invoke_all(client, 30)
    assert [group["logGroupName"] for group in api.describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"]] == ["/aws/lambda/fn"]
    streams = api.describe_log_streams(logGroupName="/aws/lambda/fn", orderBy="LastEventTime", descending=True)["logStreams"]
    stream = streams[0]["logStreamName"]
    assert streams[0]["lastEventTimestamp"] >= streams[0]["firstEventTimestamp"] > 1.6e12

    def page_through(first, token, **more):
        found, answer = [], api.get_log_events(logGroupName="/aws/lambda/fn", logStreamName=stream, limit=25, **first)
        while answer["events"]:
            found.append([event["message"] for event in answer["events"]])
            answer = api.get_log_events(logGroupName="/aws/lambda/fn", logStreamName=stream, limit=25, nextToken=answer[token], **more)
        return found

    forward = page_through({"startFromHead": True}, "nextForwardToken", startFromHead=True)
    lines = [line for page in forward for line in page]
    assert [line for line in lines if line.startswith("printed")] == [f"printed {i}\n" for i in range(30)]
    backward = page_through({"startFromHead": False}, "nextBackwardToken")
    assert [line for page in reversed(backward) for line in page] == lines
    with pytest.raises(api.exceptions.ResourceNotFoundException):
        api.get_log_events(logGroupName="/aws/lambda/fn", logStreamName="none")


def test_filter_log_events(client):
    api = client("logs")
    begin = int(time.time() * 1000)
    invoke_all(client, 12)

    def find(pattern="", **more):
        pages = api.get_paginator("filter_log_events").paginate(logGroupName="/aws/lambda/fn", filterPattern=pattern, **more)
        return [event["message"] for page in pages for event in page["events"]]

    assert find("printed") == [f"printed {i}\n" for i in range(12)]
    assert find("printed", PaginationConfig={"PageSize": 5}) == [f"printed {i}\n" for i in range(12)]
    assert find('"printed 1"') == ["printed 1\n", "printed 10\n", "printed 11\n"]
    assert find("printed -printed") == []
    assert len(find('?"START Req" ?"END Req"')) == 24
    assert find("printed", startTime=begin + 3600000) == [] and len(find("printed", startTime=begin)) == 12


def test_put_log_events(client):
    """What scripts and functions log on their own."""
    api, now = client("logs"), int(time.time() * 1000)
    api.create_log_group(logGroupName="/my/app", tags={"team": "shop"})
    with pytest.raises(api.exceptions.ResourceAlreadyExistsException):
        api.create_log_group(logGroupName="/my/app")
    where = {"logGroupName": "/my/app", "logStreamName": "one"}
    with pytest.raises(api.exceptions.ResourceNotFoundException):
        api.put_log_events(**where, logEvents=[{"timestamp": now, "message": "too early"}])
    api.create_log_stream(**where)
    with pytest.raises(api.exceptions.ResourceAlreadyExistsException):
        api.create_log_stream(**where)
    api.put_retention_policy(logGroupName="/my/app", retentionInDays=7)
    answer = api.put_log_events(**where, logEvents=[{"timestamp": now - 5000, "message": "first"}, {"timestamp": now, "message": "café\n"}])
    assert answer["nextSequenceToken"] and "rejectedLogEventsInfo" not in answer
    answer = api.put_log_events(**where, sequenceToken="of no matter",
                                logEvents=[{"timestamp": now - 10 * 86400000, "message": "old"}, {"timestamp": now, "message": "x" * 1000000}])
    assert answer["rejectedLogEventsInfo"] == {"expiredLogEventEndIndex": 1}
    events = api.get_log_events(**where, startFromHead=True)["events"]
    assert [(event["timestamp"], event["message"]) for event in events] == [(now - 5000, "first"), (now, "café\n"), (now, "x" * 1000000)]
    assert [event["message"] for event in api.filter_log_events(logGroupName="/my/app", filterPattern="first")["events"]] == ["first"]
    with pytest.raises(api.exceptions.InvalidParameterException, match="must be in chronological order"):
        api.put_log_events(**where, logEvents=[{"timestamp": now, "message": "b"}, {"timestamp": now - 1, "message": "a"}])
    assert api.describe_log_groups(logGroupNamePrefix="/my")["logGroups"][0]["retentionInDays"] == 7
    api.delete_log_group(logGroupName="/my/app")
    with pytest.raises(api.exceptions.ResourceNotFoundException):
        api.delete_log_group(logGroupName="/my/app")


def test_api_gateway(client):
    api = client("apigateway")
    for _ in range(3):
        assert client.gateway.ask("/dev/hello").status == 200
    rest = api.get_rest_apis()["items"]
    assert [(one["id"], one["name"] != "") for one in rest] == [("abc123", True)]
    keys = api.get_api_keys(includeValues=True)["items"]
    assert [(key["id"], key["name"], key["value"], key["enabled"]) for key in keys] == [("k1", "dev-key", gw.KEY, True)]
    assert "value" not in api.get_api_keys()["items"][0]
    plan = api.get_usage_plans()["items"][0]
    assert (plan["id"], plan["throttle"], plan["apiStages"]) == ("p1", {"burstLimit": 20, "rateLimit": 50.0}, [{"apiId": "abc123", "stage": "dev"}])
    assert (plan["quota"]["limit"], plan["quota"]["period"]) == (100, "DAY")
    today = time.strftime("%Y-%m-%d", time.gmtime())
    usage = api.get_usage(usagePlanId="p1", startDate=today, endDate=today)
    assert usage["items"] == {"k1": [[3, 97]]}


# ---- the command line ----

@functools.lru_cache(maxsize=None)
def find_aws(version):
    """The AWS CLI of this major version: in the environment of the tests, on PATH, of the distribution. None: not here."""
    folders = [str(Path(sys.executable).parent), *os.environ.get("PATH", "").split(":"), "/usr/local/bin", "/usr/bin"]
    for folder in dict.fromkeys(folders):
        if (found := shutil.which("aws", path=folder)):
            said = subprocess.run([found, "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60).stdout
            if said.startswith(f"aws-cli/{version}."):
                return found
    return None


def aws(program, gateway, *arguments, check=True, timeout=60):
    done = subprocess.run([program, "--endpoint-url", gateway.endpoint, *arguments], env={**os.environ, **CREDENTIALS},
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=timeout)
    assert not check or done.returncode == 0, done.stderr
    return done


def test_command_line(start, tmp_path):
    version = 1 if find_aws(1) else 2
    program = find_aws(version)
    need(program, "the AWS CLI is not here (make install-dev)")
    gateway = start()
    raw = ["--cli-binary-format", "raw-in-base64-out"] if version == 2 else []
    done = aws(program, gateway, "lambda", "invoke", "--function-name", "fn", "--payload", '{"path":"/print/1"}', "--log-type", "Tail", *raw,
               str(tmp_path / "out"))
    assert json.loads(done.stdout)["StatusCode"] == 200 and b"printed" in (tmp_path / "out").read_bytes()
    keys = json.loads(aws(program, gateway, "apigateway", "get-api-keys", "--include-values").stdout)["items"]
    assert keys[0]["value"] == gw.KEY
    assert "printed 1" in aws(program, gateway, "logs", "filter-log-events", "--log-group-name", "/aws/lambda/fn").stdout
    aws(program, gateway, "logs", "create-log-group", "--log-group-name", "mine")
    aws(program, gateway, "logs", "create-log-stream", "--log-group-name", "mine", "--log-stream-name", "s")
    aws(program, gateway, "logs", "put-log-events", "--log-group-name", "mine", "--log-stream-name", "s", "--log-events",
        f"timestamp={int(time.time() * 1000)},message=by-hand")
    assert [event["message"] for event in gateway.events("mine")] == ["by-hand"]
    done = aws(program, gateway, "lambda", "get-function", "--function-name", "nobody", check=False)
    assert done.returncode != 0 and "ResourceNotFoundException" in done.stderr


def test_tail_that_follows(start, tmp_path):
    program = find_aws(2)  # version 1 has no `logs tail`
    need(program, "the AWS CLI 2 is not here (make install-dev)")
    gateway = start()
    gateway.ask("/dev/print/1")
    assert "printed 1" in aws(program, gateway, "logs", "tail", "/aws/lambda/fn", "--since", "1h").stdout
    with open(tmp_path / "tail", "w") as out:
        tail = subprocess.Popen([program, "--endpoint-url", gateway.endpoint, "logs", "tail", "/aws/lambda/fn", "--follow", "--since", "1h"],
                                env={**os.environ, **CREDENTIALS, "PYTHONUNBUFFERED": "1"}, stdout=out, stderr=subprocess.STDOUT)
    try:
        for number in (1, 2):  # the second is asked for when the first was seen
            end = time.monotonic() + 60
            while f"printed {number}" not in (tmp_path / "tail").read_text():
                assert time.monotonic() < end and tail.poll() is None, (tmp_path / "tail").read_text()
                time.sleep(0.05)
            gateway.ask("/dev/print/2")
    finally:
        tail.kill()
        tail.wait()
