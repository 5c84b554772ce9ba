#!/bin/sh
# run.sh [options of measure.py] - measures `brisk gateway`: start, what it adds to a warm request, requests a second against
# others that play Lambda on one machine, memory.
#
#   bench/gateway/run.sh                  all: about 2 minutes
#   bench/gateway/run.sh --quick          a quick look
#   bench/gateway/run.sh --strict         ends with 1 where a bound is missed
#
# Built in build/bench-peers. Needs cmake, ninja, python3, wrk; serverless-offline needs npm, and AWS's runtime interface
# emulator pip (tools/aws-lambda-rie.sh).
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
peers=$root/build/bench-peers/gateway
lambda=$root/build/bench-peers/lambda
mkdir -p "$peers" "$lambda"

say() { echo "bench: $*"; }
have() { command -v "$1" >/dev/null 2>&1; }

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

# The function and the host that measures it without a gateway are those of bench/lambda.
build_function() {
    cmake -S "$root/bench/lambda" -B "$lambda/brisk" -G Ninja -DCMAKE_BUILD_TYPE=Release --log-level=WARNING &&
        cmake --build "$lambda/brisk" --target lambda_host brisk_plain_zip
}

build_gateway() {
    cmake -S "$root" -B "$peers/brisk" -G Ninja -DCMAKE_BUILD_TYPE=Release "-DCMAKE_C_FLAGS_RELEASE=-O2 -DNDEBUG" \
        -DBRISK_HARDEN=ON -DBRISK_BUILD_TESTS=OFF -DBRISK_BUILD_EXAMPLES=OFF --log-level=WARNING &&
        cmake --build "$peers/brisk" --target brisk_command
}

build_serverless() {
    mkdir -p "$peers/serverless-offline" && cp "$here/peers/serverless-offline/"* "$peers/serverless-offline/" &&
        (cd "$peers/serverless-offline" && npm install --no-audit --no-fund)
}

say "building"
build function build_function
build gateway build_gateway
if ! have npm; then
    say "serverless-offline is left out: there is no npm"
elif ! build serverless build_serverless; then
    say "serverless-offline is left out: npm cannot install it"
fi

if ! build rie "$root/tools/aws-lambda-rie.sh" "$peers/rie"; then
    say "AWS's runtime interface emulator is left out: pip cannot bring it"
fi

exec python3 "$here/measure.py" --build "$peers" --lambda-build "$lambda" "$@"
