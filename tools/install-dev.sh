#!/bin/sh
# install-dev.sh - install what building Brisk needs from the distribution, and only what is missing. It says so first.
#
#   tools/install-dev.sh [--run | --zip [x86_64 | arm64] | --test | --all]
#
#   --run    what `make serve` needs: compiler, cmake, ninja, pkg-config, libraries (the default)
#   --zip    --run, and the compiler that `make zip` needs for that architecture (this machine's where none is named)
#   --test   --run, and what `make test` needs
#   --all    --test, and what `make test-all`, `make lint` and `make bench` need, and a Python environment in build/venv
#
# As root, or with a sudo that asks for no password, on Debian and Ubuntu. Otherwise it prints the line to run and ends
# with 1. Libraries that cannot be installed are not an error: tools/deps.sh brings them into build/deps.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
level=${1:---run}
arch=${2:-$(uname -m)}
usage="usage: install-dev.sh [--run | --zip [x86_64 | arm64] | --test | --all]"
case $level in --run | --zip | --test | --all) ;; *) echo "$usage" >&2; exit 2 ;; esac
case $arch in x86_64 | arm64 | aarch64) ;; *) [ "$level" != --zip ] || { echo "$usage" >&2; exit 2; } ;; esac

say() { echo "install-dev: $*"; }

have() { command -v "$1" >/dev/null 2>&1; }
have_module() { pkg-config --exists "$1" 2>/dev/null; }
have_package() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q '^install ok installed'; }

tools=     # without these nothing works
libraries= # these deps.sh can bring as well
need() { if ! "$1" "$2"; then tools="$tools $3"; fi; }
want() { if ! have_module "$1"; then libraries="$libraries $2"; fi; }

# cc alone is not enough: without the C library's headers (libc6-dev) it compiles nothing.
compiles() { have "$1" && echo '#include <stdio.h>' | "$1" -E - >/dev/null 2>&1; }

missing_run() {
    if ! compiles "${CC:-cc}" && ! compiles gcc && ! compiles clang; then tools="$tools gcc libc6-dev"; fi
    need have make make
    need have cmake cmake
    need have ninja ninja-build
    need have pkg-config pkg-config
    need have gzip gzip
    want libuv libuv1-dev
    want libpcre2-8 libpcre2-dev
    want zlib zlib1g-dev
    have npm || want_npm
    # Distributions newer than Debian 12 have these as well.
    have_module yyjson || want_if_there yyjson libyyjson-dev
    have_module libllhttp || want_if_there llhttp libllhttp-dev
}

# npm is large; the pages work without it (from the CDN), so only the full level brings it.
want_npm() { if [ "$level" = --all ]; then tools="$tools nodejs npm"; fi; }

want_if_there() { # name in build/deps, package
    [ ! -e "$root/build/deps/stamps/$1" ] || return 0
    if have apt-cache && apt-cache show "$2" >/dev/null 2>&1; then libraries="$libraries $2"; fi
}

# gcc for an architecture, by its full name or as the machine's own. Clang cannot take its place: gcc's -flto.
has_gcc_for() { have "$1-gcc" || { have gcc && [ "$(gcc -dumpmachine)" = "$1" ]; }; }

missing_zip() { # architecture
    case $1 in
    x86_64) triplet=x86_64-linux-gnu package=x86-64-linux-gnu ;;
    *) triplet=aarch64-linux-gnu package=aarch64-linux-gnu ;;
    esac
    if [ "$(uname -m)" = "${triplet%%-*}" ]; then package=gcc; else package=gcc-$package; fi
    need has_gcc_for "$triplet" "$package"
}

missing_test() {
    need have_module cmocka libcmocka-dev
    need have python3 python3 # tests/compile_fail
}

missing_all() {
    missing_zip x86_64
    missing_zip arm64
    need have qemu-aarch64-static qemu-user-static # the arm64 zip is run on other machines, too
    need have git git
    need compiles gcc gcc
    need compiles clang clang
    need have clang-tidy clang-tidy
    need have clang-format clang-format
    need have llvm-symbolizer llvm
    need have cppcheck cppcheck
    need have shellcheck shellcheck
    need have valgrind valgrind
    need have wrk wrk
    need have strace strace
    need have curl curl
    need have chromium chromium
    need have chromedriver chromium-driver
    need have python3 python3
    if ! python3 -c 'import venv, ensurepip' >/dev/null 2>&1; then tools="$tools python3-venv"; fi
    need have g++ g++
    need has_clang_runtime - "$(clang_runtime)"
    has_aws_2 || want_if_there aws-cli awscli # pip brings version 1 only, which has no `logs tail`
}

has_aws_2() { [ -x /usr/bin/aws ] || aws --version 2>&1 | grep -q '^aws-cli/2'; }

# The sanitizers' and the fuzzer's libraries of clang are a package of their own, named after clang's version.
clang_runtime() {
    version=$(clang --version 2>/dev/null | sed -n 's/.*version \([0-9][0-9]*\)\..*/\1/p' | head -n 1)
    if [ -z "$version" ]; then
        version=$(apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9][0-9]*\)$/\1/p' | head -n 1)
    fi
    echo "libclang-rt-${version:-14}-dev"
}
has_clang_runtime() {
    have clang && [ -n "$(find "$(clang -print-resource-dir)/lib" -name 'libclang_rt.fuzzer*' 2>/dev/null | head -n 1)" ]
}

find_missing() {
    tools=
    libraries=
    missing_run
    case $level in --zip) missing_zip "$arch" ;; --test | --all) missing_test ;; esac
    [ "$level" != --all ] || missing_all
}

find_missing
if [ -n "$tools$libraries" ]; then
    if have apt-get; then
        if [ "$(id -u)" = 0 ]; then
            as_root=
        elif have sudo && sudo -n true 2>/dev/null; then
            as_root="sudo -n"
        else
            as_root=none
        fi
        if [ "$as_root" = none ]; then
            line="sudo apt-get install -y$tools$libraries"
            if [ -n "$tools" ]; then
                printf 'install-dev: missing:%s\nNo rights to install it. Run:\n    %s\n' "$tools" "$line" >&2
                exit 1
            fi
            say "not installed:$libraries (no rights); they will be brought into build/deps. To install them: $line"
        else
            say "installing$tools$libraries"
            export DEBIAN_FRONTEND=noninteractive
            log=$(mktemp)
            # The package lists of a fresh machine may be absent or old; names may depend on them.
            # shellcheck disable=SC2086
            if ! { $as_root apt-get -qq -oDPkg::Lock::Timeout=120 update && find_missing &&
                $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -oDPkg::Lock::Timeout=120 \
                    --no-install-recommends install $tools $libraries; } >"$log" 2>&1; then
                tail -n 20 "$log" >&2
                rm -f "$log"
                echo "install-dev: apt-get failed (above); missing:$tools$libraries" >&2
                exit 1
            fi
            rm -f "$log"
            # CMake looks again at what is there (it watches this folder).
            mkdir -p "$root/build/deps/stamps"
            rm -f "$root/build/deps/stamps/system"
            : >"$root/build/deps/stamps/system"
        fi
    elif [ -n "$tools" ]; then
        cat >&2 <<TEXT
install-dev: missing:$tools$libraries (as Debian names them). This system has no apt-get. Run:
    Fedora    sudo dnf install gcc cmake ninja-build pkgconf libuv-devel llhttp-devel yyjson-devel pcre2-devel zlib-devel libcmocka-devel
    Alpine    sudo apk add build-base cmake ninja pkgconf libuv-dev llhttp-dev yyjson-dev pcre2-dev zlib-dev cmocka-dev
    macOS     brew install cmake ninja pkg-config libuv llhttp yyjson pcre2 zlib cmocka
TEXT
        exit 1
    fi
fi

# ---- Python of the end-to-end tests, in an environment of its own ---------------------------------------------------

if [ "$level" = --all ]; then
    venv=$root/build/venv
    if [ ! -e "$venv/.done" ] || [ -n "$(find "$root/tests/requirements.txt" -newer "$venv/.done")" ]; then
        say "Python packages of tests/requirements.txt into build/venv"
        mkdir -p "$root/build"
        [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
        "$venv/bin/python" -m pip --quiet --disable-pip-version-check install -r "$root/tests/requirements.txt"
        : >"$venv/.done"
    fi
    # What the tests of infra/ need besides Terraform, which is no package of the distributions.
    if have terraform && { [ ! -e "$venv/.done-infra" ] || [ -n "$(find "$root/tests/infra/requirements.txt" -newer "$venv/.done-infra")" ]; }; then
        say "Python packages of tests/infra/requirements.txt into build/venv"
        "$venv/bin/python" -m pip --quiet --disable-pip-version-check install -r "$root/tests/infra/requirements.txt"
        : >"$venv/.done-infra"
    fi
    if have terraform && have npm && [ ! -e "$root/build/node-infra/.done" ]; then
        say "npm packages of tests/infra/package.json into build/node-infra"
        mkdir -p "$root/build/node-infra"
        cp "$root/tests/infra/package.json" "$root/build/node-infra/"
        (cd "$root/build/node-infra" && npm install --silent --ignore-scripts --no-audit --no-fund)
        : >"$root/build/node-infra/.done"
    fi
    if [ -e "$root/tests/e2e/package.json" ] && have npm && [ ! -e "$root/build/node/.done" ]; then
        say "npm packages of tests/e2e/package.json into build/node"
        mkdir -p "$root/build/node"
        cp "$root"/tests/e2e/package*.json "$root/build/node/"
        (cd "$root/build/node" && npm install --silent --ignore-scripts --no-audit --no-fund)
        : >"$root/build/node/.done"
    fi
fi
