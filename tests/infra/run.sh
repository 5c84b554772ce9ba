#!/bin/sh
# run.sh - the tests of infra/ (make infra-test). Arguments go to pytest.
#
# Without Terraform, which no distribution's package brings, it says so and ends with 0. What tools/install-dev.sh brings
# has to be there. The zip of api/ and the `brisk` command, which test_end_to_end.py runs, are built. BRISK names another
# `brisk`, BRISK_TERRAGRUNT a Terragrunt.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)

if ! command -v terraform >/dev/null 2>&1; then
    echo "infra-test: skipped: terraform is not here (1.10 or newer; see docs/deploy.md)"
    exit 0
fi
python=$root/build/venv/bin/python
if ! "$python" -c 'import pytest, moto, boto3' 2>/dev/null || [ ! -d "$root/build/node-infra/node_modules" ]; then
    echo "infra-test: build/venv or build/node-infra is not whole. Run: make install-dev" >&2
    exit 1
fi

cd "$root"
[ -f api/build/lambda-x86_64.zip ] || make -C api zip ARCH=x86_64
if [ -z "${BRISK:-}" ]; then
    [ -f build/debug/build.ninja ] || cmake --preset debug --log-level=WARNING >/dev/null
    cmake --build --preset debug --target brisk_command
    BRISK=$root/build/debug/brisk
fi
export BRISK

# nice: Terraform's provider takes what it gets. One after the other: each takes up to 2 GB.
export PYTHONDONTWRITEBYTECODE=1
cd "$here"
[ $# -gt 0 ] || set -- test_files.py test_scripts.py test_modules.py test_opentofu.py test_policy.py test_deploy.py test_end_to_end.py test_change.py
exec nice timeout -k 20 1500 "$python" -m pytest -q -rs -p no:cacheprovider "$@"
