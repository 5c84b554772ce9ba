#!/usr/bin/env python3
"""Measures `brisk gateway`; run.sh builds it, the function and the peers, and calls this.

How it measures:
- Start: from the start of the process to its first answer, of the console (no function is asked); the median of many.
- Added to a warm request: the function of bench/lambda with the event events/get.json, once driven over the Runtime API alone
  (bench/lambda/host.c), once by GET with that event's headers through the gateway; all processes on one processor, so that
  no idle one has to wake up. Rounds are interleaved; figures are medians. wrk's own part counts as the gateway's.
- Requests a second: two connections and two environments, each process where the kernel puts it.
- Memory: the gateway's resident set while 100,000 requests go through it, every tenth of them.
"""

import argparse
import contextlib
import http.client
import json
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EVENT = ROOT / "bench" / "lambda" / "events" / "get.json"
KEY = "devkey0123456789abcdefghij"
BODY = json.loads(EVENT.with_suffix(".expect").read_text().split("\n", 1)[1])


def target():
    """The event's path and query, with the stage."""
    event = json.loads(EVENT.read_text())
    pairs = [(name, value) for name, values in (event["multiValueQueryStringParameters"] or {}).items() for value in values]
    return "/dev" + event["path"] + ("?" + urllib.parse.urlencode(pairs) if pairs else "")


def pin(cpu):
    """For Popen: the processor of the child and of all that it starts; None: any."""
    return None if cpu is None else lambda: os.sched_setaffinity(0, {cpu})


class Gateway:
    def __init__(self, options, cpu=None):
        self.folder = tempfile.mkdtemp(prefix="brisk-bench-")
        command = [options.build / "brisk" / "brisk", "gateway", options.code, "--port", "0", "--key", KEY, "--data",
                   Path(self.folder) / "data", "--concurrency", "2", "--quiet"]
        self.started = time.perf_counter()
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True, preexec_fn=pin(cpu))
        while not (match := re.search(r"http://127\.0\.0\.1:(\d+)", line := self.process.stdout.readline())):
            if not line:
                sys.exit("bench: the gateway does not start")
        self.port = int(match.group(1))
        self.get("/_brisk/api/state")
        self.ready_ms = (time.perf_counter() - self.started) * 1000

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={"x-api-key": KEY})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            sys.exit(f"bench: {path} is answered with {answer.status}: {body[:200]}")
        return body

    def rss_kb(self):
        return int(re.search(r"^VmRSS:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text(), re.M).group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


def event_headers():
    event, headers = json.loads(EVENT.read_text()), {}
    for name, value in event["headers"].items():
        if name.lower() not in ("host", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto", "x-amzn-trace-id", "x-api-key"):
            headers[name] = value
    return headers


def wrk(url, seconds, connections, headers, cpu=None, script=None):
    """Median latency in µs and requests a second; every answer has to be a 2xx."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    if script:
        command += ["-s", str(script)]
    said = subprocess.run(command + [url], capture_output=True, text=True, preexec_fn=pin(cpu), timeout=seconds + 60).stdout
    if "Non-2xx" in said or "Socket errors" in said or "Requests/sec" not in said:
        sys.exit(f"bench: {url}: {said}")
    number, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", said).groups()
    return float(number) * {"us": 1, "ms": 1e3, "s": 1e6}[unit], float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))


def direct(options, cpu):
    """Median of a warm invocation over the Runtime API alone, µs."""
    command = [options.host, "--event", EVENT, "--warm", options.invocations, "--cpu", cpu, "--", options.bootstrap]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        sys.exit(f"bench: {done.stderr[-1000:]}")
    return next(iter(json.loads(done.stdout)["warm"].values()))[0]["p50_us"]


# ---- what is measured

def measure_start(options):
    ready = []
    for _ in range(options.starts):
        with Gateway(options) as gateway:
            ready.append(gateway.ready_ms)
    return statistics.median(ready)


def measure_added(options):
    cpu, alone, through = max(os.sched_getaffinity(0)), [], []
    headers = {**event_headers(), "x-api-key": KEY}
    with Gateway(options, cpu) as gateway:
        if json.loads(gateway.get(target())) != BODY:
            sys.exit("bench: the gateway gives another answer")
        for _ in range(options.rounds):
            alone.append(direct(options, cpu))
            through.append(wrk(f"http://127.0.0.1:{gateway.port}{target()}", options.seconds, 1, headers, cpu)[0])
    return statistics.median(alone), statistics.median(through)


def measure_brisk(options):
    with Gateway(options) as gateway:
        url, headers = f"http://127.0.0.1:{gateway.port}{target()}", {"x-api-key": KEY}
        wrk(url, 1, 2, headers)
        return statistics.median(wrk(url, options.seconds, 2, headers)[1] for _ in range(options.rounds))


def measure_memory(options):
    sizes = []
    with Gateway(options) as gateway:
        url, headers, sent = f"http://127.0.0.1:{gateway.port}{target()}", {**event_headers(), "x-api-key": KEY}, 0
        while sent < options.requests:
            sent += wrk(url, 1, 2, headers)[1]
            sizes.append((int(sent), gateway.rss_kb()))
    return sizes


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def peer(command, cwd, port):
    """A peer's process, once it listens. Its group is ended with it."""
    process = subprocess.Popen([str(part) for part in command], cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env={**os.environ, "SLS_TELEMETRY_DISABLED": "1", "SLS_NOTIFICATIONS_MODE": "off"}, start_new_session=True)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if process.poll() is not None:
                raise RuntimeError("it ended by itself")
            time.sleep(0.1)
        else:
            raise RuntimeError("it does not listen")
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def measure_serverless(options):
    folder, port, spare = options.build / "serverless-offline", free_port(), free_port()
    program = folder / "node_modules" / ".bin" / "serverless"
    if not program.exists():
        return None
    command = [program, "offline", "start", "--httpPort", port, "--lambdaPort", spare]
    with peer(command, folder, port):
        url = f"http://127.0.0.1:{port}{target()}"
        wrk(url, 1, 2, {})
        return statistics.median(wrk(url, options.seconds, 2, {})[1] for _ in range(options.rounds))


def measure_rie(options):
    """The emulator has one environment, and no front: the event is posted to it, one at a time."""
    program = options.build / "rie" / "aws-lambda-rie"
    if not program.exists():
        return None
    port, script = free_port(), options.build / "invoke.lua"
    event = json.dumps(json.loads(EVENT.read_text()))
    script.write_text(f'wrk.method = "POST"\nwrk.body = [==[{event}]==]\n')
    with peer([program, "--runtime-interface-emulator-address", f"127.0.0.1:{port}", options.bootstrap], options.build, port):
        url = f"http://127.0.0.1:{port}/2015-03-31/functions/function/invocations"
        return statistics.median(wrk(url, options.seconds, 1, {}, script=script)[1] for _ in range(options.rounds))


# ---- the report

class Judge:
    def __init__(self):
        self.rows, self.missed = [], 0

    def add(self, text, value, bound, words, ok):
        self.missed += not ok
        self.rows.append((text, value, f"{words} {bound}", "pass" if ok else "**missed**"))


def judge(figures):
    table, sizes = Judge(), figures["rss_kb"]
    added = figures["through_us"] - figures["direct_us"]
    table.add("start to ready, ms", f"{figures['ready_ms']:.1f}", 20, "at most", figures["ready_ms"] <= 20)
    table.add(f"added to a warm request ({figures['direct_us']:.0f} µs without), p50 µs", f"{added:.0f}", 150, "at most", added <= 150)
    for name, key in (("serverless-offline", "serverless_per_second"), ("AWS's runtime interface emulator", "rie_per_second")):
        if (other := figures[key]) is None:
            table.rows.append((f"requests/s beside {name}", f"{figures['per_second']:.0f}", "not measured: it is not here", ""))
        else:
            table.add(f"requests/s beside {name}", f"{figures['per_second']:.0f}", f"{other:.0f}", "above", figures["per_second"] > other)
    table.add(f"RSS after {sizes[-1][0]:,} requests, MB", f"{sizes[-1][1] / 1024:.1f}", 20, "at most", sizes[-1][1] <= 20 * 1024)
    growth = sizes[-1][1] - sizes[len(sizes) // 2][1]
    table.add("of it grown in the second half, KB", growth, 512, "at most", growth <= 512)
    return table


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--lambda-build", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of each round")
    parser.add_argument("--starts", type=int, default=30)
    parser.add_argument("--invocations", type=int, default=20000, help="over the Runtime API alone, each round")
    parser.add_argument("--requests", type=int, default=100000, help="for the memory")
    parser.add_argument("--quick", action="store_true", help="2 rounds of 1 s, 5 starts, 20,000 requests")
    parser.add_argument("--strict", action="store_true", help="end with 1 where a bound is missed")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.starts, options.invocations, options.requests = 2, 1, 5, 5000, 20000
    package = options.lambda_build / "brisk"
    options.host, options.code = package / "lambda_host", package / "brisk_plain.zip"
    options.bootstrap = options.build / "function" / "bootstrap"
    shutil.unpack_archive(options.code, options.build / "function", "zip")
    options.bootstrap.chmod(0o755)

    load = os.getloadavg()[0]
    if load > 0.7:
        print(f"bench: the machine is busy (load {load:.1f}): figures will vary", file=sys.stderr)
    figures = {"ready_ms": measure_start(options)}
    figures["direct_us"], figures["through_us"] = measure_added(options)
    figures["per_second"] = measure_brisk(options)
    figures["serverless_per_second"] = measure_serverless(options)
    figures["rie_per_second"] = measure_rie(options)
    figures["rss_kb"] = measure_memory(options)

    table = judge(figures)
    for cells in [("", "brisk gateway", "bound", ""), ("---", "---:", "---:", "---"), *table.rows]:
        print("| " + " | ".join(str(cell) for cell in cells) + " |")
    results = HERE.parent / "results"
    results.mkdir(exist_ok=True)
    document = {"machine": platform.machine(), "release": platform.release(), "cores": os.cpu_count(), "load": load,
                "rounds": options.rounds, "seconds": options.seconds, **figures, "bounds": table.rows}
    (results / "gateway-latest.json").write_text(json.dumps(document, indent=1) + "\n")
    print("\nWritten to bench/results/gateway-latest.json.")
    return 1 if table.missed and options.strict else 0


if __name__ == "__main__":
    sys.exit(main())
