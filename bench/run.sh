#!/bin/sh
# run.sh [options of measure.py] - builds the same small API in Brisk and its peers, and measures them side by side.
#
#   bench/run.sh                              all, 3 rounds of 5 s for each server and workload: about 6 minutes
#   bench/run.sh --rounds 1 --seconds 2       a quick look
#   bench/run.sh --only brisk,go              some of them
#   bench/run.sh lambda [options]             AWS Lambda's runtimes: bench/lambda/run.sh
#
# Peers are built in build/bench-peers; one whose toolchain is missing is left out, with the reason. Needs wrk, python3.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
if [ "${1:-}" = lambda ]; then
    shift
    exec "$root/bench/lambda/run.sh" "$@"
fi
peers=$root/build/bench-peers
jobs=$(nproc 2>/dev/null || echo 2)
mkdir -p "$peers"

say() { echo "bench: $*"; }
have() { command -v "$1" >/dev/null 2>&1; }
left_out() { say "$1 is left out: $2"; }

# Runs a build; its words are shown only where it fails.
build() { # name, command…
    name=$1
    shift
    if ! "$@" >"$peers/$name.log" 2>&1; then
        tail -n 15 "$peers/$name.log" >&2
        return 1
    fi
}

for tool in wrk python3 cmake ninja; do
    have $tool || { say "$tool is not installed (make install-dev)"; exit 1; }
done

build_brisk() {
    cmake -S "$root/bench" -B "$peers/brisk" -G Ninja -DCMAKE_BUILD_TYPE=Release
    cmake --build "$peers/brisk" -j "$jobs"
}

build_fastapi() {
    [ -x "$peers/venv/bin/python" ] || python3 -m venv "$peers/venv"
    "$peers/venv/bin/python" -m pip --quiet --disable-pip-version-check install -r "$root/bench/peers/fastapi/requirements.txt"
}

# Cargo writes its lock file beside the manifest: built from a copy, so that none stands in the repository.
build_axum() {
    mkdir -p "$peers/axum"
    cp -R "$root/bench/peers/axum/." "$peers/axum/"
    (cd "$peers/axum" && cargo build --release --quiet)
}

build_go() { (cd "$root/bench/peers/go" && go build -trimpath -ldflags '-s -w' -o "$peers/go-app" .); }

say "building"
build brisk build_brisk
build fastapi build_fastapi || left_out FastAPI "its packages cannot be installed"
if have go; then build go build_go || left_out Go "it does not build"; else left_out Go "there is no go"; fi
if have cargo; then build axum build_axum || left_out axum "it does not build"; else left_out axum "there is no cargo"; fi

exec python3 "$root/bench/measure.py" --build "$peers" "$@"
