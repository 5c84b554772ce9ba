#!/bin/sh
# instructions.sh - how many instructions of the program (not of the kernel) one request takes, and in which part; and
# how often it calls malloc.
#
# The server runs under callgrind and answers the same request some hundred times, then three times as often: half the
# difference is free of start and end. Unlike times, these counts hardly vary from run to run, so that a change of the
# code shows at once. Needs valgrind, python3, and the program that run.sh builds.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
command -v valgrind >/dev/null 2>&1 || { echo "instructions: valgrind is not installed (make install-dev)"; exit 1; }
cmake -S "$root/bench" -B "$root/build/bench-peers/brisk" -G Ninja -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$root/build/bench-peers/brisk" >/dev/null
exec python3 "$root/bench/instructions.py" "$@"
