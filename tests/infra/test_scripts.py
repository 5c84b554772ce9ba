"""infra/bin: the scripts by themselves."""

import json
import os
import subprocess

import pytest

from conftest import INFRA, ROOT

ZIPS = INFRA / "modules/api/tests/zips"


def call(script, *arguments, **options):
    return subprocess.run([str(INFRA / "bin" / script), *map(str, arguments)], capture_output=True, text=True, timeout=60, **options)


@pytest.mark.parametrize("name, architecture", [("x86_64", "x86_64"), ("arm64", "arm64"), ("deflated", "arm64")])
def test_take_zip_puts_it_in_its_place(name, architecture, tmp_path):
    target = tmp_path / "lambda.zip"
    done = call("take-zip", ZIPS / f"{name}.zip", architecture, target)
    assert done.returncode == 0, done.stderr
    assert target.read_bytes() == (ZIPS / f"{name}.zip").read_bytes() and os.listdir(tmp_path) == ["lambda.zip"]


@pytest.mark.parametrize("name, architecture, why", [
    ("none", "x86_64", "there is no"), ("not_a", "x86_64", "holds no bootstrap"), ("arm64", "x86_64", "is not for x86_64"),
    ("deflated", "x86_64", "is not for x86_64"), ("x86_64", "arm64", "is not for arm64"), ("riscv64", "arm64", "is not for arm64"),
    ("x86_64", "amd64", "unknown architecture"),
])
def test_take_zip_refuses(name, architecture, why, tmp_path):
    done = call("take-zip", ZIPS / f"{name}.zip", architecture, tmp_path / "lambda.zip")
    assert done.returncode == 1 and why in done.stderr
    assert not list(tmp_path.iterdir())


def test_take_zip_of_the_real_one(tmp_path):
    built = ROOT / "api/build/lambda-x86_64.zip"
    if not built.is_file():
        assert os.environ.get("CI") != "true", "run.sh builds the zip"
        pytest.skip("api/build/lambda-x86_64.zip is not built (make -C api zip)")
    assert call("take-zip", built, "x86_64", tmp_path / "lambda.zip").returncode == 0
    assert call("take-zip", built, "arm64", tmp_path / "lambda.zip").returncode == 1


@pytest.fixture
def aws(tmp_path):
    """An `aws` that answers as told, and keeps what it was asked. status: of the waiting."""
    def make(current, versions, status):
        (tmp_path / "aws").write_text(f"""#!/bin/sh
printf '%s\\n' "$*" >>"{tmp_path}/asked"
case "$1 $2" in
"lambda get-alias") echo {current} ;;
"lambda list-versions-by-function") printf '{versions}\\n' ;;
"deploy create-deployment") echo d-1; printf '%s' "$8" >"{tmp_path}/revision" ;;
"deploy wait") exit {status} ;;
"deploy get-deployment") echo "Stopped alarm" ;;
esac
""")
        (tmp_path / "aws").chmod(0o755)
        return {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    return make


def test_deploy_canary_moves_to_the_newest_version(aws, tmp_path):
    done = call("deploy-canary", "hello-dev", env=aws(9, "8\\t9\\t10", 0))
    assert done.returncode == 0 and "from version 9 to 10" in done.stdout, done.stderr
    content = json.loads(json.loads((tmp_path / "revision").read_text())["appSpecContent"]["content"])
    assert content["Resources"] == [{"hello-dev": {"Type": "AWS::Lambda::Function", "Properties": {
        "Name": "hello-dev", "Alias": "live", "CurrentVersion": "9", "TargetVersion": "10"}}}]
    assert "--application-name hello-dev --deployment-group-name live" in (tmp_path / "asked").read_text()


def test_deploy_canary_has_nothing_to_do(aws, tmp_path):
    done = call("deploy-canary", "hello-dev", env=aws(10, "8\\t9\\t10", 0))
    assert done.returncode == 0 and "already" in done.stdout and "create-deployment" not in (tmp_path / "asked").read_text()


def test_deploy_canary_tells_of_a_roll_back(aws):
    done = call("deploy-canary", "hello-dev", "live", env=aws(9, "9\\t10", 255))
    assert done.returncode == 1 and "rolled back" in done.stderr and "Stopped alarm" in done.stderr


def test_usage():
    assert call("deploy-canary").returncode == 2 and call("take-zip").returncode == 2
