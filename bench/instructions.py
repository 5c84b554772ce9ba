#!/usr/bin/env python3
"""Counts the instructions of a request by part of the program, and its calls of malloc; see instructions.sh, which calls this."""

import argparse
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from measure import HERE, WORKLOADS

PORT = 8105
ALLOCATIONS = ("", "", "allocations")
PARTS = ["net", "http", "app", "schema", "core", "llhttp", "yyjson", "libuv", "libc", "the app", "other"]


def raw_request(workload):
    method, target, body, _ = WORKLOADS[workload]
    text = f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n"
    if body is not None:
        text += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return (text + "\r\n" + (body or "")).encode()


def drive(workload, count):
    """Sends count requests over one connection, each when the last is answered."""
    request = raw_request(workload)
    for _ in range(600):
        try:
            connection = socket.create_connection(("127.0.0.1", PORT))
            break
        except OSError:
            time.sleep(0.05)
    else:
        sys.exit("instructions: the server does not start")
    with connection:
        for _ in range(count):
            connection.sendall(request)
            answer = connection.recv(65536)
            head = answer.index(b"\r\n\r\n") + 4
            rest = int(re.search(rb"content-length: (\d+)", answer, re.I)[1]) - (len(answer) - head)
            while rest > 0:
                rest -= len(connection.recv(rest))


def part_of(file, object_name, function):
    path = re.search(r"/src/(net|http|app|schema|core|server|main)/", file)
    if path:
        return {"server": "net", "main": "other"}.get(path[1], path[1])
    if "llhttp" in file or function.startswith("llhttp") or function.startswith("llparse"):
        return "llhttp"
    if "yyjson" in file or "yyjson" in function:
        return "yyjson"
    if function.startswith("uv_") or function.startswith("uv__"):
        return "libuv"
    if file.endswith("brisk_app.c"):
        return "the app"
    if re.search(r"/(libc|libm|libpthread|ld-linux)[^/]*\.so", object_name):
        return "libc"
    return "other"


def read_profile(path):
    """Instructions of each function itself, by (file, object, function), and the calls of malloc and its kin under
    ALLOCATIONS. Names are told once and then by number."""
    names = {}
    counts = Counter()
    file = object_name = function = callee = ""
    skips = False

    def name_of(kind, text):
        number, _, name = text.partition(" ")
        if not number.startswith("("):
            return text
        if name:
            names[kind, number] = name
        return names.get((kind, number), "")

    for line in Path(path).read_text().splitlines():
        if skips:
            skips = False  # what a call cost is counted where it was spent
        elif line.startswith("calls="):
            skips = True
            if re.fullmatch(r"(malloc|calloc|realloc|posix_memalign|aligned_alloc)(@.*)?", callee):
                counts[ALLOCATIONS] += int(line[6:].split()[0])
        elif match := re.match(r"(c?)(fn|fl|fi|fe|ob)=(.*)", line):
            is_callee, kind, text = match.groups()
            name = name_of("file" if kind in ("fl", "fi", "fe") else kind, text)
            if is_callee:
                callee = name if kind == "fn" else callee
                continue
            if kind == "fn":
                function = name
            elif kind == "ob":
                object_name = name
            else:
                file = name
        elif re.match(r"[+\-*0-9]", line):
            fields = line.split()
            counts[file, object_name, function] += int(fields[-1]) if len(fields) > 1 else 0
    return counts


def profile(program, workload, count):
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/callgrind.out"
        server = subprocess.Popen(
            ["valgrind", "--tool=callgrind", "--quiet", f"--callgrind-out-file={out}", program, "--port", str(PORT),
             "--no-access-log"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            drive(workload, count)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
        return read_profile(out)


def total_of(command, workload, count):
    """All instructions of a program that answers count requests; 0 where it is not built."""
    if not Path(command[0]).exists():
        return 0
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/callgrind.out"
        server = subprocess.Popen(["valgrind", "--tool=callgrind", "--quiet", f"--callgrind-out-file={out}", *command],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            drive(workload, count)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
        return int(re.search(r"^(?:summary|totals): (\d+)", Path(out).read_text(), re.M)[1])


def main():
    parser = argparse.ArgumentParser(description="Counts the instructions of a request.")
    parser.add_argument("--program", default=str(HERE.parent / "build/bench-peers/brisk/bench_app"))
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--axum", action="store_true", help="also the sum of axum's program")
    parser.add_argument("--top", type=int, default=0, help="also name so many functions")
    options = parser.parse_args()
    table, tops, allocations = {}, {}, {}
    for workload in WORKLOADS:
        few = profile(options.program, workload, options.requests)
        many = profile(options.program, workload, 3 * options.requests)
        each = Counter({key: (many[key] - few[key]) / (2 * options.requests) for key in many})
        allocations[workload] = each.pop(ALLOCATIONS, 0)
        parts = Counter()
        for (file, object_name, function), count in each.items():
            parts[part_of(file, object_name, function)] += count
        table[workload] = parts
        functions = Counter()
        for (_, _, function), count in each.items():
            functions[function] += count
        tops[workload] = functions.most_common(options.top)
    print(f"{'instructions a request':<24}" + "".join(f"{workload:>12}" for workload in WORKLOADS))
    for part in PARTS:
        print(f"{part:<24}" + "".join(f"{table[workload][part]:>12,.0f}" for workload in WORKLOADS))
    print(f"{'all':<24}" + "".join(f"{sum(table[workload].values()):>12,.0f}" for workload in WORKLOADS))
    print(f"{'allocations a request':<24}" + "".join(f"{allocations[workload]:>12.2f}" for workload in WORKLOADS))
    axum = [str(HERE.parent / "build/bench-peers/axum/target/release/app"), str(PORT)]
    if options.axum:
        few = {workload: total_of(axum, workload, options.requests) for workload in WORKLOADS}
        many = {workload: total_of(axum, workload, 3 * options.requests) for workload in WORKLOADS}
        print(f"{'axum, all':<24}" + "".join(
            f"{(many[workload] - few[workload]) / (2 * options.requests):>12,.0f}" for workload in WORKLOADS))
    for workload, top in tops.items():
        if top:
            print(f"\n{workload}")
        for function, count in top:
            print(f"{count:>10,.0f}  {function}")


if __name__ == "__main__":
    main()
