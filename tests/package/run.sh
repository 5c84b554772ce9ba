#!/bin/sh
# run.sh BUILD WORK CC [OPTIONS] - install BUILD to WORK/prefix and build app.c against it in the ways users do.
# OPTIONS are those that the whole program has to share with the library (sanitizers), separated by ";".
set -eu

build=$1
work=$2
cc=$3
options=$(echo "${4:-}" | tr ';' ' ')
cmake=${CMAKE:-cmake}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

rm -rf "$work"
mkdir -p "$work"
prefix=$work/prefix
"$cmake" --install "$build" --prefix "$prefix" >"$work/install.log" || { cat "$work/install.log"; exit 1; }
# A package is moved: nothing in it may name the folder it was installed to.
mv "$prefix" "$work/moved"
prefix=$work/moved

answers() { # program: it prints its document and answers a call
    "$1" routes | grep -q '/hello' || { echo "package: $1 routes does not list /hello"; exit 1; }
    "$1" openapi | grep -q '"openapi"' || { echo "package: $1 openapi prints no document"; exit 1; }
}

echo "package: find_package"
"$cmake" -S "$here/app" -B "$work/find" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$cc" \
    --log-level=WARNING
"$cmake" --build "$work/find" >"$work/find.log" || { cat "$work/find.log"; exit 1; }
answers "$work/find/app"

echo "package: pkg-config"
pc=$(dirname "$(find "$prefix" -name brisk.pc)")
flags=$(PKG_CONFIG_PATH="$pc" pkg-config --static --cflags --libs brisk)
# shellcheck disable=SC2086
"$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror -Wno-unused-parameter $options "$here/app/app.c" $flags -o "$work/app-pc"
answers "$work/app-pc"

# What an app does not use, it does not hold. Whole objects only: without --gc-sections.
holds() { # program, symbols: the program defines one, or asks a shared library for it
    nm "$1" | grep -Eq " [TtDdRrBbU] $2"
}
program() { # source, name
    # shellcheck disable=SC2086
    "$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror -Wno-unused-parameter $options "$1" $flags -o "$work/$2"
}
if ! echo "$options" | grep -q -e -fsanitize -e --coverage; then
    echo "package: what a program holds"
    program "$here/app/lean.c" lean
    program "$here/app/pattern.c" pattern
    ! holds "$work/app-pc" pcre2_ || { echo "package: an app without a pattern holds PCRE2"; exit 1; }
    ! holds "$work/lean" pcre2_ || { echo "package: an app without a pattern holds PCRE2"; exit 1; }
    ! holds "$work/lean" brisk_asset_ || { echo "package: an app with no_docs holds the docs pages"; exit 1; }
    holds "$work/pattern" pcre2_compile || { echo "package: an app with a pattern holds no PCRE2"; exit 1; }
fi

echo "package: pkg-config, brisk-lambda"
flags=$(PKG_CONFIG_PATH="$pc" pkg-config --static --cflags --libs brisk-lambda)
program "$here/app/lean.c" bootstrap
env -u AWS_LAMBDA_RUNTIME_API "$work/bootstrap" 2>"$work/bootstrap.log" && status=0 || status=$?
if [ "$status" != 2 ] || ! grep -q AWS_LAMBDA_RUNTIME_API "$work/bootstrap.log"; then
    echo "package: a bootstrap run by hand ended with $status and said:"
    cat "$work/bootstrap.log"
    exit 1
fi
! nm "$work/bootstrap" | grep -q ' uv_' || { echo "package: a bootstrap holds libuv"; exit 1; }

echo "package: headers of run-time types as C++, alone and in any order"
if command -v c++ >/dev/null 2>&1; then
    for header in arena status types value json request; do
        [ -e "$prefix/include/brisk/$header.h" ] || continue
        printf '#include <brisk/%s.h>\n#include <brisk/%s.h>\n' "$header" "$header" >"$work/$header.cc"
        c++ -std=c++11 -Wall -Wextra -Werror -fsyntax-only -I"$prefix/include" "$work/$header.cc"
    done
fi

echo "package: each public header compiles by itself"
for header in "$prefix"/include/brisk/*.h; do
    printf '#include <brisk/%s>\ntypedef int not_empty;\n' "$(basename "$header")" >"$work/header.c"
    "$cc" -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I"$prefix/include" "$work/header.c"
done
