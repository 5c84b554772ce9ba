#!/usr/bin/env python3
"""Measures Brisk and its peers side by side; run.sh builds them and calls this.

How it measures:
- Each server is one process with one thread for requests, pinned to one core; wrk is pinned to another.
- Before anything is measured, all answers are compared: the same JSON and status from each.
- Rounds are interleaved: each workload visits all servers in turn, so that a slow minute of the machine strikes all.
  The figure is the median over the undisturbed rounds.
- CPU per request is the server's user and system time (/proc/PID/stat) over a run by the requests that were answered.
  It does not depend on whether wrk can keep up, so it is the figure to compare quick servers by.
- A run during which other processes took the processor is done again, some times; the quietest one counts.
"""

import argparse
import http.client
import json
import os
import platform
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")
WARM_UP_S = 1

ORDER = {
    "id": 1001,
    "customer": {"name": "Ada Lovelace", "email": "ada@example.org", "vip": True},
    "lines": [
        {"sku": "AB-100", "quantity": 2, "price": 19.5},
        {"sku": "CD-200", "quantity": 1, "price": 5.25},
    ],
    "note": "Leave it at the door",
    "discount": 0.15,
}


def text_of(order):
    return json.dumps(order, separators=(",", ":"))


def bad_order():
    order = json.loads(text_of(ORDER))
    order["customer"]["name"] = ""
    order["lines"][1]["quantity"] = 0
    return order


# name: method, target, body, status
WORKLOADS = {
    "GET 200": ("GET", "/items/42?limit=10", None, 200),
    "POST 200": ("POST", "/orders", text_of(ORDER), 200),
    "GET 422": ("GET", "/items/0?limit=1000", None, 422),
    "POST 422": ("POST", "/orders", text_of(bad_order()), 422),
}


class Server:
    """One peer: how it is started, and what was measured of it."""

    def __init__(self, name, command, files, port):
        self.name, self.command, self.files, self.port = name, command, files, port
        self.process = None
        self.result = {"workloads": {}}

    def is_built(self):
        return Path(self.command[0]).exists()

    def start(self, core):
        """Seconds from exec to the first answer."""
        started = time.perf_counter()
        self.process = subprocess.Popen(
            self.command,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "GOMAXPROCS": "1"},
            cwd=HERE / "peers" / "fastapi",
        )
        while time.perf_counter() - started < 30:
            if self.process.poll() is not None:
                break
            try:
                if is_answered(self.port):
                    return time.perf_counter() - started
            except OSError:
                time.sleep(0.0001)
        sys.exit(f"bench: {self.name} does not start: {self.process.stderr.read().decode()[-500:]}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stderr.close()

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def rss_kb(self):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        return 0

    def size_bytes(self):
        total = 0
        for path in self.files:
            with tempfile.NamedTemporaryFile() as stripped:
                subprocess.run(["strip", "-o", stripped.name, path], check=True)
                total += Path(stripped.name).stat().st_size
        return total or None


def servers_of(build):
    app = str(build / "brisk" / "bench_app")
    python = build / "venv" / "bin" / "python"
    axum, go = str(build / "axum" / "target" / "release" / "app"), str(build / "go-app")
    uvicorn = [str(python), "-m", "uvicorn", "app:app", "--port", "8102", "--loop", "uvloop", "--http", "httptools",
               "--no-access-log", "--log-level", "warning"]
    return {
        "brisk": Server("Brisk", [app, "--port", "8101", "--no-access-log"], [app], 8101),
        "fastapi": Server("FastAPI", uvicorn, [], 8102),
        "go": Server("Go", [go, "8103"], [go], 8103),
        "axum": Server("axum", [axum, "8104"], [axum], 8104),
    }


def is_answered(port):
    """Whether a request gets 200: with a plain socket, since Python's HTTP client takes longer than the quick servers."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET /items/42?limit=10 HTTP/1.1\r\nHost: bench\r\n\r\n")
        return connection.recv(4096).startswith(b"HTTP/1.1 200")


def ask(port, workload):
    method, target, body, _ = WORKLOADS[workload]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        headers = {"Content-Type": "application/json"} if body else {}
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def check_answers(servers):
    """All servers give the same answers, or there is nothing to compare."""
    for workload, (_, _, _, status) in WORKLOADS.items():
        first = None
        for server in servers:
            got, body = ask(server.port, workload)
            if got != status:
                sys.exit(f"bench: {server.name}, {workload}: status {got}: {body[:300]!r}")
            value = json.loads(body)
            if status == 422 and len(value["detail"]) != 2:
                sys.exit(f"bench: {server.name}, {workload}: not two problems: {body!r}")
            first = first or value
            if value != first:
                sys.exit(f"bench: {workload}: {server.name} answers\n  {value}\n{servers[0].name}\n  {first}")


def busy_seconds(options):
    """What all processes, and the machine's host, took of the two cores so far."""
    total = 0
    for line in Path("/proc/stat").read_text().splitlines():
        fields = line.split()
        if fields[0] in (f"cpu{options.server_core}", f"cpu{options.client_core}"):
            user, nice, system, _, _, irq, softirq, steal = map(int, fields[1:9])
            total += user + nice + system + irq + softirq + steal
    return total / TICKS


def children_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run_quietly(server, workload, options):
    best = None
    for _ in range(options.tries):
        run = run_wrk(server, workload, options.seconds, options)
        if best is None or run["others"] < best["others"]:
            best = run
        if run["others"] < 0.05:
            break
        time.sleep(1)
    return best


def run_wrk(server, workload, seconds, options):
    method, target, body, _ = WORKLOADS[workload]
    env = {**os.environ, "BENCH_METHOD": method}
    if body is not None:
        env["BENCH_BODY"] = body
    command = ["taskset", "-c", str(options.client_core), "wrk", "-t1", f"-c{options.connections}", f"-d{seconds}s",
               "-s", str(HERE / "report.lua"), f"http://127.0.0.1:{server.port}{target}"]
    before, busy = server.cpu_seconds(), busy_seconds(options) - children_seconds()
    started = time.monotonic()
    output = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
    cpu = server.cpu_seconds() - before
    others = busy_seconds(options) - children_seconds() - busy - cpu
    result = json.loads(output.split("RESULT ", 1)[1])
    expected = 0 if WORKLOADS[workload][3] == 200 else result["requests"]
    if result["failed"] or abs(result["not_2xx"] - expected) > options.connections:
        sys.exit(f"bench: {server.name}, {workload}: {output}")
    return {
        "rps": result["requests"] * 1e6 / result["us"],
        "cpu_us": cpu * 1e6 / result["requests"],
        "p50_us": result["p50_us"],
        "p99_us": result["p99_us"],
        "others": max(others, 0) / (2 * (time.monotonic() - started)),
    }


def median_of(runs):
    """Of the undisturbed runs, or of the quietest one where there is none."""
    runs = [run for run in runs if run["others"] < 0.05] or [min(runs, key=lambda run: run["others"])]
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def spread_of(runs, key):
    values = [run[key] for run in runs]
    return (max(values) - min(values)) / statistics.median(values)


def measure_starts(server, options):
    times = []
    until = time.monotonic() + 12
    while len(times) < options.starts and (len(times) < 3 or time.monotonic() < until):
        times.append(server.start(options.server_core))
        time.sleep(0.02)
        server.result["rss_idle_kb"] = server.rss_kb()
        server.stop()
    server.result["start_ms"] = statistics.median(times) * 1000
    server.result["size_bytes"] = server.size_bytes()


def measure(servers, options):
    for server in servers:
        measure_starts(server, options)
    for server in servers:
        server.start(options.server_core)
    try:
        check_answers(servers)
        runs = {}
        for number in range(options.rounds):
            for workload in WORKLOADS:
                for server in servers:
                    print(f"\rround {number + 1} of {options.rounds}: {workload}, {server.name}".ljust(60), end="",
                          file=sys.stderr, flush=True)
                    if number == 0:
                        run_wrk(server, workload, WARM_UP_S, options)
                    runs.setdefault((server.name, workload), []).append(
                        run_quietly(server, workload, options))
        print("\r".ljust(61) + "\r", end="", file=sys.stderr)
        for server in servers:
            for workload in WORKLOADS:
                of = runs[server.name, workload]
                server.result["workloads"][workload] = {**median_of(of), "spread": spread_of(of, "cpu_us"), "runs": of}
            server.result["rss_loaded_kb"] = server.rss_kb()
    finally:
        for server in servers:
            server.stop()


def print_rows(title, servers, value, form, better):
    """One measure: the values, and in brackets how many times Brisk's (or Brisk is better, where that is more)."""
    first = servers[0]
    cells = []
    for server in servers:
        mine, theirs = value(first), value(server)
        if theirs is None:
            cells.append("-")
        elif server is first:
            cells.append(form(theirs))
        else:
            ratio = mine / theirs if better == "more" else theirs / mine
            cells.append(f"{form(theirs)} ({ratio:.2f})")
    print(f"{title:<28}" + "".join(f"{cell:>20}" for cell in cells))


def print_table(servers):
    print("In brackets: by how many times Brisk does better, in this run.\n")
    print(" " * 28 + "".join(f"{server.name:>20}" for server in servers))
    measures = [
        ("requests/s", "rps", lambda v: f"{v:,.0f}", "more"),
        ("CPU us/request", "cpu_us", lambda v: f"{v:.2f}", "less"),
        ("p50 ms", "p50_us", lambda v: f"{v / 1000:.2f}", "less"),
        ("p99 ms", "p99_us", lambda v: f"{v / 1000:.2f}", "less"),
    ]
    for title, key, form, better in measures:
        for workload in WORKLOADS:
            print_rows(f"{title:<16}{workload}", servers,
                       lambda s, k=key, w=workload: s.result["workloads"][w][k], form, better)
    for title, key, form in [
        ("RSS idle, MB", "rss_idle_kb", lambda v: f"{v / 1024:.1f}"),
        ("RSS loaded, MB", "rss_loaded_kb", lambda v: f"{v / 1024:.1f}"),
        ("start to answer, ms", "start_ms", lambda v: f"{v:.1f}"),
        ("program stripped, MB", "size_bytes", lambda v: f"{v / 1048576:.2f}"),
    ]:
        print_rows(title, servers, lambda s, k=key: s.result[k], form, "less")


def judge(servers):
    """The targets of docs/performance.md. Returns how many are missed."""
    by_name = {server.name: server.result for server in servers}
    brisk = by_name["Brisk"]
    missed = []

    def want(ok, text):
        if not ok:
            missed.append(text)

    for workload in WORKLOADS:
        mine = brisk["workloads"][workload]
        if "FastAPI" in by_name:
            factor = 10 if workload.endswith("200") else 20
            ratio = mine["rps"] / by_name["FastAPI"]["workloads"][workload]["rps"]
            want(ratio >= factor, f"{workload}: {ratio:.1f} times FastAPI's requests/s, wanted {factor}")
        for peer in ("Go", "axum"):
            if peer in by_name:
                theirs = by_name[peer]["workloads"][workload]
                want(mine["cpu_us"] <= theirs["cpu_us"],
                     f"{workload}: {mine['cpu_us']:.2f} us of CPU, {peer} {theirs['cpu_us']:.2f}")
    want(brisk["start_ms"] < 10, f"start to first answer {brisk['start_ms']:.1f} ms, wanted below 10")
    want(brisk["rss_idle_kb"] < 8 * 1024, f"RSS idle {brisk['rss_idle_kb']} KB, wanted below 8192")
    print("All targets are met." if not missed else "Missed:\n  " + "\n  ".join(missed))
    return len(missed)


def main():
    parser = argparse.ArgumentParser(description="Measures Brisk and its peers.")
    parser.add_argument("--build", type=Path, default=HERE.parent / "build" / "bench-peers")
    parser.add_argument("--only", default="brisk,fastapi,go,axum", help="names with commas; brisk always takes part")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="of one run of wrk")
    parser.add_argument("--tries", type=int, default=4, help="at one run, while other processes disturb it")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--starts", type=int, default=20)
    parser.add_argument("--server-core", type=int, default=0)
    parser.add_argument("--client-core", type=int, default=1)
    parser.add_argument("--strict", action="store_true", help="end with 1 where a target is missed")
    options = parser.parse_args()

    wanted = {"brisk", *options.only.split(",")}
    servers = [server for name, server in servers_of(options.build).items() if name in wanted and server.is_built()]
    if (os.cpu_count() or 1) < 2:
        sys.exit("bench: needs two cores, one for the server and one for wrk")
    if os.getloadavg()[0] > 0.7:
        print(f"bench: the machine is busy (load {os.getloadavg()[0]:.1f}): figures will vary", file=sys.stderr)
    for server in servers:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", server.port)) == 0:
                sys.exit(f"bench: port {server.port} is in use")
    measure(servers, options)
    print_table(servers)
    others = max(w["others"] for s in servers for w in s.result["workloads"].values())
    print(f"\nOther processes took at most {others:.0%} of the two cores during the runs that count.")
    missed = judge(servers)

    results = HERE / "results"
    results.mkdir(exist_ok=True)
    machine = {"machine": platform.machine(), "system": platform.system(), "release": platform.release(),
               "cores": os.cpu_count()}
    settings = {k: getattr(options, k) for k in ("rounds", "seconds", "connections", "starts")}
    document = {**machine, **settings, "servers": {server.name: server.result for server in servers}}
    (results / "latest.json").write_text(json.dumps(document, indent=1) + "\n")
    print("Written to bench/results/latest.json.")
    return 1 if missed and options.strict else 0


if __name__ == "__main__":
    sys.exit(main())
