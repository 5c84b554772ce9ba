#!/usr/bin/env python3
"""check_grader.py THEME PROGRAM [ROUNDS]: does the runner notice a wrong answer?

Each case of the theme gets one mistake in what is recorded: another status, a changed, missing or added JSON value, two
items swapped, a changed header or text. Then the app's true answer is the wrong one, and no case may reach the grade
full. The same is done to the document. Standard library only."""
import copy
import json
import os
import random
import re
import subprocess
import sys
import tempfile


def places(value, path=()):
    """The ways to change a JSON value: a path to a leaf, or to a container and what is done to it."""
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], path + (key,))
        yield path + ("+",)
        if value:
            yield path + ("-",)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, path + (index,))
        if len(value) > 1 and value[0] != value[1]:
            yield path + ("swap",)
        yield path + ("append",)
    else:
        yield path


def changed(value, path):
    if not path:
        if isinstance(value, bool):
            return not value
        if isinstance(value, str):
            return value + "z"
        return "was null" if value is None else value + 1 if abs(value) < 1e15 else value * 2
    key, rest = path[0], path[1:]
    if key == "append":
        return value + ["zz"]
    other = copy.copy(value)
    if key == "+":
        other["zzz"] = 1
    elif key == "-":
        other.pop(random.choice(list(other)))
    elif key == "swap":
        other[0], other[1] = other[1], other[0]
    else:
        other[key] = changed(value[key], rest)
    return other


def spoil(answer):
    kinds = ["status"] + ["json"] * 6 * ("json" in answer) + ["header"] * 2 * bool(answer["headers"])
    if answer.get("raw") and "json" not in answer:
        kinds.append("raw")
    kind = random.choice(kinds)
    if kind == "status":
        answer["status"] += 1
    elif kind == "json":
        answer["json"] = changed(answer["json"], random.choice(list(places(answer["json"]))))
    elif kind == "raw":
        answer["raw"] += "!"
    else:
        name = random.choice(list(answer["headers"]))
        value = answer["headers"][name]
        answer["headers"][name] = value + ["x=y"] if isinstance(value, list) else value + ", zz"


def is_exempt(case, listed):
    return case["id"] in listed or any(tag == "bigint" or tag.startswith("quirk:") for tag in case["tags"])


def one_round(theme, program, folder):
    def read(name):
        with open(os.path.join(theme, name), encoding="utf-8") as file:
            return json.load(file)

    listed = set()
    if os.path.exists(os.path.join(theme, "exempt.txt")):
        with open(os.path.join(theme, "exempt.txt"), encoding="utf-8") as file:
            listed = {line.split()[0] for line in file if line.strip()}
    cases, document = read("requests.json"), read("openapi.json")
    cases["cases"] = [case for case in cases["cases"] if not is_exempt(case, listed)]
    for case in cases["cases"]:
        spoil(case["response"])
    document["paths"] = changed(document["paths"], random.choice(list(places(document["paths"]))))
    for name, value in ("requests.json", cases), ("openapi.json", document), ("app.json", read("app.json")):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            json.dump(value, file)
    run = subprocess.run([program, folder], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=120)
    full = re.findall(r"full (\d+)/(\d+)", run.stdout)
    differences = re.findall(r": (\d+) differences", run.stdout)
    is_right = run.returncode == 1 and len(full) == 2 and len(differences) == 2
    return is_right and all(int(n) == 0 < int(total) for n, total in full) and "0" not in differences, run.stdout


def main():
    theme, program = sys.argv[1:3]
    for seed in range(int(sys.argv[3]) if len(sys.argv) > 3 else 3):
        random.seed(seed)
        with tempfile.TemporaryDirectory() as folder:
            is_noticed, said = one_round(theme, program, folder)
        if not is_noticed:
            print(f"round {seed}: a mistake was not noticed")
            print("\n".join(line for line in said.splitlines() if "full" in line or "differences" in line))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
