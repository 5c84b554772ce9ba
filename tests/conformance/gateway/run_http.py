#!/usr/bin/env python3
"""Plays cases of API Gateway and Lambda (README.md is their schema) against `brisk gateway`, over HTTP, byte by byte.

    run_http.py --brisk build/debug/brisk --function build/debug/tests/e2e/gateway/function [file of cases …] [--case ID] [--jobs N]

Each case has a gateway of its own, with a configuration file made of it and nothing kept from before. The function is
tests/e2e/gateway/function.c. Prints what differs; ends with 1 where anything does.
"""

import argparse
import base64
import concurrent.futures
import json
import os
import re
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "e2e" / "gateway"))
import gateway as gw  # noqa: E402

MISSING = object()


# ---- the configuration of a case ----

def throttle_rows(table):
    """{"*/*": {...}, "/a/GET": …}: the method behind the last slash."""
    rows = []
    for name, value in (table or {}).items():
        path, method = name.rsplit("/", 1)
        rows.append({"path": path.replace("~1", "/") or "/", "method": method, "rate": value["rateLimit"], "burst": value["burstLimit"]})
    return rows


def make_response(type_, response):
    """A gateway response as put-gateway-response takes it."""
    out = {"type": type_}
    if response.get("statusCode"):
        out["status"] = int(response["statusCode"])
    prefix = "gatewayresponse.header."
    parameters = response.get("responseParameters") or response.get("headers") or {}
    out["headers"] = {name[len(prefix):] if name.startswith(prefix) else name: value for name, value in parameters.items()}
    out["templates"] = response.get("responseTemplates") or response.get("templates") or {}
    return out


def make_method(resource, case):
    timeout = case["gateway"].get("integrationTimeoutMs")
    method = {"path": resource["path"], "method": resource["method"], "key_required": bool(resource.get("apiKeyRequired"))}
    if resource.get("integration") == "MOCK":
        return {**method, "integration": "MOCK"}
    if resource.get("integrationHttpMethod"):
        method["integration_method"] = resource["integrationHttpMethod"]
    if timeout:
        method["timeout"] = timeout / 1000
    if resource.get("responseTransferMode") == "STREAM":
        method["streaming"] = True
    return {**method, "function": case["function"]["name"]}


def make_plan(plan):
    out = {"name": plan["id"], "id": plan["id"], "keys": plan.get("keys") or []}
    if plan.get("throttle"):
        out.update(rate=plan["throttle"]["rateLimit"], burst=plan["throttle"]["burstLimit"])
    if plan.get("methodThrottle"):
        out["methods"] = throttle_rows(plan["methodThrottle"])
    if plan.get("quota"):
        quota = plan["quota"]
        out["quota"] = {"limit": quota["limit"], "period": quota["period"], "offset": quota.get("offset") or 0}
    return out


def make_function(case, code, recorder):
    function, play = case["function"], case["lambda"]
    number = play.get("code", play.get("sleepMs", play.get("length", 0)))
    variables = {"PLAY": {"generateBody": "generate"}.get(play["mode"], play["mode"]), "PLAY_NUMBER": str(number), "RECORD": recorder}
    out = {"name": function["name"], "code": str(code), "environment": variables}
    for name, theirs in (("timeout", "timeoutSeconds"), ("memory", "memoryMB"), ("reserved_concurrency", "reservedConcurrency")):
        if function.get(theirs) is not None:
            out[name] = function[theirs]
    out["log_format"] = (function.get("logFormat") or "Text").lower()
    return out


def make_config(case, code, recorder):
    api = case["gateway"]
    stage = api.get("stage") or "dev"
    plans = [plan for plan in api.get("usagePlans") or [] if stage in plan.get("stages", [stage])]
    out = {"front": {"HTTP": "http", "URL": "url"}.get(api.get("apiType"), "rest"), "id": api.get("apiId", "abc123"), "stage": stage,
           "stage_variables": api.get("stageVariables") or {}, "endpoint_type": api.get("endpointType") or "REGIONAL",
           "methods": [make_method(resource, case) for resource in api["resources"]], "binary_types": api.get("binaryMediaTypes") or [],
           "keys": [{"name": key["name"], "id": key["id"], "value": key["value"], "enabled": key.get("enabled", True)} for key in api.get("apiKeys") or []],
           "plans": [make_plan(plan) for plan in plans], "stage_throttles": throttle_rows(api.get("stageMethodThrottle")),
           "gateway_responses": [make_response(name, response) for name, response in (api.get("gatewayResponses") or {}).items()],
           "access_log": api.get("accessLogFormat") or "none", "access_log_group": "access"}
    if api.get("payloadFormatVersion"):
        out["payload_format"] = api["payloadFormatVersion"]
    return {"functions": [make_function(case, code, recorder)], "api": out}


def make_files(play):
    answer = play.get("payload", play.get("then"))
    if play["mode"] == "error":
        answer = {"errorMessage": play.get("errorMessage", ""), "errorType": play.get("errorType", "Error"),
                  **({"stackTrace": play["stackTrace"]} if "stackTrace" in play else {})}
    raw = play["payloadRaw"] if "payloadRaw" in play else json.dumps(answer, ensure_ascii=False)
    return {"answer": raw.encode(), "stdout": play.get("stdout", "").encode()}


# ---- comparing ----

def point(document, pointer):
    for part in pointer.split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        if isinstance(document, list) and part.isdigit() and int(part) < len(document):
            document = document[int(part)]
        elif isinstance(document, dict) and part in document:
            document = document[part]
        else:
            return MISSING
    return document


def matches(expected, actual):
    if isinstance(expected, dict) and "$re" in expected:
        return isinstance(actual, str) and re.search(expected["$re"], actual) is not None
    if isinstance(expected, dict) and "$type" in expected:
        is_number = isinstance(actual, (int, float)) and not isinstance(actual, bool)
        return is_number and (expected["$type"] == "number" or isinstance(actual, int))
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(matches(value, actual[name]) for name, value in expected.items())
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(matches, expected, actual))
    return type(expected) is type(actual) and expected == actual


class Report:
    def __init__(self):
        self.problems = []

    def check(self, what, expected, actual):
        if not matches(expected, actual):
            shown = "nothing" if actual is MISSING else repr(actual)[:400]
            self.problems.append(f"{what}: expected {expected!r}, got {shown}")

    def say(self, text):
        self.problems.append(text)


def check_headers(report, where, expected, answer):
    for name, value in (expected.get("headers") or {}).items():
        actual = answer.all(name)
        if isinstance(value, list):
            joined = [part.strip() for part in actual[0].split(",")] if len(actual) == 1 else actual
            if joined != value and not (len(actual) == len(value) and all(map(matches, value, actual))):
                report.check(f"{where} header {name}", value, actual)
        elif len(actual) != 1 or not matches(value, actual[0]):
            report.check(f"{where} header {name}", value, ", ".join(actual) if actual else MISSING)
            if len(actual) > 1:
                report.say(f"{where} header {name}: {len(actual)} lines")
    for name in expected.get("headersAbsent") or []:
        if answer.all(name):
            report.say(f"{where} header {name} is there: {answer.all(name)}")
    names = [name for name, _ in answer.headers]
    for name in expected.get("rawHeaderNames") or []:
        if name not in names:
            report.say(f"{where} no header is named exactly {name}: {names}")
    for name in expected.get("rawHeaderNamesAbsent") or []:
        if name in names:
            report.say(f"{where} a header is named exactly {name}")


def check_response(report, where, expected, answer):
    if "status" in expected:
        report.check(f"{where} status", expected["status"], answer.status)
    check_headers(report, where, expected, answer)
    if "body" in expected:
        report.check(f"{where} body", expected["body"], answer.body.decode("utf-8", "backslashreplace"))
    if "bodyBase64" in expected:
        report.check(f"{where} body", expected["bodyBase64"], base64.b64encode(answer.body).decode())
    if "bodyJson" in expected:
        try:
            body = answer.json()
        except ValueError:
            report.say(f"{where} body is no JSON: {answer.body[:300]!r}")
            return
        for name, value in expected["bodyJson"].items():
            report.check(f"{where} body's {name}", value, body.get(name, MISSING) if isinstance(body, dict) else MISSING)


def check_event(report, expected, events):
    wanted = [name for name in ("event", "eventAbsent", "eventPresent") if expected.get(name)]
    if not wanted:
        return
    if not events:
        report.say("the function saw no event")
        return
    event = events[-1]
    for pointer, value in (expected.get("event") or {}).items():
        report.check(f"event {pointer}", value, point(event, pointer))
    for pointer in expected.get("eventAbsent") or []:
        if point(event, pointer) is not MISSING:
            report.say(f"event {pointer} is there: {point(event, pointer)!r}")
    for pointer in expected.get("eventPresent") or []:
        if point(event, pointer) is MISSING:
            report.say(f"event {pointer} is not there")


def is_subsequence(expected, messages):
    at = 0
    for message in messages:
        if at < len(expected) and matches(expected[at], message):
            at += 1
    return at == len(expected), at


def find_log_problems(expected, gateway):
    report = Report()
    group = expected.get("group", "/aws/lambda/fn")
    events = gateway.events(group)
    messages = [event["message"] for event in events]
    if "stream" in expected:
        for stream in {event["logStreamName"] for event in events} or {""}:
            report.check("log stream", expected["stream"], stream)
    is_there, at = is_subsequence(expected.get("orderedEvents") or [], messages)
    if not is_there:
        report.say(f"log events in order: no {expected['orderedEvents'][at]!r} in {messages!r}")
    for wanted in expected.get("anyEvent") or []:
        if not any(matches(wanted, message) for message in messages):
            report.say(f"no log event is {wanted!r} in {messages!r}")
    records = []
    for message in messages:
        try:
            records.append(json.loads(message))
        except ValueError:
            pass
    for wanted in expected.get("jsonEvents") or []:
        if not any(all(matches(value, point(record, pointer)) for pointer, value in wanted.items()) for record in records):
            report.say(f"no JSON log event is {wanted!r} in {messages!r}")
    for pattern in expected.get("noneMatch") or []:
        for message in messages:
            if re.search(pattern, message):
                report.say(f"a log event matches {pattern}: {message!r}")
    return report.problems


def find_access_problems(expected, gateway):
    report = Report()
    lines = [event["message"].rstrip("\n") for event in gateway.events("access")]
    if "accessLog" in expected:
        wanted = expected["accessLog"] if isinstance(expected["accessLog"], list) else [expected["accessLog"]]
        report.check("access log", wanted, lines)
    for i, wanted in enumerate(expected.get("accessLogJson") or []):
        line = json.loads(lines[i]) if i < len(lines) else {}
        for pointer, value in wanted.items():
            report.check(f"access log line {i} {pointer}", value, point(line, pointer))
    return report.problems


def settle(find, timeout=5):
    """Logs may be written a moment behind the answer."""
    end = time.monotonic() + timeout
    while (problems := find()) and time.monotonic() < end:
        time.sleep(0.05)
    return problems


# ---- playing ----

def send(gateway, case_request):
    if case_request.get("delayBeforeMs"):
        time.sleep(case_request["delayBeforeMs"] / 1000)
    body = case_request.get("body")
    if "bodyBase64" in case_request:
        body = base64.b64decode(case_request["bodyBase64"])
    if "bodyGenerate" in case_request:
        generate = case_request["bodyGenerate"]
        byte = generate["byte"]
        body = (bytes([byte]) if isinstance(byte, int) else byte.encode()) * generate["length"]
    headers = [(name, value) for name, value in case_request["headers"]]
    return gateway.ask(case_request["target"], case_request["method"], headers, body, key=None)


def play_case(case, folder):
    report = Report()
    recorder = gw.Recorder()
    code = gw.make_code(folder / "code", files=make_files(case["lambda"]))
    if case["function"].get("hasBootstrap") is False:
        (code / "bootstrap").unlink()
    expected = case["expected"]
    with gw.Gateway(folder, config=make_config(case, code, recorder.address)) as gateway:
        answers = [send(gateway, one) for one in case["requests"]]
        wanted = expected.get("responses") or ([expected["response"]] if "response" in expected else [])
        for i, one in enumerate(wanted):
            check_response(report, f"response {i + 1}", one, answers[i])
        if expected.get("lambdaInvoked") is True:
            settle(lambda: [] if recorder.events else ["none"])
        check_event(report, expected, recorder.events)
        if "lambdaInvoked" in expected and expected["lambdaInvoked"] != bool(recorder.events):
            report.say(f"the function was {'not ' if expected['lambdaInvoked'] else ''}invoked")
        if expected.get("logs"):
            report.problems += settle(lambda: find_log_problems(expected["logs"], gateway))
        if "accessLog" in expected or "accessLogJson" in expected:
            report.problems += settle(lambda: find_access_problems(expected, gateway))
        if not report.problems and gateway.stop() != 0:
            report.say(f"the gateway ended with {gateway.process.returncode}: {gateway.stderr()}")
    recorder.close()
    return report.problems


def run_case(case):
    with tempfile.TemporaryDirectory(prefix="brisk-case-") as folder:
        try:
            return case, play_case(case, Path(folder))
        except Exception as error:  # a case that cannot be played is a failure of this case alone
            return case, [f"{type(error).__name__}: {error}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--brisk", default=os.environ.get("BRISK"))
    parser.add_argument("--function", default=os.environ.get("FUNCTION"))
    parser.add_argument("--case", action="append", default=[], help="only cases whose id begins so")
    parser.add_argument("--jobs", type=int, default=4)
    options = parser.parse_args()
    if not options.brisk or not options.function:
        parser.error("--brisk and --function say what to run")
    gw.BRISK, gw.FUNCTION = options.brisk, options.function
    cases = []
    for file in options.files or sorted(HERE.glob("*.json")):
        cases += json.loads(file.read_text())["cases"]
    cases = [case for case in cases if not options.case or any(case["id"].startswith(one) for one in options.case)]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for case, problems in pool.map(run_case, cases):
            if problems:
                failed += 1
                print(f"{case['id']}: {case.get('description', '')}", *problems, sep="\n    ")
    print(f"{len(cases) - failed} of {len(cases)} cases passed")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
