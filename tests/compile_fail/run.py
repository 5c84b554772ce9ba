#!/usr/bin/env python3
"""Compiles the mistakes of this folder and compares what the compiler says with what each file expects.

    run.py COMPILER INCLUDE_DIR [NAME...]

A file's first lines say what must stand in the first error or warning, and how many lines the compiler may write:

    // A rule that does not exist.
    // gcc: A.name: there is no rule lenght(1, 100)
    // clang: A.name: there is no rule lenght(1, 100)
    // lines: gcc 3, clang 8

The files of pass/ and examples/ must compile without a word, also without the short names where they ask for that. Messages are those
of the C locale; of the file's quotes, a text's \\" stands as the compilers write it.
"""

import os
import pathlib
import re
import subprocess
import sys

WARNINGS = """-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wundef -Wcast-qual -Wwrite-strings -Wformat=2
              -Wstrict-prototypes -Wmissing-prototypes -Wimplicit-fallthrough -Wno-unused-parameter""".split()
# What the exported target gives to users: mistakes in macros shown in few lines.
SHORT = {"gcc": "-ftrack-macro-expansion=0", "clang": "-fmacro-backtrace-limit=1"}


def kind_of(compiler):
    version = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=True).stdout
    return "clang" if "clang" in version else "gcc"


def compile_file(compiler, kind, include, path, extra=()):
    command = [compiler, "-std=c11", "-D_POSIX_C_SOURCE=200809L", "-I", include, *WARNINGS, SHORT[kind], *extra,
               "-c", str(path), "-o", os.devnull]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, env={**os.environ, "LC_ALL": "C"})
    return result.stderr


def expectation(path, kind):
    head = path.read_text(encoding="utf-8")
    text = re.search(rf"^// {kind}: (.*)$", head, re.M)
    lines = re.search(rf"^// lines: .*\b{kind} (\d+)", head, re.M)
    return text.group(1) if text else None, int(lines.group(1)) if lines else 0


def check_mistake(compiler, kind, include, path):
    text, limit = expectation(path, kind)
    if text is None:
        return f"{path.name}: no line '// {kind}: …'"
    said = compile_file(compiler, kind, include, path)
    first = next((line for line in said.splitlines() if " error: " in line or " warning: " in line), "")
    if text not in first:
        return f"{path.name}: expected: {text}\n    said: {first or 'nothing'}"
    if len(said.splitlines()) > limit:
        return f"{path.name}: {len(said.splitlines())} lines, at most {limit} expected:\n{said}"
    return None


def check_pass(compiler, kind, include, path):
    for optimise in ("-O0", "-O2"):
        said = compile_file(compiler, kind, include, path, [optimise])
        if said:
            return f"{path.name} {optimise} does not compile clean:\n{said}"
    return None


def main():
    compiler, include, *names = sys.argv[1:]
    folder = pathlib.Path(__file__).resolve().parent
    kind = kind_of(compiler)
    problems, count = [], 0
    clean = [*folder.glob("pass/*.c"), *(folder.parent.parent / "examples").glob("*.c")]
    for check, paths in ((check_mistake, folder.glob("*.c")), (check_pass, clean)):
        for path in sorted(paths):
            if not names or path.stem in names:
                count += 1
                problems.append(check(compiler, kind, include, path))
    problems = [problem for problem in problems if problem]
    print("\n".join([*problems, f"{kind}: {count} files, {len(problems)} wrong"]))
    return 1 if problems or not count else 0


if __name__ == "__main__":
    sys.exit(main())
