#!/bin/sh
# coverage.sh BUILD - report the line coverage of src/ from the counters in BUILD (a coverage build whose tests ran).
# Ends with 1 below COVERAGE_MIN percent (90).
# With gcovr (build/venv or the system) also a page, BUILD/coverage.html; otherwise gcov's counts are added up.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
build=$1
minimum=${COVERAGE_MIN:-90}
cd "$root"
gcovr=$(command -v build/venv/bin/gcovr || command -v gcovr || true)
# Only the objects of src/: a test that takes a source in with other settings has functions of it at other lines.
if [ -n "$gcovr" ]; then
    exec "$gcovr" --root . --filter src/ --object-directory "$build" --html-details "$build/coverage.html" \
        --gcov-ignore-parse-errors --txt - --fail-under-line "$minimum" "$build/src"
fi
find "$build/src" -name '*.gcda' | while read -r data; do gcov -n "$data" 2>/dev/null; done | awk -v minimum="$minimum" '
    /^File / { in_src = $0 ~ /src\// && $0 ~ /\.c/ }
    in_src && /^Lines executed:/ {
        split($0, part, /[:% ]+/); n = $NF
        covered += part[3] / 100 * n; total += n; in_src = 0
    }
    END {
        share = total ? 100 * covered / total : 0
        printf "lines of src/ covered: %.1f %% of %d\n", share, total
        exit share < minimum
    }'
