#!/bin/sh
# run.sh [options of measure.py] - builds the same small API as Lambda functions of Brisk and its peers, and measures them
# side by side on the same Runtime API host.
#
#   bench/lambda/run.sh                          all: 30 starts and 20,000 invocations of each event, in 10 rounds: about 3 minutes
#   bench/lambda/run.sh --quick                  a quick look
#   bench/lambda/run.sh --only rust,go           some of them; Brisk and the floor are always there
#   bench/lambda/run.sh --strict                 ends with 1 where a bound is missed
#
# Peers are built in build/bench-peers/lambda; one whose toolchain is missing is left out, with the reason. Needs cmake,
# ninja, python3, and gcc for the zips; strace counts system calls, and valgrind calls of malloc, where they are there.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
peers=$root/build/bench-peers/lambda
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

for tool in python3 cmake ninja; do
    have $tool || { say "$tool is not installed (make install-dev)"; exit 1; }
done

# Brisk and the floor as the zips of a project of its own; the host for this machine.
build_brisk() {
    cmake -S "$here" -B "$peers/brisk" -G Ninja -DCMAKE_BUILD_TYPE=Release --log-level=WARNING || return 1
    cmake --build "$peers/brisk" --target lambda_host || return 1
    for target in brisk_plain brisk_docs floor floor_pipeline; do
        cmake --build "$peers/brisk" --target ${target}_zip || return 1
    done
}

build_fastapi() {
    [ -x "$peers/fastapi/venv/bin/python" ] || python3 -m venv "$peers/fastapi/venv" || return 1
    "$peers/fastapi/venv/bin/python" -m pip --quiet --disable-pip-version-check install \
        -r "$here/peers/fastapi/requirements.txt" || return 1
    cp "$here/peers/fastapi/app.py" "$peers/fastapi/"
}

# Cargo, go and npm write their lock files beside the manifest: built from copies, so that none stands in the repository.
copy() { # peer
    mkdir -p "$peers/$1"
    cp -R "$here/peers/$1/." "$peers/$1/"
}
build_rust() { copy rust && (cd "$peers/rust" && cargo build --release --quiet); }
build_go() {
    copy go && (cd "$peers/go" && go mod tidy &&
        CGO_ENABLED=0 go build -tags lambda.norpc -trimpath -ldflags '-s -w' -o bootstrap .)
}
# The runtime interface client has a native part, which wants autotools; without them npm leaves it out (optional).
build_node() { copy node && (cd "$peers/node" && npm install --no-audit --no-fund); }

# aws-lambda-cpp is in no registry by itself, but Node's runtime interface client holds its sources, and libcurl's.
ric=$peers/node/node_modules/aws-lambda-ric/deps
build_cpp() {
    runtime=$(find "$ric" -maxdepth 1 -name 'aws-lambda-cpp-*' -type d) || return 1
    curl=$(find "$ric" -name libcurl.a) || return 1
    yyjson=$root/build/deps/lib/libyyjson.a
    [ -e "$yyjson" ] || yyjson=-lyyjson
    mkdir -p "$peers/cpp"
    g++ -std=c++17 -O2 -flto=auto -ffunction-sections -I"$root/build/deps/include" -I"$runtime/include" \
        -I"${curl%/lib/.libs/libcurl.a}/include" -o "$peers/cpp/bootstrap" "$here/peers/cpp/app.cpp" "$runtime/src/runtime.cpp" \
        "$runtime/src/logging.cpp" "$runtime/build/version.cpp" "$curl" "$yyjson" -static -s -Wl,--gc-sections
}

# Only those that take part are built; aws-lambda-cpp's sources come with Node's.
only=
previous=
for argument in "$@"; do
    case $argument in --only=*) only=${argument#--only=} ;; esac
    [ "$previous" != --only ] || only=$argument
    previous=$argument
done
is_wanted() { case ",${only:-$1}," in *",$1,"*) ;; *) return 1 ;; esac; }

peer() { # name, its tool, title
    if ! have "$2"; then
        left_out "$3" "there is no $2"
    elif ! build "$1" "build_$1"; then
        left_out "$3" "it does not build"
    fi
}

say "building"
build brisk build_brisk
! is_wanted rust || peer rust cargo lambda_http
! is_wanted go || peer go go Go
! is_wanted fastapi || peer fastapi python3 FastAPI
if is_wanted node || is_wanted cpp; then peer node npm Fastify; fi
if is_wanted cpp; then
    if [ -n "$(find "$ric" -name libcurl.a 2>/dev/null)" ]; then
        peer cpp g++ aws-lambda-cpp
    else
        left_out aws-lambda-cpp "Node's runtime interface client, which has its sources, is not built (autoconf, automake, libtool)"
    fi
fi

exec python3 "$here/measure.py" --build "$peers" "$@"
