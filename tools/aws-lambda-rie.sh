#!/bin/sh
# aws-lambda-rie.sh DIR - brings AWS's runtime interface emulator to DIR/aws-lambda-rie, for this machine's architecture.
#
# It is the other host on which tests run a bootstrap, and a peer of bench/gateway. AWS has it in images, and for programs
# in its SAM CLI, a wheel of PyPI of 8 MB, which nothing but this one file is taken of. It is brought once; a newer
# one comes where DIR's is removed. Needs python3 with pip.
set -eu

[ $# -eq 1 ] || { echo "usage: $0 DIR" >&2; exit 2; }
dir=$1
[ ! -x "$dir/aws-lambda-rie" ] || exit 0
case $(uname -m) in
x86_64 | amd64) arch=x86_64 ;;
aarch64 | arm64) arch=arm64 ;;
*) echo "aws-lambda-rie: AWS has none for $(uname -m)" >&2; exit 1 ;;
esac
mkdir -p "$dir"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
"${PYTHON:-python3}" -m pip --quiet --disable-pip-version-check download --no-deps --only-binary :all: --dest "$work" aws-sam-cli
"${PYTHON:-python3}" -m zipfile -e "$work"/aws_sam_cli-*.whl "$work/unpacked"
chmod 755 "$work/unpacked/samcli/local/rapid/aws-lambda-rie-$arch"
# Moved in one step: two may bring it at a time.
cp "$work/unpacked/samcli/local/rapid/aws-lambda-rie-$arch" "$dir/aws-lambda-rie.$$"
mv "$dir/aws-lambda-rie.$$" "$dir/aws-lambda-rie"
