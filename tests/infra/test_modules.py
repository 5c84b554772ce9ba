"""Each module by itself: its own tests, with a provider that is mocked. They validate it as well; all together are validated by test_policy.py."""

import os
import re

import pytest

from conftest import INFRA, MODULES, copy_of_infra, run


@pytest.fixture(scope="module")
def modules(scratch):
    return copy_of_infra(scratch / "modules") / "infra"


@pytest.mark.parametrize("module", MODULES)
def test_terraform_test(module, modules, terraform_env):
    folder = modules / module
    run(["terraform", "init", "-backend=false"], folder, terraform_env)
    done = run(["terraform", "test"], folder, terraform_env, timeout=400)
    passed = re.search(r"Success! (\d+) passed, 0 failed", done.stdout)
    assert passed and int(passed[1]) > 1, done.stdout


def test_format(terraform_env):
    run(["terraform", "fmt", "-check", "-recursive", "-diff", "."], INFRA, terraform_env)


@pytest.mark.parametrize("file", sorted(str(file.relative_to(INFRA)) for file in (INFRA / "env").rglob("*.hcl")))
def test_terragrunt_files_are_canonical(file, terraform_env):
    text = (INFRA / file).read_text()  # by its name Terraform refuses an .hcl
    assert run(["terraform", "fmt", "-"], INFRA, terraform_env, input=text).stdout == text


@pytest.mark.parametrize("script", sorted(os.listdir(INFRA / "bin")))
def test_scripts_can_run(script):
    assert os.access(INFRA / "bin" / script, os.X_OK)
