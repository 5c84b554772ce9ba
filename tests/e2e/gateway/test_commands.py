"""brisk gateway, brisk logs and brisk invoke as people use them; functions in C, Python and Node."""

import json
import os
import re
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import pytest
from conftest import need

import gateway as gw

HERE = Path(__file__).resolve().parent
TWO = os.environ.get("FUNCTION_TWO", "")
API_ZIP = HERE.parents[2] / "api/build/lambda.zip"


def make_zip(path, program):
    """As a deployment makes it: written beside, then put in its place."""
    with zipfile.ZipFile(f"{path}.new", "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("bootstrap", (1980, 1, 1, 0, 0, 0))
        entry.external_attr = 0o100755 << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, Path(program).read_bytes())
    os.replace(f"{path}.new", path)
    return path


def brisk(*arguments, check=0, input=None, timeout=30):
    done = subprocess.run([gw.BRISK, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=timeout, input=input)
    assert done.returncode == check, (done.returncode, done.stdout, done.stderr)
    return done


def wait_until(is_so, timeout=20):
    end = time.monotonic() + timeout
    while not (result := is_so()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return result


# ---- the start ----

class Screen:
    """A gateway as a person starts it, without --json."""

    def __init__(self, tmp_path, *arguments):
        self.path = tmp_path / "screen"
        self.process = subprocess.Popen([gw.BRISK, "gateway", *map(str, arguments), "--port", "0", "--data", str(tmp_path / "data")],
                                        stdout=open(self.path, "wb"), stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)

    def text(self):
        return self.path.read_text()

    def __enter__(self):
        wait_until(lambda: "curl" in self.text() or self.process.poll() is not None)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        assert self.process.wait(20) == 0


def run_printed_line(screen):
    line = next(line for line in screen.text().splitlines() if line.startswith("Try "))
    need(shutil.which("curl"), "curl is not here (make install-dev)")
    command = line[4:].strip().replace("curl ", "curl --silent --show-error --include ", 1)
    return subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=30)


@pytest.mark.parametrize("front", ["rest", "http", "url"])
def test_the_printed_line_works_as_it_is(tmp_path, front):
    code = make_zip(tmp_path / "hello.zip", gw.FUNCTION)
    with Screen(tmp_path, code, "--front", front) as screen:
        done = run_printed_line(screen)
        assert re.match(r"HTTP/1\.1 200 ", done.stdout) and done.stdout.endswith("one 1"), (done, screen.text())
        said = wait_until(lambda: re.search(r"200 GET .*cold, init", screen.text()))
        assert "\033[" not in screen.text() and said  # no terminal, no colours


def test_the_api_of_this_repository(tmp_path):
    need(API_ZIP.is_file(), "api/build/lambda.zip is not there (make zip)")
    with Screen(tmp_path, API_ZIP) as screen:
        done = run_printed_line(screen)
        assert re.match(r"HTTP/1\.1 200 ", done.stdout), (done, screen.text())
        assert "Console  http://127.0.0.1:" in screen.text()


@pytest.mark.parametrize("arguments, says", [
    (["--prot", "1"], "did you mean --port"), (["nowhere.zip"], "nowhere.zip is not there"), (["--front", "soap"], "rest, http or url"),
    (["--config", "/nonexistent.json"], "/nonexistent.json"), (["--env", "nothing"], "NAME=TEXT"), (["--quota-period", "YEAR"], "DAY, WEEK or MONTH")])
def test_wrong_words(tmp_path, arguments, says):
    code = [] if arguments[0].endswith(".zip") else [gw.make_code(tmp_path / "hello")]
    done = brisk("gateway", *code, *arguments, "--port", "0", "--data", tmp_path / "data", check=2)
    assert says in done.stderr


def test_a_port_that_is_taken(start, tmp_path):
    gateway = start()
    done = brisk("gateway", tmp_path / "code", "--port", gateway.port, "--data", tmp_path / "other", check=1)
    assert str(gateway.port) in done.stderr


def test_json_lines(start, tmp_path):
    gateway = start()
    assert set(gateway.said) >= {"event", "url", "apiKey"} and gateway.said["event"] == "start"
    assert gateway.ask("/dev/print/3").status == 200
    request = wait_until(lambda: next((line for line in gateway.lines() if line["event"] == "request"), None))
    assert (request["method"], request["target"], request["status"]) == ("GET", "/dev/print/3", 200)
    assert request["initMs"] > 0 and request["durationMs"] > 0
    assert [line["message"] for line in gateway.lines() if line["event"] == "log" and line["message"].startswith("printed")] == ["printed 3\n"]


# ---- functions ----

def test_several_languages_on_several_paths(start, tmp_path):
    need(shutil.which("node"), "node is not here (make install-dev)")
    need(shutil.which("python3"), "python3 is not here")
    search = {"PATH": os.environ["PATH"]}  # where the tests' interpreters are
    functions = [{"name": "c", "code": str(gw.make_code(tmp_path / "c")), "environment": {"MARK": f"{tmp_path}/c"}}]
    for name in ("python", "node"):
        code = gw.make_code(tmp_path / name, HERE / "bootstraps" / name / "bootstrap")
        functions.append({"name": name, "code": str(code), "timeout": 10, "memory": 512, "environment": {**search, "MARK": f"{tmp_path}/{name}"}})
    methods = [{"path": f"/{one['name']}/{{proxy+}}", "method": "ANY", "function": one["name"]} for one in functions]
    gateway = start(config={"functions": functions, "api": {"stage": "dev", "methods": methods}})
    assert gateway.ask("/dev/c/x").status == 200
    for name in ("python", "node"):
        for i in range(3):
            answer = gateway.ask(f"/dev/{name}/x?i={i}")
            assert answer.status == 200 and answer.json() == {"language": name, "query": {"i": str(i)}}, (answer, gateway.events(f"/aws/lambda/{name}"))
        assert gateway.wait_for_event(f"{name} /{name}/x", f"/aws/lambda/{name}")
    assert gateway.ask("/dev/ruby/x").status == 403


def test_watch(tmp_path, start):
    code = make_zip(tmp_path / "hello.zip", gw.FUNCTION)
    gateway = start(code, "--watch", "--no-key", "--env", f"MARK={tmp_path}/hello")
    assert gateway.ask("/dev/hello").text == "one 1"
    make_zip(code, TWO)
    wait_until(lambda: gateway.ask("/dev/hello").text.startswith("two "))
    assert [line for line in gateway.lines() if line["event"] == "deployed"]
    code.write_bytes(code.read_bytes()[:1000])
    wait_until(lambda: [line for line in gateway.lines() if line["event"] == "broken"])
    make_zip(code, gw.FUNCTION)
    wait_until(lambda: gateway.ask("/dev/hello").text.startswith("one "))
    broken = len([line for line in gateway.lines() if line["event"] == "broken"])
    code.write_bytes(b"not a zip at all")  # nor the bootstrap itself
    wait_until(lambda: len([line for line in gateway.lines() if line["event"] == "broken"]) > broken)
    assert gateway.ask("/dev/hello").text.startswith("one ")


@pytest.mark.parametrize("path", ["/dev/exit/3", "/dev/sleep/1500"])
def test_new_code_after_the_old_one_failed(tmp_path, start, path):
    """An environment whose process is gone waits to begin anew: not with the old code."""
    code = make_zip(tmp_path / "hello.zip", gw.FUNCTION)
    gateway = start(code, "--watch", "--no-key", "--timeout", "1", "--env", f"MARK={tmp_path}/hello")
    assert gateway.ask("/dev/hello").text == "one 1"
    assert gateway.ask(path).status == 502
    make_zip(code, TWO)
    wait_until(lambda: [line for line in gateway.lines() if line["event"] == "deployed"])
    assert gateway.ask("/dev/hello").text.startswith("two ")


def test_watch_lets_running_requests_end(tmp_path, start):
    import threading
    code = gw.make_code(tmp_path / "hello")
    gateway = start(code, "--watch", "--no-key", "--timeout", "20", "--env", f"MARK={tmp_path}/hello")
    answers = []
    thread = threading.Thread(target=lambda: answers.append(gateway.ask("/dev/sleep/1500")))
    thread.start()
    gateway.wait_for_event("START RequestId", "/aws/lambda/hello")
    shutil.copy(TWO, code / "bootstrap.new")
    (code / "bootstrap.new").chmod(0o755)
    os.replace(code / "bootstrap.new", code / "bootstrap")
    wait_until(lambda: gateway.ask("/dev/hello").text.startswith("two "))
    thread.join(20)
    assert answers[0].status == 200 and answers[0].text == "slept"


@pytest.mark.parametrize("front, path", [("rest", "/dev/stream/5"), ("url", "/stream/5")])
def test_streaming(start, tmp_path, front, path):
    gateway = start(gw.make_code(tmp_path / "hello"), "--stream", "--front", front, "--no-key", "--env", f"MARK={tmp_path}/hello")
    times = []
    answer = gateway.ask(path, on_piece=lambda piece: times.append(time.monotonic()))
    assert (answer.status, answer.text, answer.get("content-type")) == (200, "".join(f"piece {i}\n" for i in range(5)), "text/plain")
    assert len(times) >= 2 and times[-1] - times[0] > 0.2  # the function took four times 100 ms from the first to the last


def test_limits_by_options(start, tmp_path):
    gateway = start(gw.make_code(tmp_path / "hello"), "--key", gw.KEY, "--quota", "3", "--quota-period", "MONTH", "--env", f"MARK={tmp_path}/hello")
    assert [gateway.ask("/dev/hello").status for _ in range(4)] == [200, 200, 200, 429]
    assert gateway.stop() == 0
    gateway.start()  # the count is kept
    answer = gateway.ask("/dev/hello")
    assert (answer.status, answer.text) == (429, '{"message":"Limit Exceeded"}')


def test_docs_without_a_key(start, tmp_path):
    gateway = start(gw.make_code(tmp_path / "hello"), "--public-docs", "--root-method", "--key", gw.KEY, "--env", f"MARK={tmp_path}/hello")
    assert [gateway.ask(path, key=None).status for path in ("/dev/docs", "/dev/openapi.json", "/dev/hello", "/dev/")] == [200, 200, 403, 403]
    assert gateway.ask("/dev/").status == 200


# ---- brisk logs, brisk invoke ----

def test_logs(start, tmp_path):
    gateway = start()
    for i in range(5):
        gateway.ask(f"/dev/print/{i}")
    url = ["--url", gateway.endpoint]
    for word in ("fn", "/aws/lambda/fn"):
        text = brisk("logs", word, *url).stdout
        assert [f"printed {i}" in text for i in range(5)] == [True] * 5 and "REPORT RequestId" in text
    text = brisk("logs", "fn", *url, "--filter", '"printed 3"').stdout
    assert "printed 3" in text and len(text.splitlines()) == 1
    lines = [json.loads(line) for line in brisk("logs", "fn", *url, "--json", "--filter", "printed").stdout.splitlines()]
    assert [line["message"].rstrip() for line in lines] == [f"printed {i}" for i in range(5)]
    assert brisk("logs", "nobody", *url, check=1).stderr
    assert gateway.stop() == 0
    assert gateway.endpoint.split("//")[1] in brisk("logs", "fn", *url, check=1).stderr


def test_logs_of_all_groups_are_one_list(start, tmp_path):
    """In the order in which they came, also over the pages of which each group has several."""
    gateway = start()
    for group in ("za", "ab"):
        gateway.logs_api("CreateLogGroup", logGroupName=group)
        gateway.logs_api("CreateLogStream", logGroupName=group, logStreamName="s")
    for i in range(24):
        events = [{"timestamp": int(time.time() * 1000), "message": f"event {i}.{k} " + "x" * 90000} for k in range(3)]
        answer = gateway.logs_api("PutLogEvents", logGroupName=("za", "ab")[i % 2], logStreamName="s", logEvents=events)
        assert answer.status == 200, answer
    lines = [json.loads(line) for line in brisk("logs", "--url", gateway.endpoint, "--json").stdout.splitlines()]
    assert [(line["group"], line["message"].split(" x")[0]) for line in lines] == [(("za", "ab")[i % 2], f"event {i}.{k}") for i in range(24) for k in range(3)]


def test_logs_of_too_many_groups(start):
    gateway = start()
    for i in range(257):
        gateway.logs_api("CreateLogGroup", logGroupName=f"group-{i}")
    done = brisk("logs", "--url", gateway.endpoint, check=1)
    assert "there are more than 256 log groups: name one" in done.stderr
    assert brisk("logs", "group-256", "--url", gateway.endpoint).stdout == ""


def test_logs_that_follow(start, tmp_path):
    gateway = start()
    gateway.ask("/dev/print/1")
    with open(tmp_path / "follow", "w") as out:
        follow = subprocess.Popen([gw.BRISK, "logs", "fn", "--follow", "--filter", "printed", "--url", gateway.endpoint], stdout=out, stderr=subprocess.STDOUT)
    with open(tmp_path / "follow-all", "w") as out:
        follow_all = subprocess.Popen([gw.BRISK, "logs", "--follow", "--url", gateway.endpoint], stdout=out, stderr=subprocess.STDOUT)
    try:
        gateway.logs_api("CreateLogGroup", logGroupName="passing")
        gateway.logs_api("CreateLogStream", logGroupName="passing", logStreamName="s")
        gateway.logs_api("PutLogEvents", logGroupName="passing", logStreamName="s", logEvents=[{"timestamp": int(time.time() * 1000), "message": "passed by"}])
        wait_until(lambda: "passed by" in (tmp_path / "follow-all").read_text())
        gateway.logs_api("DeleteLogGroup", logGroupName="passing")
        for i in range(2, 6):
            wait_until(lambda: f"printed {i - 1}" in (tmp_path / "follow").read_text())
            gateway.ask(f"/dev/print/{i}")
        wait_until(lambda: "printed 5" in (tmp_path / "follow").read_text())
        assert len((tmp_path / "follow").read_text().splitlines()) == 5
        wait_until(lambda: "printed 5" in (tmp_path / "follow-all").read_text())
        assert (tmp_path / "follow-all").read_text().count("printed 5") == 1
    finally:
        for one in (follow, follow_all):
            one.terminate()
            one.wait(10)


def test_invoke(start, tmp_path):
    gateway = start()
    url = ["--url", gateway.endpoint]
    done = brisk("invoke", "fn", "--payload", '{"path":"/print/4"}', *url)
    assert json.loads(done.stdout)["body"] == "printed" and "printed 4" in done.stderr
    (tmp_path / "event.json").write_text('{"path":"/hello"}')
    assert json.loads(brisk("invoke", "fn", "--payload", f"@{tmp_path}/event.json", "--quiet", *url).stdout)["body"] == "one 2"
    assert json.loads(brisk("invoke", "fn", "--payload", "-", *url, input='{"path":"/hello"}').stdout)["body"] == "one 3"
    done = brisk("invoke", "fn", "--payload", '{"path":"/error"}', *url, check=1)
    assert json.loads(done.stdout)["errorType"] == "Oops"
    assert "Function not found" in brisk("invoke", "nobody", *url, check=1).stderr
    brisk("invoke", "fn", "--async", "--payload", '{"path":"/print/77"}', *url)
    gateway.wait_for_event("printed 77")
