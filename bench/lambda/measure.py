#!/usr/bin/env python3
"""Measures Brisk's Lambda bootstrap and its peers on one Runtime API host; run.sh builds them and calls this.

How it measures:
- host.c starts each bootstrap with an environment like Lambda's, on the processor that it runs on itself, gives it
  events of 3.5 KB, and checks status and body of each answer. It takes the times and what the kernel counted.
- Rounds are short and interleaved: each visits all peers in turn, so that a slow minute of the machine strikes all.
  Figures are medians, over all starts or over the rounds. Ratios of processor time are medians too, of the ratios of
  the rounds: what is compared ran within a second or two.
- CPU an invocation is that of the runtime's process alone, all threads, by the kernel's own clock of the process. Of a quick runtime
  nearly all of it is the sockets', so it is compared with the floor: a C loop with the same system calls.
- System calls are the difference of two runs under strace, and calls of malloc that of two runs under callgrind.
"""

import argparse
import collections
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
EVENTS = {name: HERE / "events" / f"{name}.json" for name in ("get", "post")}
ALLOCATORS = {"malloc", "calloc", "realloc", "aligned_alloc", "posix_memalign", "mmap", "brk", "sbrk"}


class Peer:
    """One bootstrap: how it is started, and what was measured of it."""

    def __init__(self, name, command, cwd=None, env=(), constant=False, package=None):
        self.name, self.command, self.cwd, self.env = name, [str(part) for part in command], cwd, env
        self.constant = constant  # it answers the GET's answer to anything
        self.package = package  # a function that gives the zip's size
        self.runs = []
        self.result = {}

    def is_built(self):
        return all(Path(part).exists() for part in self.command if part.startswith("/"))

    def host(self, options, *arguments, events=EVENTS, wrap=()):
        command = [options.host]
        for event in events.values():
            command += ["--event", event]
            if self.constant:
                command += ["--expect", EVENTS["get"].with_suffix(".expect")]
        if self.cwd:
            command += ["--cwd", self.cwd]
        for text in self.env:
            command += ["--env", text]
        command += [*arguments, "--", *wrap, *self.command]
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=900)
        if done.returncode != 0:
            sys.exit(f"bench: {self.name}: {done.stderr[-2000:]}")
        return json.loads(done.stdout)


def unpacked(folder, name):
    """The bootstrap out of its zip, as Lambda unpacks it."""
    for path in sorted(folder.glob(f"{name}-*.zip")):
        with zipfile.ZipFile(path) as archive:
            archive.extract("bootstrap", folder / f"unpacked-{name}")
        bootstrap = folder / f"unpacked-{name}" / "bootstrap"
        bootstrap.chmod(0o755)
        return bootstrap, lambda: path.stat().st_size
    return folder / f"{name}.zip", None


def packed(*paths, skip=()):
    """The size of a zip of these files and folders."""

    def size():
        with tempfile.TemporaryFile() as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
                for top in paths:
                    for path in [top, *top.rglob("*")]:
                        if path.is_file() and not any(re.search(part, str(path)) for part in skip):
                            archive.write(path, path.relative_to(top.parent))
            return file.tell()

    return size


def peers_of(build):
    brisk = build / "brisk"
    plain, plain_size = unpacked(brisk, "brisk_plain")
    docs, docs_size = unpacked(brisk, "brisk_docs")
    floor, floor_size = unpacked(brisk, "floor")
    floor_pipeline, _ = unpacked(brisk, "floor_pipeline")
    rust, go, cpp = build / "rust" / "target" / "release" / "app", build / "go" / "bootstrap", build / "cpp" / "bootstrap"
    node, python = build / "node", build / "fastapi" / "venv" / "bin" / "python"
    packages = next(iter((build / "fastapi" / "venv").glob("lib/python3*/site-packages")), build)
    ric = node / "node_modules" / "aws-lambda-ric"
    has_ric = (ric / "dist" / "rapid-client.node").exists()
    node_command = [shutil.which("node") or "/no/node", node / "node_modules" / "fastify" / "package.json"]
    node_command = [node_command[0], ric / "bin" / "index.mjs", "app.handler"] if has_ric else [node_command[0], node / "loop.js"]
    return {
        "floor": Peer("floor", [floor], constant=True, package=floor_size),
        "floor-pipelined": Peer("floor, pipelined", [floor_pipeline], constant=True),
        "brisk": Peer("Brisk", [plain], package=plain_size),
        "brisk-pipelined": Peer("Brisk, pipelined", [plain], env=["BRISK_LAMBDA_PIPELINE=1"]),
        "brisk-docs": Peer("Brisk, docs pages", [docs], package=docs_size),
        "cpp": Peer("aws-lambda-cpp", [cpp], package=packed(cpp)),
        "rust": Peer("lambda_http", [rust], env=["AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH=true"], package=packed(rust)),
        "go": Peer("Go", [go], package=packed(go)),
        "node": Peer("Fastify" if has_ric else "Fastify, bare loop", node_command, cwd=node,
                     package=packed(node / "app.js", node / "node_modules", skip=["/aws-lambda-ric/", "/node-addon-api/"])),
        "fastapi": Peer("FastAPI, Mangum", [python, "-m", "awslambdaric", "app.handler"], cwd=build / "fastapi",
                        package=packed(packages, skip=[r"/(pip|setuptools|__pycache__)[-/]"])),
    }


# ---- counting under strace and callgrind


def calls_of(peer, options, count):
    """System calls of so many invocations and a start, by name."""
    with tempfile.NamedTemporaryFile("r") as table:
        wrap = [shutil.which("strace"), "-f", "-I", "2", "-c", "-U", "calls,name", "-o", table.name]
        peer.host(options, "--warm", count, "--settle", 0, "--grace", 5000, "--timeout", 60,
                  events={"get": EVENTS["get"]}, wrap=wrap)
        rows = (line.split() for line in table.read().splitlines())
        return {row[1]: int(row[0]) for row in rows if len(row) == 2 and row[0].isdigit() and row[1] != "total"}


def count_system_calls(peer, options):
    few, many = calls_of(peer, options, 500), calls_of(peer, options, 1500)
    each = {name: (many.get(name, 0) - few.get(name, 0)) / 1000 for name in {*few, *many}}
    peer.result["system_calls"] = round(sum(each.values()), 2)
    peer.result["system_calls_by_name"] = {name: calls for name, calls in sorted(each.items()) if abs(calls) >= 0.05}


def callgrind(peer, program, options, count):
    """What callgrind counts of so many invocations of each event and a start."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        wrap = [shutil.which("valgrind"), "-q", "--tool=callgrind", f"--callgrind-out-file={out}",
                "--compress-strings=no", "--compress-pos=no"]
        saved, peer.command = peer.command, [str(program)]
        try:
            peer.host(options, "--warm", count, "--settle", 0, "--grace", 10000, "--timeout", 60, wrap=wrap)
        finally:
            peer.command = saved
        return read_callgrind(out)


def read_callgrind(path):
    """Calls of what takes memory, and the instructions of each function itself."""
    calls, function, callee, is_call, instructions = 0, "", "", False, collections.Counter()
    for line in path.read_text(errors="replace").splitlines():
        if line.startswith("fn="):
            function = line[3:].split("'")[0]
        elif line.startswith("cfn="):
            callee = line[4:].split("'")[0]
        elif line.startswith("calls="):
            is_call = True  # the next line has what the callee took
            calls += int(line[6:].split()[0]) if callee in ALLOCATORS else 0
        elif line[:1].isdigit() or line[:1] in "+-*":
            if not is_call and len(line.split()) > 1:  # a cost of 0 is left out
                instructions[re.sub(r"\.(lto_priv|constprop|isra|part).*", "", function)] += int(line.split()[1])
            is_call = False
    return calls, instructions


def count_allocations(peer, build, options):
    """On the same program before its symbols were stripped."""
    program = next(iter(build.glob("brisk/lambda-*/brisk_plain")), None)
    if program is None or shutil.which("valgrind") is None:
        return
    few, many = callgrind(peer, program, options, 300), callgrind(peer, program, options, 700)
    peer.result["allocations"] = (many[0] - few[0]) / 800
    each = {name: round((count - few[1][name]) / 800) for name, count in many[1].items()}
    peer.result["instructions"] = sum(each.values())
    peer.result["instructions_by_function"] = dict(sorted(each.items(), key=lambda item: -item[1])[:20])


# ---- the runs


def tell(text):
    if sys.stderr.isatty():
        print("\r" + text.ljust(70), end="", file=sys.stderr, flush=True)


def measure(peers, options):
    for number in range(options.rounds):
        for peer in peers.values():
            tell(f"round {number + 1} of {options.rounds}: {peer.name}")
            peer.runs.append(peer.host(options, "--cold", -(-options.cold // options.rounds),
                                       "--warm", -(-options.warm // options.rounds), "--settle", options.settle))
    for peer in peers.values():
        summarise(peer)
        if shutil.which("strace"):
            tell(f"system calls: {peer.name}")
            count_system_calls(peer, options)
        if peer.package:
            peer.result["zip_bytes"] = peer.package()
    for key in ("brisk", "brisk-pipelined"):
        tell(f"allocations: {peers[key].name}")
        count_allocations(peers[key], options.build, options)
    tell("")
    if sys.stderr.isatty():
        print("\r", end="", file=sys.stderr)


def summarise(peer):
    nexts = [us for run in peer.runs for us in run["cold"]["first_next_us"]]
    answers = [us for run in peer.runs for us in run["cold"]["first_answer_us"]]
    result = peer.result
    result["first_next_us"], result["first_next_best_us"] = statistics.median(nexts), min(nexts)
    result["first_answer_us"] = statistics.median(answers)
    result["next_to_answer_us"] = statistics.median(a - n for n, a in zip(nexts, answers))
    result["cold_faults"] = peer.runs[0]["cold"]["faults"]
    result["rss_kb"] = max(max(run["cold"]["rss_kb"], run["warm_rss_kb"]) for run in peer.runs)
    for name, path in EVENTS.items():
        rounds = [one for run in peer.runs for one in run["warm"][str(path)]]
        result[name] = {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}
        result[name]["faults"] = max(one["faults"] for one in rounds)
        result[name]["cpu_spread"] = (max(o["cpu_us"] for o in rounds) - min(o["cpu_us"] for o in rounds)) / result[name]["cpu_us"]
    result["cpu_us"] = statistics.mean(result[name]["cpu_us"] for name in EVENTS)
    result["faults"] = sum(result[name]["faults"] for name in EVENTS)


# ---- the report


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def print_peers(peers):
    row("", "exec → next, ms", "→ answer, ms", "GET p50 µs", "p99", "inv/s", "CPU µs", "POST p50 µs", "p99", "inv/s", "CPU µs",
        "system calls", "RSS, MB", "zip, KB")
    row("---", *["---:"] * 13)
    for peer in peers.values():
        r, get, post = peer.result, peer.result["get"], peer.result["post"]
        size = f"{r['zip_bytes'] / 1000:.0f}" if "zip_bytes" in r else ""
        row(peer.name, f"{r['first_next_us'] / 1000:.2f}", f"{r['first_answer_us'] / 1000:.2f}",
            f"{get['p50_us']:.1f}", f"{get['p99_us']:.0f}", f"{get['per_second']:.0f}", f"{get['cpu_us']:.1f}",
            f"{post['p50_us']:.1f}", f"{post['p99_us']:.0f}", f"{post['per_second']:.0f}", f"{post['cpu_us']:.1f}",
            r.get("system_calls", ""), f"{r['rss_kb'] / 1024:.2f}", size)


def cpu_ratio(above, below, name):
    """The median of the rounds' ratios of CPU an invocation of an event."""
    rounds = ([one["cpu_us"] for run in peer.runs for one in run["warm"][str(EVENTS[name])]] for peer in (above, below))
    return statistics.median(a / b for a, b in zip(*rounds))


class Judge:
    """The rows of the table of bounds."""

    def __init__(self):
        self.rows, self.missed = [], 0

    def add(self, text, value, bound, at_most=True, form="{:.2f}"):
        ok = value <= bound if at_most else value >= bound
        self.missed += not ok
        self.rows.append((text, form.format(value), ("at most " if at_most else "at least ") + f"{bound:g}",
                          "pass" if ok else "**missed**"))

    def same(self, text, value, wanted):
        self.missed += value != wanted
        self.rows.append((text, f"{value:g}", f"{wanted:g}", "pass" if value == wanted else "**missed**"))


def judge(peers):
    of = {key: peer.result for key, peer in peers.items()}
    brisk, pipelined = of["brisk"], of["brisk-pipelined"]
    j = Judge()
    j.add("exec → first /next, over the floor", brisk["first_next_us"] / of["floor"]["first_next_us"], 1.5)
    j.add("first /next → first answer, ms", brisk["next_to_answer_us"] / 1000, 0.15, form="{:.3f}")
    for name in EVENTS:
        j.add(f"CPU, {name.upper()}, over the floor", cpu_ratio(peers["brisk"], peers["floor"], name), 1.4)
        j.add(f"CPU, {name.upper()}, over the floor, both pipelined",
              cpu_ratio(peers["brisk-pipelined"], peers["floor-pipelined"], name), 1.4)
    for key, plain_bound, pipelined_bound, start_bound in (("rust", 2.5, 3, 3.5), ("fastapi", 11, 15, 500)):
        if key in of:
            title = peers[key].name
            j.add(f"CPU, times better than {title}", of[key]["cpu_us"] / brisk["cpu_us"], plain_bound, False)
            j.add(f"CPU, times better than {title}, pipelined", of[key]["cpu_us"] / pipelined["cpu_us"], pipelined_bound, False)
            j.add(f"exec → first /next, times better than {title}", of[key]["first_next_us"] / brisk["first_next_us"],
                  start_bound, False, "{:.1f}")
    if "system_calls" in brisk:
        j.same("system calls an invocation", round(brisk["system_calls"], 1), 4)
        j.same("system calls an invocation, pipelined", round(pipelined["system_calls"], 1), 2)
    for result, title in ((brisk, ""), (pipelined, ", pipelined")):
        if "allocations" in result:
            j.same(f"calls of malloc a warm invocation{title}", round(result["allocations"], 2), 0)
        j.same(f"page faults of all warm invocations{title}", result["faults"], 0)
    j.add("peak RSS, MB", max(brisk["rss_kb"], pipelined["rss_kb"]) / 1024, 1.5)
    j.add("zip without docs pages, KB", brisk["zip_bytes"] / 1000, 250, form="{:.0f}")
    j.add("zip with docs pages, MB", of["brisk-docs"]["zip_bytes"] / 1e6, 1.2)
    return j


def main():
    parser = argparse.ArgumentParser(prog="bench/lambda/run.sh", description="Brisk's Lambda runtime and its peers, side by side.")
    parser.add_argument("--build", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--only", default="cpp,rust,go,node,fastapi", help="of these; Brisk and the floor always take part")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--cold", type=int, default=30, help="starts in all")
    parser.add_argument("--warm", type=int, default=20000, help="invocations of each event in all")
    parser.add_argument("--settle", type=int, default=500, help="invocations of each event and round that do not count")
    parser.add_argument("--quick", action="store_true", help="3 rounds, 6 starts, 3,000 invocations")
    parser.add_argument("--strict", action="store_true", help="end with 1 where a bound is missed")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.cold, options.warm = 3, 6, 3000
    options.host = options.build / "brisk" / "lambda_host"

    always = ["floor", "floor-pipelined", "brisk", "brisk-pipelined", "brisk-docs"]
    wanted = {*always, *options.only.split(",")}
    peers = {key: peer for key, peer in peers_of(options.build).items() if key in wanted and peer.is_built()}
    if missing := [key for key in always if key not in peers]:
        sys.exit(f"bench: not built: {', '.join(missing)}")
    load = os.getloadavg()[0]
    if load > 0.7:
        print(f"bench: the machine is busy (load {load:.1f}): figures will vary", file=sys.stderr)
    if shutil.which("strace") is None:
        print("bench: without strace system calls are not counted", file=sys.stderr)

    measure(peers, options)
    print_peers(peers)
    print()
    table = judge(peers)
    row("", "Brisk", "bound", "")
    row("---", "---:", "---:", "---")
    for cells in table.rows:
        row(*cells)

    if "instructions" in (result := peers["brisk"].result):
        most = list(result["instructions_by_function"].items())[:12]
        print(f"\nBrisk takes {result['instructions']:,} instructions an invocation, the kernel's not counted: "
              + ", ".join(f"{name} {count:,}" for name, count in most) + ".")

    results = HERE.parent / "results"
    results.mkdir(exist_ok=True)
    document = {"machine": platform.machine(), "system": platform.system(), "release": platform.release(),
                "cores": os.cpu_count(), "load": load,
                **{key: getattr(options, key) for key in ("rounds", "cold", "warm", "settle")},
                "bounds": table.rows, "peers": {peer.name: {**peer.result, "runs": peer.runs} for peer in peers.values()}}
    (results / "lambda-latest.json").write_text(json.dumps(document, indent=1) + "\n")
    print("\nWritten to bench/results/lambda-latest.json.")
    return 1 if table.missed and options.strict else 0


if __name__ == "__main__":
    sys.exit(main())
