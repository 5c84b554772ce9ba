"""What the tests of infra/ stand on: Terraform, the AWS provider, a cloud in a process, a copy of the repository's infra/.

Where a tool is missing the tests are skipped with the reason; where CI=true that is a failure. Nothing here reaches the
real AWS: the endpoint and the credentials of every process are those of the cloud on loopback.
"""

import functools
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "infra"
INFRA = ROOT / "infra"
MODULES = [f"modules/{name}" for name in ("network", "account", "cdn", "deploy-role", "api")] + ["bootstrap"]
PROVIDER = "registry.terraform.io/hashicorp/aws"
FETCHED = ROOT / "build/terraform-plugins"
LATE = {"test_deploy.py", "test_end_to_end.py", "test_change.py"}  # what stands on a deployment
UNASKED = {"TF_CLI_ARGS_apply": "-auto-approve", "TF_CLI_ARGS_destroy": "-auto-approve"}  # a user is asked


def find_mirror():
    """A folder that Terraform takes the provider from; None where none is here."""
    home = Path.home()
    implied = [os.environ.get("TF_PLUGIN_DIR"), home / ".terraform.d/plugins", home / ".local/share/terraform/plugins",
               "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins", *Path("/opt").glob("*"), FETCHED]
    for folder in implied:
        if folder and (Path(folder) / PROVIDER).is_dir():
            return Path(folder)
    return None


def fetch_provider():
    """The version that these tests know, from the registry: a folder of Terraform's cache is a mirror as well."""
    FETCHED.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        wanted = {"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": "5.100.0"}}}}
        (Path(folder) / "main.tf.json").write_text(json.dumps(wanted))
        done = subprocess.run(["timeout", "-k", "10", "300", "terraform", "init"], cwd=folder, capture_output=True,
                              env={**os.environ, "TF_PLUGIN_CACHE_DIR": str(FETCHED)})
        return done.returncode == 0


@functools.lru_cache(maxsize=None)
def missing_tools():
    for tool in ("terraform", "node"):
        if not shutil.which(tool):
            return f"{tool} is not here"
    if not (ROOT / "build/node-infra/node_modules/@cdktn/hcl2json").is_dir():
        return "@cdktn/hcl2json is not in build/node-infra (make install-dev)"
    if not find_mirror() and not fetch_provider():
        return "Terraform's AWS provider is in no mirror here (TF_PLUGIN_DIR), and the registry is not reached"
    return None


def pytest_collection_modifyitems(items):
    reason = missing_tools()
    if not reason:
        return
    if os.environ.get("CI") == "true":
        pytest.exit(f"tests/infra: {reason}", returncode=1)
    for item in items:
        item.add_marker(pytest.mark.skip(reason=reason))


def run(command, cwd, env, timeout=150, check=True, input=None):
    """A finished process with its output as text; its own session, so that a time-out leaves no provider behind."""
    done = subprocess.run(["timeout", "-k", "10", str(timeout), *map(str, command)], cwd=cwd, env=env, input=input,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if check and done.returncode:
        pytest.fail(f"{' '.join(map(str, command))} in {cwd}: {done.returncode}\n{done.stdout[-6000:]}", pytrace=False)
    return done


@pytest.fixture(scope="session")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("infra")


@pytest.fixture(scope="session")
def terraform_env(scratch):
    """The environment of Terraform offline: no account, no credentials, the provider from a mirror."""
    config = scratch / "terraformrc"
    config.write_text(f'disable_checkpoint = true\nprovider_installation {{\n  filesystem_mirror {{\n    path    = "{find_mirror()}"\n'
                      f'    include = ["{PROVIDER}"]\n  }}\n}}\n')
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_", "TG_"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    # The provider reads its large schema at each start: a third faster where its memory is cleaned up less often (GOGC), up to
    # a size with which all that run at a time have room: with 500MiB a whole run took 2.7 GiB at its peak, with this 2.1.
    return {**kept, "GOGC": "400", "GOMEMLIMIT": "300MiB", "PATH": path, "TF_CLI_CONFIG_FILE": str(config), "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1",
            "TF_CLI_ARGS": "-no-color", "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_PAGER": "", "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="session")
def attached_env(scratch, terraform_env):
    """As terraform_env, with one provider that runs already, for all that asks it for its schema and never configures it.

    A provider is started several times by each command, and reads its large schema at each start: that was most of the time
    of tests with a mocked provider. It runs as it does for those who debug it. What it is told by `provider` blocks is shared,
    too: what plans or applies for real has a provider of its own."""
    folder = scratch / "provider"
    folder.mkdir()
    (folder / "main.tf.json").write_text(json.dumps({"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": ">= 5.100, < 7.0"}}}}))
    run(["terraform", "init"], folder, terraform_env)
    (program,) = (folder / ".terraform/providers" / PROVIDER).glob("*/*/terraform-provider-aws_*")
    with open(scratch / "provider.log", "w") as log:
        provider = subprocess.Popen(["timeout", "-k", "10", "1500", program, "-debug"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True, env=terraform_env)
    try:
        says = next((line for line in provider.stdout if "TF_REATTACH_PROVIDERS=" in line), None)
        assert says, (scratch / "provider.log").read_text()
        yield {**terraform_env, "TF_REATTACH_PROVIDERS": says.split("=", 1)[1].strip().strip("'")}
    finally:
        provider.terminate()
        provider.wait(timeout=20)


@pytest.fixture(scope="session")
def cloud(scratch, terraform_env):
    """The environment of all that talks to the cloud on loopback."""
    pytest.importorskip("moto")
    with open(scratch / "cloud.log", "w") as log:
        server = subprocess.Popen([sys.executable, str(HERE / "cloud.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=log, text=True, env=terraform_env)
    try:
        port = int(server.stdout.readline())
        yield {**terraform_env, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ACCESS_KEY_ID": "testing",
               "AWS_SECRET_ACCESS_KEY": "testing", "AWS_REGION": "ca-central-1", "AWS_DEFAULT_REGION": "ca-central-1"}
    finally:
        server.stdin.close()
        server.wait(timeout=20)


def write_zip(path, machine, text=b""):
    """A zip with a bootstrap of an ELF header only. machine: 62 x86_64, 183 arm64."""
    header = b"\x7fELF" + bytes([2, 1, 1, 0]) + bytes(8) + struct.pack("<HH", 2, machine) + bytes(44)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("bootstrap", (1980, 1, 1, 0, 0, 0))
        entry.external_attr = 0o100755 << 16
        archive.writestr(entry, header + text)


def copy_of_infra(target):
    """The infra/ of a fresh clone: without caches, locks and states."""
    shutil.copytree(INFRA, target / "infra", ignore=shutil.ignore_patterns(".terraform*", ".terragrunt-cache", "*.tfstate*", "*.tfvars"))
    return target


@pytest.fixture(scope="session")
def clone(scratch):
    """A copy of what a user has, with a zip in its place."""
    target = copy_of_infra(scratch / "clone")
    built = ROOT / "api/build/lambda-x86_64.zip"
    if built.is_file():
        (target / "api/build").mkdir(parents=True)
        shutil.copy(built, target / "api/build/lambda-x86_64.zip")
    else:
        write_zip(target / "api/build/lambda-x86_64.zip", 62)
    return target


@functools.lru_cache(maxsize=None)
def guide():
    """The commands of docs/deploy.md, by their names: {"account": "account=$(…", …}."""
    text = (ROOT / "docs/deploy.md").read_text()
    return dict(re.findall(r"<!-- run: ([a-z ]+) -->\n```sh\n(.*?)```", text, re.S))


@pytest.fixture(scope="session")
def bootstrapped(cloud, clone, scratch):
    """A function that waits for the bootstrap and gives its exit status."""
    # The provider looks for a minute whether a bucket's lifecycle stays what it is: meanwhile other tests run.
    with open(scratch / "bootstrap.log", "w") as log:
        steps = "\n".join(f"({guide()[name]})" for name in ("account", "bootstrap", "roles"))
        process = subprocess.Popen(["timeout", "-k", "10", "400", "sh", "-ec", steps], cwd=clone, env={**cloud, **UNASKED, "repository": "owner/name"},
                                   stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)

    def wait():
        if process.wait():
            print((scratch / "bootstrap.log").read_text()[-6000:])
        return process.returncode

    yield wait
    if process.poll() is None:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session", autouse=True)
def bootstrap_early(request):
    if not missing_tools() and any(item.path.name in LATE for item in request.session.items):
        request.getfixturevalue("bootstrapped")


def chosen_terragrunt():
    return os.environ.get("BRISK_TERRAGRUNT") or shutil.which("terragrunt") or "stand-in"


def pytest_terminal_summary(terminalreporter):
    if any(Path(item.nodeid.split("::")[0]).name in LATE for item in terminalreporter.stats.get("passed", [])):
        found = {"stand-in": "standin.py in its place" + ("" if shutil.which("terragrunt") else "; terragrunt is not here (https://docs.terragrunt.com)")}
        terminalreporter.write_line(f"Terragrunt: {found.get(chosen_terragrunt(), chosen_terragrunt())}")


@pytest.fixture(scope="session")
def shell(cloud, clone, scratch):
    """Runs a command in a folder of the clone, as a user would."""
    tools = scratch / "bin"
    tools.mkdir()
    chosen = chosen_terragrunt()
    (tools / "terragrunt").symlink_to(HERE / "standin.py" if chosen == "stand-in" else chosen)
    # Terragrunt takes OpenTofu where both are found; the provider is where Terraform looks for it.
    env = {**cloud, **UNASKED, "PATH": f"{tools}{os.pathsep}{cloud['PATH']}", "TG_NON_INTERACTIVE": "true", "TG_NO_COLOR": "true", "TG_TF_PATH": "terraform"}
    # What is asked of the API is asked of nobody here; test_end_to_end.py asks.
    (tools / "curl").write_text('#!/bin/sh\nprintf "curl: %s\\n" "$@"\n')
    (tools / "curl").chmod(0o755)
    return lambda command, folder=".", **options: run(["sh", "-ec", command], clone / folder, env, **options)


@pytest.fixture(scope="session")
def aws(cloud):
    """aws("lambda"): the cloud by boto3."""
    boto3 = pytest.importorskip("boto3")
    return lambda service: boto3.client(service, endpoint_url=cloud["AWS_ENDPOINT_URL"], region_name="ca-central-1",
                                        aws_access_key_id="testing", aws_secret_access_key="testing")


# ---- the steps of docs/deploy.md that others stand on ----------------------------------------------------------------


@pytest.fixture(scope="session")
def prepared(bootstrapped):
    assert bootstrapped() == 0


@pytest.fixture(scope="session")
def planned(prepared, shell):
    """What the first plan says, with plan.json of the API beside it."""
    said = shell(guide()["plan"]).stdout
    shell(guide()["local"])
    return said


@pytest.fixture(scope="session")
def deployed(planned, shell):
    shell(guide()["apply"], timeout=240)
