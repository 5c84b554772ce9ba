"""The OpenAPI documents of the repository's own apps, as validators and linters of others see them.

openapi-spec-validator checks them against the OpenAPI 3.1 schema, Redocly's linter against its rules for the
specification. Both are tools of the build folder: nothing is installed into the system.
"""

import glob
import json
import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = ROOT / "build" / "e2e" / "npm"
REDOCLY = "@redocly/cli@2"


def need(is_there, reason):
    """Skips where something is missing; where CI=true that is a failure."""
    if not is_there:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)


def newest(*patterns):
    build = pathlib.Path(os.environ["BRISK_APP"]).parents[2] if "BRISK_APP" in os.environ else ROOT / "build" / "*"
    found = [p for pattern in patterns for p in glob.glob(str(build / pattern))]
    found = [p for p in found if os.access(p, os.X_OK) and not os.path.isdir(p)]
    return max(found, key=os.path.getmtime, default=None)


def programs():
    """Name and command of each app that tells its document."""
    api = os.environ.get("BRISK_API") or newest("api/api")
    yield "api", [api, "openapi"] if api else None
    for source in sorted(glob.glob(str(ROOT / "tests" / "conformance" / "[0-9][0-9]-*.c"))):
        theme = pathlib.Path(source).stem
        program = newest(f"tests/conformance/conformance_{theme}")
        yield theme, [program, "--serve", "openapi"] if program else None


@pytest.fixture(scope="module", params=list(programs()), ids=lambda p: p[0])
def document(request, tmp_path_factory):
    name, command = request.param
    need(command, f"the program of {name} is not built")
    result = subprocess.run(command, capture_output=True, timeout=30, check=True)
    path = tmp_path_factory.mktemp("documents") / f"{name}.json"
    path.write_bytes(result.stdout)
    return path


@pytest.fixture(scope="session")
def redocly():
    program = TOOLS / "node_modules" / ".bin" / "redocly"
    if not program.exists():
        need(shutil.which("npm"), "npm is not installed, so there is no linter")
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(TOOLS), REDOCLY]
        TOOLS.mkdir(parents=True, exist_ok=True)
        result = subprocess.run(command, capture_output=True, text=True, timeout=300)
        need(result.returncode == 0, f"{REDOCLY} cannot be installed: {result.stderr[-300:]}")
    return str(program)


# The validator holds defaults against their schemas. Here FastAPI's own document, which Brisk's is the same as, says
# minProperties 1 beside the default {}.
REFUSED_OF_FASTAPI_TOO = {"21-nested-shapes"}


def test_valid(document):
    validator = pytest.importorskip("openapi_spec_validator", reason="tests/requirements.txt is not installed")
    if document.stem not in REFUSED_OF_FASTAPI_TOO:
        validator.validate(json.loads(document.read_text()))
        return
    recorded = ROOT / "tests" / "conformance" / "fastapi" / document.stem / "openapi.json"
    complaints = [sorted(error.message for error in validator.OpenAPIV31SpecValidator(json.loads(text)).iter_errors())
                  for text in (recorded.read_text(), document.read_text())]
    assert complaints[0] and complaints[0] == complaints[1]


def test_lint(document, redocly):
    environment = dict(os.environ, REDOCLY_TELEMETRY="off", REDOCLY_SUPPRESS_UPDATE_NOTICE="true", CI="true")
    command = [redocly, "lint", "--extends=spec", "--format=stylish", str(document)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)
    assert result.returncode == 0, result.stdout + result.stderr


def test_same_bytes_each_time(document):
    """No key twice, and no order that depends on chance: the text is what its parsed form would be."""

    def once(pairs):
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), f"a key twice in {keys}"
        return dict(pairs)

    parsed = json.loads(document.read_text(), object_pairs_hook=once)
    assert parsed["openapi"] == "3.1.0"
