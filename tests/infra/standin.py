#!/usr/bin/env python3
"""What Terragrunt does with infra/env, in small: for machines that have Terraform but no Terragrunt.

    terragrunt run --all plan|apply|destroy|validate [-- ARGUMENTS]       all units below this folder, each after those it needs
    terragrunt plan|apply|destroy|validate|output|show … [ARGUMENTS]      the unit of this folder

It knows what infra/env uses and nothing else: include (exposed), locals, remote_state, generate, dependency with mock
outputs, dependencies, exclude, before_hook, inputs, and the functions of `translate` below. Files are read by HashiCorp's
own parser (hcl2json.js); expressions are evaluated by `terraform console`. Both take a second: what they say of the same
text is kept in .terragrunt-cache.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
NODE_MODULES = os.environ.get("BRISK_INFRA_NODE", str(HERE.parent.parent / "build" / "node-infra" / "node_modules"))
CACHE = ".terragrunt-cache"


class Refused(Exception):
    pass


def kept(folder, text, make):
    """make(), or what it said of the same text before."""
    file = folder / f"{hashlib.sha256(text.encode()).hexdigest()}.json"
    if file.is_file():
        return json.loads(file.read_text())
    value = make()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n")
    file.write_text(json.dumps(value))
    return value


def parse(*files):
    """The files' blocks, by their names."""
    names = [str(file) for file in files]
    done = subprocess.run(["node", str(HERE / "hcl2json.js"), *names], env={**os.environ, "NODE_PATH": NODE_MODULES},
                          capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise Refused(done.stderr.strip())
    return json.loads(done.stdout)


def find_up(start, name):
    for folder in start.parents:
        if (folder / name).is_file():
            return folder / name
    raise Refused(f"{name} is in no folder above {start}")


def map_strings(value, change):
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [map_strings(item, change) for item in value]
    if isinstance(value, dict):
        return {key: map_strings(item, change) for key, item in value.items()}
    return value


def literal(value):
    """A value in Terraform's JSON syntax that is taken as it stands."""
    return map_strings(value, lambda text: text.replace("${", "$${").replace("%{", "%%{"))


class Unit:
    def __init__(self, folder):
        self.folder = folder.resolve()
        self.file = self.folder / "terragrunt.hcl"
        self.root_file = find_up(self.file, "root.hcl")
        self.env_file = find_up(self.file, "env.hcl")
        files = [self.file, self.root_file, self.env_file]
        parsed = kept(self.folder / CACHE / "kept", "\0".join(f"{file}\0{file.read_text()}" for file in files), lambda: parse(*files))
        self.own, self.root, self.env = (parsed[str(file)] for file in files)
        self.name = self.folder.name
        self.root_values = None
        self.said = None  # a list: what is said is gathered there

    # ---- expressions -------------------------------------------------------------------------------------------------

    def translate(self, text):
        """Terragrunt's functions and names in a template, put so that Terraform knows them."""
        relative = self.folder.relative_to(self.root_file.parent)
        known = [
            (r'read_terragrunt_config\(find_in_parent_folders\("env\.hcl"\)\)\.locals', lambda m: "local.file_env"),
            (r"get_terragrunt_dir\(\)", lambda m: json.dumps(str(self.folder))),
            (r"path_relative_to_include\(\)", lambda m: json.dumps(str(relative))),
            (r'get_env\("(\w+)"(?:, "([^"]*)")?\)', self.environment),
            (r"include\.root\.locals\b", lambda m: "local.include_root"),
            (r"dependency\.(\w+)\.outputs\b", lambda m: f"local.dependency_{m[1]}"),
        ]
        for pattern, replacement in known:
            text = re.sub(pattern, replacement, text)
        return text

    @staticmethod
    def environment(match):
        if match[1] in os.environ:
            return json.dumps(os.environ[match[1]])
        if match[2] is None:
            return f'file("the environment has no variable {match[1]}")'  # fails where it is evaluated
        return json.dumps(match[2])

    def evaluate(self, own_locals, known, wanted):
        """The value of `wanted`, whose strings are templates over `known` values and `own_locals`."""
        names = {**literal(known), **map_strings(own_locals, self.translate), "wanted": map_strings(wanted, self.translate)}
        text = json.dumps({"locals": names})
        return kept(self.folder / CACHE / "kept", text, lambda: self.ask_terraform(text))

    def ask_terraform(self, text):
        folder = self.folder / CACHE / "values"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n")
        (folder / "values.tf.json").write_text(text)
        done = subprocess.run(["terraform", f"-chdir={folder}", "console"], input="jsonencode(local.wanted)\n",
                              env={**os.environ, "TF_DATA_DIR": str(folder / ".terraform")},
                              capture_output=True, text=True, timeout=60)
        try:
            return json.loads(json.loads(done.stdout))
        except ValueError:
            raise Refused(f"{self.file}: {done.stderr.strip()}\n{done.stdout.strip()}") from None

    def env_locals(self):
        return self.env["locals"][0]

    def of_root(self):
        """remote_state, generate, inputs and the locals of root.hcl, as seen from this unit."""
        if self.root_values is None:
            wanted = {
                "locals": {name: f"${{local.{name}}}" for name in self.root["locals"][0]},
                "state": self.root["remote_state"][0],
                "generate": self.root["generate"],
                "inputs": self.root["inputs"],
            }
            self.root_values = self.evaluate(self.root["locals"][0], {"file_env": self.env_locals()}, wanted)
        return self.root_values

    def of_own(self, wanted, outputs=None):
        known = {"file_env": self.env_locals(), "include_root": self.of_root()["locals"]}
        known.update({f"dependency_{name}": value for name, value in (outputs or {}).items()})
        return self.evaluate(self.own.get("locals", [{}])[0], known, wanted)

    # ---- what it says ------------------------------------------------------------------------------------------------

    def is_excluded(self):
        return any(self.of_own(block["if"]) for block in self.own.get("exclude", []))

    def dependencies(self):
        """Folders that come before this one: with outputs (name: folder), and all."""
        named = {name: (self.folder / blocks[0]["config_path"]).resolve() for name, blocks in self.own.get("dependency", {}).items()}
        others = [(self.folder / path).resolve() for block in self.own.get("dependencies", []) for path in block["paths"]]
        return named, [*named.values(), *others]

    def module(self):
        source = self.own["terraform"][0]["source"]
        modules, _, name = source.partition("//")
        return (self.folder / modules).resolve(), name

    # ---- what it does ------------------------------------------------------------------------------------------------

    def work_folder(self):
        return self.folder / CACHE / "stand-in" / self.module()[1]

    def prepare(self):
        """The modules and the generated files, where Terraform is to run."""
        modules, _ = self.module()
        work = self.work_folder()
        shutil.copytree(modules, work.parent, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".terraform*", "tests"))
        root = self.of_root()
        for block in root["generate"].values():
            (work / block[0]["path"]).write_text(block[0]["contents"])
        (work / root["state"]["generate"]["path"]).write_text(json.dumps({"terraform": {"backend": {"s3": root["state"]["config"]}}}))
        (work / root["state"]["generate"]["path"]).rename(work / "backend.tf.json")
        # Terragrunt, too, runs init where it is needed only.
        needs = "".join((work / file).read_text() for file in ("backend.tf.json", "versions.tf"))
        if not (work / ".terraform/initialised").is_file() or (work / ".terraform/initialised").read_text() != needs:
            self.terraform(["init", "-input=false"], quiet=True)
            (work / ".terraform/initialised").write_text(needs)

    def terraform(self, arguments, inputs=None, quiet=False):
        variables = {f"TF_VAR_{name}": value if isinstance(value, str) else json.dumps(value)
                     for name, value in (inputs or {}).items() if value is not None}
        self.tell(f"terraform {' '.join(arguments)}")
        caught = quiet or self.said is not None
        done = subprocess.run(["terraform", *arguments], cwd=self.work_folder(), env={**os.environ, **variables},
                              stdout=subprocess.PIPE if caught else None, stderr=subprocess.STDOUT if caught else None, text=True)
        if quiet and done.returncode:
            raise Refused(done.stdout)
        if caught and not quiet:
            self.said.append(done.stdout)
        return done.returncode

    def tell(self, text):
        print(f"stand-in: {self.name}: {text}", file=sys.stderr, flush=True)

    def outputs(self):
        if not (self.work_folder() / "backend.tf.json").is_file():
            self.prepare()
        done = subprocess.run(["terraform", "output", "-json"], cwd=self.work_folder(), capture_output=True, text=True)
        if done.returncode:
            raise Refused(done.stderr)
        return {name: output["value"] for name, output in json.loads(done.stdout).items()}

    def inputs(self, command):
        outputs = {}
        for name, folder in self.dependencies()[0].items():
            values = Unit(folder).outputs()
            if not values:
                block = self.own["dependency"][name][0]
                if command not in block.get("mock_outputs_allowed_terraform_commands", []):
                    raise Refused(f"{self.name}: {name} has no outputs yet, and {command} takes no mocks")
                values = block["mock_outputs"]
            outputs[name] = values
        return {**self.of_root()["inputs"], **self.of_own(self.own.get("inputs", {}), outputs)}

    def run(self, command, arguments):
        self.prepare()
        inputs = {} if command in ("output", "show") else self.inputs(command)
        for hook in self.own["terraform"][0].get("before_hook", {}).values():
            if command in hook[0]["commands"]:
                hooked = subprocess.run(self.of_own(hook[0]["execute"]), cwd=self.work_folder())
                if hooked.returncode:
                    raise Refused(f"{self.name}: the hook before {command} failed")
        return self.terraform([command, *arguments], inputs)


def in_order(units):
    """Each unit after those that it depends on."""
    by_folder, ordered = {unit.folder: unit for unit in units}, []

    def place(unit, path=()):
        if unit in path:
            raise Refused(f"units depend on each other: {' '.join(item.name for item in path)}")
        for folder in unit.dependencies()[1]:
            if folder in by_folder:
                place(by_folder[folder], (*path, unit))
        if unit not in ordered:
            ordered.append(unit)

    for unit in units:
        place(unit)
    return ordered


def run_all(units, command, arguments):
    """All units: side by side where none waits for another, as Terragrunt does it. What each says is told as a whole."""
    order, by_folder = in_order(units), {unit.folder: unit for unit in units}
    after = {unit: [by_folder[folder] for folder in unit.dependencies()[1] if folder in by_folder] for unit in units}
    if command == "destroy":
        order, after = order[::-1], {unit: [other for other in units if unit in after[other]] for unit in units}
    running, telling = {}, threading.Lock()

    def one(unit):
        if any(running[other].result() not in (0, 2) for other in after[unit]):
            unit.tell("not run, since one that it needs failed")
            return 1
        unit.said = []
        try:
            if not unit.is_excluded():
                return unit.run(command, arguments)
            unit.tell("excluded")
            return 0
        except (Refused, subprocess.SubprocessError) as error:
            unit.tell(error)
            return 1
        finally:
            with telling:
                print("".join(unit.said), flush=True)

    with ThreadPoolExecutor(len(units)) as pool:
        for unit in order:  # those that it waits for are in the table before it
            running[unit] = pool.submit(one, unit)
        statuses = [future.result() for future in running.values()]
    return max(statuses, key=lambda status: (status not in (0, 2), status))


def main(arguments):
    arguments = [item for item in arguments if item not in ("--non-interactive", "--no-color")]
    if arguments[:2] != ["run", "--all"]:
        return Unit(Path(".")).run(arguments[0], arguments[1:])
    command, *rest = [item for item in arguments[2:] if item != "--"]
    folders = sorted(file.parent for file in Path(".").resolve().rglob("terragrunt.hcl") if CACHE not in file.parts)
    with ThreadPoolExecutor(2) as pool:
        units = list(pool.map(Unit, folders))
    return run_all(units, command, ["-auto-approve", *rest] if command in ("apply", "destroy") else rest)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (Refused, subprocess.SubprocessError) as error:
        print(f"stand-in: {error}", file=sys.stderr)
        sys.exit(1)
