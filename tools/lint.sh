#!/bin/sh
# lint.sh [--format] - the style checks: clang-format, clang-tidy, cppcheck, the layers, the length of files.
# --format writes clang-format's result instead of checking. All checks run; it ends with 1 if one found something.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
jobs=$(nproc 2>/dev/null || echo 2)
failed=
mkdir -p build/lint

say() { echo "lint: $*"; }
fail() { failed="$failed $1"; say "$1: failed"; }
have() { command -v "$1" >/dev/null 2>&1 || { fail "$1 (not installed: make install-dev)"; return 1; }; }

# Files as git knows them, new ones too, so that a build folder is never looked into. Compile-fail cases are wrong C.
files() { # pattern…
    git ls-files --cached --others --exclude-standard -- "$@" | grep -v '^tests/compile_fail/' |
        while read -r file; do [ ! -f "$file" ] || echo "$file"; done | LC_ALL=C sort -u
}

# The macro machinery is laid out by hand.
formatted() { files '*.c' '*.h' | grep -v '^include/brisk/detail/'; }

if [ "${1:-}" = --format ]; then
    formatted | xargs clang-format -i
    exit 0
fi

say "clang-format"
if have clang-format; then
    formatted | xargs -r clang-format --dry-run -Werror 2>build/lint/format.txt || {
        grep -E '(error|warning):' build/lint/format.txt | cut -d: -f1 | sort | uniq -c >&2
        fail clang-format
    }
fi

say "layers"
tools/check_layers || fail layers

say "length of files (800 lines)"
files '*.c' '*.h' | grep -v '^include/brisk/detail/' | xargs -r wc -l |
    awk '$2 != "total" && $1 > 800 { print "  " $2 ": " $1 " lines"; bad = 1 } END { exit bad }' || fail length

say "shellcheck"
if have shellcheck; then
    { git ls-files --cached --others --exclude-standard -- '*.sh'; echo tools/check_layers; echo .ci/run; } |
        xargs shellcheck --severity=warning || fail shellcheck
fi

say "cppcheck"
if have cppcheck && [ -n "$(files 'src/*.c')" ]; then
    mkdir -p build/lint/cppcheck
    # internalAstError: this cppcheck cannot read a compound literal in a ternary.
    # uninitvar is left to clang's analyzer: cppcheck takes f(text, write_to(text)) for a read before the write.
    files 'src/*.c' | xargs cppcheck --quiet --std=c11 --language=c --error-exitcode=1 --inline-suppr -j "$jobs" \
        --cppcheck-build-dir=build/lint/cppcheck --enable=warning,performance,portability \
        --suppress=missingInclude --suppress=missingIncludeSystem --suppress=unmatchedSuppression --suppress=uninitvar --suppress=internalAstError \
        --suppress=checkersReport -D_POSIX_C_SOURCE=200809L -DBRISK_DOCS_OFFLINE=1 -D__cppcheck__=1 \
        -Iinclude -Isrc 2>build/lint/cppcheck.txt || {
        cat build/lint/cppcheck.txt >&2
        fail cppcheck
    }
fi

say "clang-tidy"
if have clang-tidy && [ -e build/debug/compile_commands.json ]; then
    # Only files that the build knows: clang-tidy needs to know how each is compiled.
    files 'src/*.c' 'api/*.c' 'examples/*.c' | while read -r file; do
        if grep -qF "\"$root/$file\"" build/debug/compile_commands.json; then echo "$file"; fi
    done >build/lint/files.txt
    # Without gcc's options: clang takes one that it does not know for an error.
    sed 's/ -ftrack-macro-expansion=0//g' build/debug/compile_commands.json >build/lint/compile_commands.json
    xargs -r -n 1 -P "$jobs" clang-tidy --quiet -p build/lint <build/lint/files.txt >build/lint/tidy.txt 2>/dev/null || {
        grep -E '(error|warning):' build/lint/tidy.txt | sort -u >&2 || true
        fail clang-tidy
    }
fi

if [ -n "$failed" ]; then
    say "failed:$failed"
    exit 1
fi
say "clean"
