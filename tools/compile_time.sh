#!/bin/sh
# compile_time.sh [MODELS] - how long the description language takes to compile: MODELS (100) models of ten fields and as
# many endpoints, with gcc and clang, -O0 and -O2, best of three. Prints a table; the header alone is the last row.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
count=${1:-100}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

echo '#include <brisk/brisk.h>' >"$work/header.c"
awk -v count="$count" 'BEGIN {
    print "#include <brisk/brisk.h>"
    print "ENUM(Color, red, (dark_blue, \"dark-blue\"));"
    for (i = 0; i < count; i++) {
        printf "MODEL(M%d, doc(\"Model %d\"),\n", i, i
        print "    (int64, id, ge(1)), (str, name, length(1, 100), doc(\"Its name\")), (opt(str), text, max_length(300)),"
        print "    (double, price, gt(0), example(9.5)), (opt(double), tax), (Color, color, defaults(Color_red)),"
        print "    (list(str), tags, defaults(), max_length(5)), (datetime, made), (bool, on, defaults(true)), (uuid, key));"
        printf "ENDPOINT(e%d, POST, \"/m%d/{id}\", M%d, summary(\"Endpoint\"), status(201), path(int64, id, ge(1)),\n", i, i, i
        printf "    query(int64, limit, ge(1), le(100), defaults(20)), body(M%d, item), raises(404, \"No such item\"));\n", i
        printf "static brisk_status e%d(brisk_request *req, const e%d_in *in, M%d *out)\n", i, i, i
        print "{\n    (void)req;\n    *out = in->item;\n    return BRISK_OK;\n}"
    }
    printf "ROUTER(r, \"\""
    for (i = 0; i < count && i < 128; i++) {
        printf ", e%d", i
    }
    print ");"
}' >"$work/app.c"

# The processor time of all children so far, in ms: other work on the machine does not count.
spent() {
    times >"$work/times"
    awk 'NR == 2 { split($1, u, /[ms]/); split($2, k, /[ms]/); print int((u[1] * 60 + u[2] + k[1] * 60 + k[2]) * 1000) }' \
        "$work/times"
}

took() { # compiler option file: into $best
    best=
    for _ in 1 2 3; do
        spent >"$work/before"
        "$1" -std=c11 -D_POSIX_C_SOURCE=200809L -I"$root/include" "$2" -w -c "$3" -o "$work/out.o"
        spent >"$work/after"
        ms=$(($(cat "$work/after") - $(cat "$work/before")))
        if [ -z "$best" ] || [ "$ms" -lt "$best" ]; then best=$ms; fi
    done
}

row() { # compiler what file
    took "$1" -O0 "$3"
    plain=$best
    took "$1" -O2 "$3"
    printf '%-8s %-26s %8s %8s\n' "$1" "$2" "$plain" "$best"
}

printf '%-8s %-26s %8s %8s\n' compiler what '-O0 ms' '-O2 ms'
for compiler in gcc clang; do
    command -v "$compiler" >/dev/null 2>&1 || continue
    row "$compiler" "$count models + endpoints" "$work/app.c"
    row "$compiler" "brisk.h alone" "$work/header.c"
    "$compiler" -std=c11 -D_POSIX_C_SOURCE=200809L -I"$root/include" -w -Os -c "$work/app.c" -o "$work/out.o"
    size "$work/out.o" 2>/dev/null |
        awk -v compiler="$compiler" -v count="$count" 'NR == 2 {
            printf "%-8s %-26s %8d bytes of code, %d of data each\n", compiler, "a model + endpoint", $1 / count, $2 / count }'
done
