"""The files among themselves: what units give is what modules take; variables and outputs are told of, in words and READMEs."""

import functools
import ipaddress
import itertools
import re
from pathlib import Path

import pytest

from conftest import INFRA, MODULES, ROOT
import standin
from standin import in_order, parse

Unit = functools.lru_cache(maxsize=None)(standin.Unit)  # files do not change while they are looked at

UNITS = sorted(file.parent for file in (INFRA / "env").rglob("terragrunt.hcl") if ".terragrunt-cache" not in file.parts)
ENVIRONMENTS = sorted(file.parent for file in (INFRA / "env").glob("*/env.hcl"))


@functools.lru_cache(maxsize=None)
def parsed_modules():
    """{file: its blocks} of all modules: the parser takes a second to start."""
    return {Path(file): blocks for file, blocks in parse(*(file for module in MODULES for file in sorted((INFRA / module).glob("*.tf")))).items()}


def files_of(module):
    return [blocks for file, blocks in parsed_modules().items() if file.parent == INFRA / module]


def blocks_of(module):
    """All blocks of a module's .tf files, as {"variable": {name: body}, …}."""
    merged = {}
    for parsed in files_of(module):
        for kind, blocks in parsed.items():
            if isinstance(blocks, dict):
                merged.setdefault(kind, {}).update({name: body[0] if isinstance(body, list) else body for name, body in blocks.items()})
    return merged


@pytest.fixture(scope="module")
def modules():
    return {module: blocks_of(module) for module in MODULES}


def module_of(unit):
    return f"modules/{unit.module()[1]}"


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda folder: folder.name)
def test_environment_is_whole(environment):
    assert {folder.name for folder in UNITS if folder.parent == environment} == {"account", "network", "api", "cdn"}
    order = [unit.name for unit in in_order([Unit(folder) for folder in UNITS if folder.parent == environment])]
    assert order.index("network") < order.index("api") < order.index("cdn") and order.index("account") < order.index("api")


def test_environments_differ_where_they_must():
    values = [Unit(folder / "api").env_locals() for folder in ENVIRONMENTS]
    assert len({value["environment"] for value in values}) == len(values)
    assert all(set(value) == set(values[0]) for value in values)


@pytest.mark.parametrize("folder", UNITS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_unit_gives_what_its_module_takes(folder, modules):
    unit = Unit(folder)
    variables = modules[module_of(unit)]["variable"]
    own = set(unit.own.get("inputs", {}))
    assert own <= set(variables), f"not variables of {module_of(unit)}: {own - set(variables)}"
    required = {name for name, body in variables.items() if "default" not in body}
    assert required <= own | set(unit.of_root()["inputs"]), "required variables are missing"


@pytest.mark.parametrize("folder", UNITS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_dependencies_have_the_outputs_that_are_used(folder, modules):
    unit = Unit(folder)
    text = unit.file.read_text()
    for name, other in unit.dependencies()[0].items():
        used = set(re.findall(rf"dependency\.{name}\.outputs\.(\w+)", text))
        mocks = set(unit.own["dependency"][name][0]["mock_outputs"])
        assert used and used == mocks, f"{name}: used {used}, mocked {mocks}"
        assert used <= set(modules[module_of(Unit(other))]["output"])
        allowed = unit.own["dependency"][name][0]["mock_outputs_allowed_terraform_commands"]
        assert not {"apply", "destroy"} & set(allowed), "a mock must never be applied"


@pytest.mark.parametrize("folder", ENVIRONMENTS, ids=lambda folder: folder.name)
def test_state_and_provider(folder):
    root = Unit(folder / "network").of_root()
    account = Unit(folder / "network").env_locals()["account_id"]
    config = root["state"]["config"]
    assert config["use_lockfile"] is True and config["encrypt"] is True and config["bucket"].endswith(account)
    assert config["key"] == f"{folder.name}/network/terraform.tfstate"
    provider = next(iter(root["generate"].values()))[0]["contents"]
    assert f'allowed_account_ids = ["{account}"]' in provider and "default_tags" in provider


def test_cdn_is_off_and_needs_its_secret(monkeypatch):
    monkeypatch.delenv("ORIGIN_SECRETS", raising=False)
    for folder in ENVIRONMENTS:
        assert Unit(folder / "cdn").is_excluded()
        assert not Unit(folder / "account").is_excluded()


@pytest.mark.parametrize("folder", ENVIRONMENTS, ids=lambda folder: folder.name)
def test_the_zip_is_looked_into(folder):
    """A function of the wrong machine fails at its first call only."""
    hooks = [hook[0] for hook in Unit(folder / "api").own["terraform"][0]["before_hook"].values()]
    assert any({"apply", "plan"} <= set(hook["commands"]) and hook["execute"][0].endswith("bin/take-zip") for hook in hooks)


def test_networks_can_be_connected():
    blocks = [Unit(folder / "network").own["inputs"]["cidr_block"] for folder in ENVIRONMENTS]
    assert not any(one.overlaps(other) for one, other in itertools.combinations(map(ipaddress.ip_network, blocks), 2))


def test_bootstrap_is_for_one_account_and_gives_all_it_was_told(modules):
    bootstrap = modules["bootstrap"]
    assert bootstrap["provider"]["aws"]["allowed_account_ids"] == ["${var.account_id}"]
    given = bootstrap["module"]["deploy_role"]
    assert set(modules["modules/deploy-role"]["variable"]) <= set(given)
    for name in set(given) & set(bootstrap["variable"]):
        assert given[name] == f"${{var.{name}}}", name


# What Terraform does not tell in a plan. A stage cannot be without a deployment, a domain not without a certificate; and
# what CodeDeploy moves is not moved back.
LIFECYCLES = [
    ("modules/api", "aws_api_gateway_rest_api", "this", "create_before_destroy", True),
    ("modules/api", "aws_api_gateway_deployment", "this", "create_before_destroy", True),
    ("modules/api", "aws_acm_certificate", "this", "create_before_destroy", True),
    ("modules/api", "aws_lambda_alias", "shifted", "ignore_changes", ["${function_version}", "${routing_config}"]),
]


@pytest.mark.parametrize("module, kind, name, argument, wanted", LIFECYCLES)
def test_lifecycle(module, kind, name, argument, wanted):
    resources = [resource for parsed in files_of(module) for resource in parsed.get("resource", {}).get(kind, {}).get(name, [])]
    assert [resource["lifecycle"][0][argument] for resource in resources] == [wanted]


@pytest.mark.parametrize("module", MODULES)
def test_variables_and_outputs_are_documented(module, modules):
    found = modules[module]
    readme = (INFRA / module / "README.md").read_text()
    for name, body in found["variable"].items():
        assert "type" in body and body.get("description", "").strip().endswith((".", "?")), f"variable {name}"
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
        assert f"`{name}`" in readme, f"README.md says nothing of the variable {name}"
    for name, body in found["output"].items():
        assert body.get("description"), f"output {name}"
        assert f"`{name}`" in readme, f"README.md says nothing of the output {name}"


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_declared_for_nothing(module, modules):
    text = "\n".join(file.read_text() for file in (INFRA / module).glob("*.tf"))
    for name in modules[module]["variable"]:
        assert re.search(rf"\bvar\.{name}\b(?!.*error_message)", text.replace(f'variable "{name}"', "")), name
    used_outside = re.sub(r'variable "[^"]+" \{.*?\n\}\n', "", text, flags=re.S)
    for name in modules[module]["variable"]:
        assert re.search(rf"\bvar\.{name}\b", used_outside), f"{module}: variable {name} is not used"
    for kind, named in modules[module].get("data", {}).items():
        for name in named:
            assert f"data.{kind}.{name}" in text, f"{module}: data.{kind}.{name} is not used"


@pytest.mark.parametrize("module", MODULES)
def test_versions(module):
    text = (INFRA / module / "versions.tf").read_text()
    assert 'required_version = ">= 1.10"' in text and 'version = ">= 5.100, < 7.0"' in text  # 1.10: use_lockfile


@pytest.mark.parametrize("module", MODULES)
def test_each_validation_and_switch_is_tested(module, modules):
    tests = "\n".join(file.read_text() for file in (INFRA / module / "tests").glob("*.tftest.hcl"))
    for name, body in modules[module]["variable"].items():
        if "validation" in body:
            failing = len(re.findall(rf"expect_failures = \[[^\]]*\bvar\.{name}\b", tests))
            assert failing >= len(body["validation"]), f"{module}: {name} has {len(body['validation'])} validation blocks, {failing} are tested"
        assert re.search(rf"\b{name} *=", tests), f"{module}: no test sets {name}"


WORKFLOWS = sorted(str(file.relative_to(ROOT)) for file in (INFRA / "github").rglob("*.yml"))


def workflow_of(file):
    workflow = pytest.importorskip("yaml").safe_load((ROOT / file).read_text())
    return workflow, workflow.get("on", workflow.get(True))  # YAML 1.1 reads a bare on as true


@pytest.mark.parametrize("file", WORKFLOWS)
def test_workflow(file):
    workflow, _ = workflow_of(file)
    assert workflow["permissions"] == {"contents": "read"}, "a workflow starts with as little as it needs"
    for name, job in workflow["jobs"].items():
        if "uses" in job:
            assert (INFRA / "github" / job["uses"].removeprefix("./.github/")).is_file(), name
            continue
        assert job["timeout-minutes"] <= 60, name
        used = [step.get("uses", "") for step in job["steps"]]
        assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}|", action) for action in used), "a tag can be moved"
        for step in job["steps"]:
            assert "uses" in step or "run" in step
            assert "AWS_SECRET_ACCESS_KEY" not in str(step), "OIDC, no keys"
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
        takes_role = any("configure-aws-credentials" in action for action in used)
        assert job.get("permissions", {}).get("id-token") == ("write" if takes_role else None), name


def test_what_was_tested_is_planned_and_applied():
    workflow, on = workflow_of("infra/github/workflows/infra.yml")
    tested, _ = workflow_of("infra/github/workflows/api.yml")
    assert on == {"push": {"branches": ["main"]}, "pull_request": None}
    kept = next(step["with"] for step in tested["jobs"]["test"]["steps"] if "upload-artifact" in step.get("uses", ""))
    jobs = workflow["jobs"]
    for name in ("plan", "apply"):
        steps = jobs[name]["steps"]
        taken = next(step["with"] for step in steps if "download-artifact" in step.get("uses", ""))
        assert jobs[name]["needs"] == "api" and taken["name"] == kept["name"] and kept["path"].rsplit("/", 1)[0] == taken["path"]
        assert not any("make" in step.get("run", "").split() for step in steps), "a job with a role builds nothing"
        (folder,) = {step["working-directory"] for step in steps if "working-directory" in step}
        unit = Unit(INFRA.parent / folder / "api")
        assert kept["path"] == f"api/build/lambda-{unit.own['locals'][0]['architecture']}.zip"
    assert "pull_request" in jobs["plan"]["if"] and "head.repo.full_name == github.repository" in jobs["plan"]["if"]
    assert jobs["apply"]["if"] == "github.event_name == 'push'"
    assert "-lock=false" in jobs["plan"]["steps"][-1]["run"] and "-lock=false" not in jobs["apply"]["steps"][-1]["run"]
    assert "PLAN_ROLE_ARN" in str(jobs["plan"]) and "DEPLOY_ROLE_ARN" not in str(jobs["plan"]) and "DEPLOY_ROLE_ARN" in str(jobs["apply"])
