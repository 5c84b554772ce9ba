"""The same modules by OpenTofu, where it is found: valid, and by their own tests. Elsewhere it says so; Terraform's runs are the ones that count."""

import re
import shutil

import pytest

from conftest import MODULES, PROVIDER, copy_of_infra, find_mirror, run

TOFU = shutil.which("tofu")
pytestmark = pytest.mark.skipif(not TOFU, reason="tofu is not here (https://opentofu.org; any version from 1.10 on)")


@pytest.fixture(scope="module")
def tofu_env(scratch, terraform_env):
    """The provider of Terraform's mirror under the name that OpenTofu asks for: it is the same program."""
    mirror = scratch / "tofu-mirror"
    for found in (find_mirror() / PROVIDER).iterdir():
        target = mirror / PROVIDER.replace("registry.terraform.io", "registry.opentofu.org") / found.name
        if found.is_dir():  # unpacked: VERSION/PLATFORM; links are followed at the last folder only
            target.mkdir(parents=True)
            for platform in found.iterdir():
                (target / platform.name).symlink_to(platform)
        else:  # packed: a zip of each version and platform
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(found)
    config = scratch / "tofurc"
    config.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n')
    return {**terraform_env, "TF_CLI_CONFIG_FILE": str(config)}


@pytest.fixture(scope="module")
def modules(scratch):
    return copy_of_infra(scratch / "tofu") / "infra"


@pytest.mark.parametrize("module", MODULES)
def test_module(module, modules, tofu_env):
    folder = modules / module
    run([TOFU, "init", "-backend=false"], folder, tofu_env)
    run([TOFU, "validate"], folder, tofu_env)
    done = run([TOFU, "test"], folder, tofu_env, timeout=400)
    passed = re.search(r"Success! (\d+) passed, 0 failed", done.stdout)
    assert passed and int(passed[1]) > 1, done.stdout
