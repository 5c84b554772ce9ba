"""Each module by itself: its own tests, with a provider that is mocked. They validate it as well; all together are validated by test_policy.py."""

import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import INFRA, MODULES, copy_of_infra, run


@pytest.fixture(scope="module")
def modules(scratch):
    return copy_of_infra(scratch / "modules") / "infra"


@pytest.fixture(scope="module")
def tested(modules, attached_env):
    """What the modules' tests say. Two at a time: that of the API takes as long as all others."""
    def test(module):
        run(["terraform", "init", "-backend=false"], modules / module, attached_env)
        return run(["terraform", "test"], modules / module, attached_env, timeout=400, check=False)

    with ThreadPoolExecutor(2) as pool:
        yield {module: pool.submit(test, module) for module in sorted(MODULES, key=lambda module: module != "modules/api")}


@pytest.mark.parametrize("module", MODULES)
def test_terraform_test(module, tested):
    done = tested[module].result()
    passed = re.search(r"Success! (\d+) passed, 0 failed", done.stdout)
    assert done.returncode == 0 and passed and int(passed[1]) > 1, done.stdout


def test_format(terraform_env):
    run(["terraform", "fmt", "-check", "-recursive", "-diff", "."], INFRA, terraform_env)


@pytest.mark.parametrize("file", sorted(str(file.relative_to(INFRA)) for file in (INFRA / "env").rglob("*.hcl")))
def test_terragrunt_files_are_canonical(file, terraform_env):
    text = (INFRA / file).read_text()  # by its name Terraform refuses an .hcl
    assert run(["terraform", "fmt", "-"], INFRA, terraform_env, input=text).stdout == text


@pytest.mark.parametrize("script", sorted(os.listdir(INFRA / "bin")))
def test_scripts_can_run(script):
    assert os.access(INFRA / "bin" / script, os.X_OK)
