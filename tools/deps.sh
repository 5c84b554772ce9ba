#!/bin/sh
# deps.sh - bring the libraries that pkg-config does not find into build/deps. Alters nothing of the system.
#
#   tools/deps.sh [--force] [--no-docs] [--target=TARGET] [DIR]     DIR is build/deps of this repository where not given
#
# What is wanted: yyjson, llhttp, libuv, PCRE2 and zlib (headers, a static library, a .pc file), and the files of the
# docs pages (two npm packages). What the system has already is left out. The rest comes from the machine's own apt
# sources; on Debian 12, which has neither yyjson nor llhttp, from the next release (trixie) of the same mirror, through a private
# apt configuration: apt checks the archive's signature as always, and only files under DIR are written.
#
# With a target, musl-x86_64 or musl-arm64, DIR/TARGET gets what a static Lambda bootstrap is linked of: the C library
# musl and llhttp as the distribution has them for that architecture; yyjson, PCRE2 and zlib compiled from its sources.
#
# Each part is made in a temporary folder and moved in place whole, with a stamp; a second run does nothing and is quick.
# A lock keeps two runs apart.
set -eu

SWAGGER_UI_VERSION=5.35.0
SWAGGER_UI_SHA256=1b8e891893404ea4c3558b6a87e2a3e494e7eedba41168c2ece5800a391a6ea6
REDOC_VERSION=2.5.4
REDOC_SHA256=44922df4d0eb45c1b066c09ec251e6bd9bd7ded16bc69e87613337b9d911a56e
NEXT_RELEASE=trixie

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
force=0
docs=1
dir=
target=
for arg in "$@"; do
    case $arg in
    --target=musl-x86_64 | --target=musl-arm64) target=${arg#--target=} ;;
    --force) force=1 ;;
    --no-docs) docs=0 ;;
    -*) echo "deps.sh: unknown option $arg" >&2; exit 2 ;;
    *) dir=$arg ;;
    esac
done
dir=${dir:-$root/build/deps}${target:+/$target}

say() { echo "deps: $*"; }
die() { echo "deps: $*" >&2; exit 1; }

# ---- the target -----------------------------------------------------------------------------------------------------

case $target in
musl-x86_64) triplet=x86_64-linux-gnu deb_arch=amd64 target_flags= ;;
musl-arm64) triplet=aarch64-linux-gnu deb_arch=arm64 target_flags=-mno-outline-atomics ;; # those ask glibc for the CPU
*) triplet='' deb_arch='' target_flags='' ;;
esac

# The compiler that makes code of the target: by its full name, or the machine's own.
find_target_compiler() {
    target_cc=${BRISK_LAMBDA_CC:-}
    if [ -z "$target_cc" ]; then
        for name in "$triplet-gcc" gcc; do
            if command -v "$name" >/dev/null 2>&1 && [ "$("$name" -dumpmachine)" = "$triplet" ]; then
                target_cc=$name
                break
            fi
        done
    fi
    [ -n "$target_cc" ] || die "$triplet-gcc is missing. Run: tools/install-dev.sh --zip"
}

# ---- what is missing ------------------------------------------------------------------------------------------------

system_has() { # pkg-config module; only the system's own, not what an earlier run brought
    pkg-config --exists "$1" 2>/dev/null
}

stamp_of() { echo "$dir/stamps/$1"; }
is_done() { [ "$force" = 0 ] && [ -e "$(stamp_of "$1")" ]; }

missing=
add_missing() { # name, pkg-config module
    if ! system_has "$2" && ! is_done "$1"; then missing="$missing $1"; fi
}

find_missing() {
    missing=
    if [ -n "$target" ]; then
        for part in musl yyjson llhttp pcre2 zlib; do is_done "$part" || missing="$missing $part"; done
        return 0
    fi
    add_missing yyjson yyjson
    add_missing llhttp libllhttp
    add_missing libuv libuv
    add_missing pcre2 libpcre2-8
    add_missing zlib zlib
    [ "$docs" = 0 ] || is_done "npm-$SWAGGER_UI_VERSION-$REDOC_VERSION" ||
        { is_done no-npm && ! command -v npm >/dev/null 2>&1; } || missing="$missing npm"
}

for tool in pkg-config cmake; do
    command -v $tool >/dev/null 2>&1 || die "$tool is missing. Run: make install-dev"
done
find_missing
mkdir -p "$dir/stamps" # CMake configures again when this folder changes
[ -n "$missing" ] || exit 0
[ -z "$target" ] || find_target_compiler

# ---- the lock -------------------------------------------------------------------------------------------------------

mkdir -p "$dir/lib/pkgconfig" "$dir/include"
dir=$(CDPATH='' cd -- "$dir" && pwd)
lock=$dir/.lock
waited=0
until mkdir "$lock" 2>/dev/null; do
    owner=$(cat "$lock/pid" 2>/dev/null || echo)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
        rm -rf "$lock" # its owner died
        continue
    fi
    [ "$waited" -gt 0 ] || say "another run is at work in $dir, waiting for it"
    waited=$((waited + 1))
    [ "$waited" -le 600 ] || die "still locked after 10 minutes; remove $lock if no other run is at work"
    sleep 1
done
echo $$ >"$lock/pid"
work=$dir/.work.$$
trap 'rm -rf "$work" "$lock"' EXIT
trap 'exit 1' HUP INT TERM
rm -rf "$dir"/.work.* # of runs that were killed
mkdir "$work"
find_missing # the other run may have brought all

# ---- apt ------------------------------------------------------------------------------------------------------------

# The address of the distribution's own mirror, from the one-line and from the deb822 files.
mirror_of() { # release
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
        awk -v release="$1" '
            $1 == "deb" { gsub(/\[[^]]*\]/, ""); if ($3 == release) { print $2; exit } }'
    for file in /etc/apt/sources.list.d/*.sources; do
        [ -e "$file" ] || continue
        { cat "$file"; echo; } | awk -v release="$1" '
            function flush(  i, n, list) {
                n = split(suites, list, " ")
                for (i = 1; i <= n; i++) if (types ~ /deb/ && list[i] == release && !off) { split(uris, u, " "); print u[1]; exit }
                types = uris = suites = ""; off = 0
            }
            /^#/ { next }
            /^[ \t]*$/ { flush(); next }
            tolower($1) == "types:" { $1 = ""; types = $0 }
            tolower($1) == "uris:" { $1 = ""; uris = $0 }
            tolower($1) == "suites:" { $1 = ""; suites = $0 }
            tolower($1) == "enabled:" && tolower($2) == "no" { off = 1 }'
    done
}

apt_private() { # release, "deb" or "deb-src deb"
    os_id=
    os_codename=
    # shellcheck disable=SC1091
    [ -r /etc/os-release ] && os_id=$(. /etc/os-release && echo "${ID:-}") &&
        os_codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    mirror=$(mirror_of "$os_codename" | head -n 1)
    [ -n "$mirror" ] || die "no mirror of '$os_codename' in /etc/apt/sources.list or sources.list.d"
    release=$os_codename
    [ "$os_id" = debian ] && [ "$os_codename" = bookworm ] && [ "$1" = next ] && release=$NEXT_RELEASE
    component=main
    [ "$os_id" = ubuntu ] && component="main universe"
    signed=
    [ "$os_id" = debian ] && [ -r /usr/share/keyrings/debian-archive-keyring.gpg ] &&
        signed="[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
    [ "$os_id" = ubuntu ] && [ -r /usr/share/keyrings/ubuntu-archive-keyring.gpg ] &&
        signed="[signed-by=/usr/share/keyrings/ubuntu-archive-keyring.gpg]"
    apt=$work/apt-$1
    [ ! -d "$apt" ] || return 0
    if [ -n "$target" ] && [ "$os_id" != debian ] && [ "$deb_arch" != "$(dpkg --print-architecture)" ]; then
        die "$os_id keeps $deb_arch on another mirror: build $target on a machine of that kind, or on Debian"
    fi
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    echo "deb $signed $mirror $release $component" >"$apt/sources.list"
    [ "$1" != next ] || echo "deb-src $signed $mirror $release $component" >>"$apt/sources.list"
    say "reading the package lists of $release from $mirror"
    apt_get "$1" -qq update || die "apt could not read the lists of $release (see above)"
}

apt_get() { # private configuration's name, arguments
    private=$work/apt-$1
    shift
    # Of another architecture: nothing of it is installed here, so this system's state says nothing.
    if [ -n "$target" ] && [ "$deb_arch" != "$(dpkg --print-architecture)" ]; then
        set -- "-oAPT::Architecture=$deb_arch" "-oAPT::Architectures=$deb_arch" -oDir::State::status=/dev/null "$@"
    fi
    apt-get -oDir::Etc::sourcelist="$private/sources.list" -oDir::Etc::sourceparts=- \
        -oDir::State::Lists="$private/lists" -oDir::Cache="$private/cache" -oAcquire::Languages=none \
        -oAPT::Sandbox::User= -oAcquire::Retries=3 -oDebug::NoLocking=1 -oAPT::Get::List-Cleanup=0 "$@"
}

# Download a -dev package and unpack it to $work/NAME.
unpack_deb() { # name, package, private configuration
    apt_private "$3"
    mkdir -p "$work/$1.deb" "$work/$1"
    (cd "$work/$1.deb" && apt_get "$3" -qq download "$2") || die "apt could not download $2"
    for deb in "$work/$1.deb"/*.deb; do dpkg -x "$deb" "$work/$1"; done
}

# ---- putting a part in place ----------------------------------------------------------------------------------------

write_pc() { # name of the .pc, version, libs, description
    cat >"$work/$1.pc" <<PC
prefix=\${pcfiledir}/../..
includedir=\${prefix}/include
libdir=\${prefix}/lib

Name: $1
Description: $4
Version: $2
Libs: -L\${libdir} $3
Cflags: -I\${includedir}
PC
    mv "$work/$1.pc" "$dir/lib/pkgconfig/$1.pc"
}

# A file is moved within one file system, so whoever reads build/deps meets the old one or the new one.
put() { # file, folder under $dir
    cp "$1" "$dir/$2/.new.$$" && mv "$dir/$2/.new.$$" "$dir/$2/$(basename "$1")"
}

version_in() { sed -n "s/^Version: *//p" "$1" | head -n 1; }

from_deb() { # name, package, pkg-config module, private configuration, archive, libs, description
    unpack_deb "$1" "$2" "$4"
    archive=$(find "$work/$1" -name "$5" -type f | head -n 1)
    [ -n "$archive" ] || die "$2 holds no $5"
    cp "$archive" "$work/$5" && put "$work/$5" lib
    # Headers, also of the architecture's own folder, with sub-folders.
    for headers in "$work/$1"/usr/include/*; do
        case $headers in
        */*-linux-*) cp -R "$headers"/. "$dir/include/" ;;
        *) cp -R "$headers" "$dir/include/" ;;
        esac
    done
    pc=$(find "$work/$1" -name "$3.pc" | head -n 1)
    write_pc "$3" "$(version_in "$pc")" "$6" "$7"
    : >"$(stamp_of "$1")"
    say "$1 $(version_in "$pc")"
}

# The source of a package, unpacked: sets $source to the folder that holds FILE.
unpack_source() { # name, source package, file
    apt_private next
    mkdir -p "$work/$1/tree"
    (cd "$work/$1" && apt_get next -qq source --download-only --tar-only "$2") ||
        die "apt could not download the source of $2"
    # cmake unpacks every kind of archive; tar would need xz, which a small system has not.
    (cd "$work/$1/tree" && cmake -E tar xf "$(ls ../*.orig.tar.*[!c])") || die "$2's source did not unpack"
    source=$(find "$work/$1/tree" -name "$3" -type f | LC_ALL=C sort | head -n 1)
    [ -r "$source" ] || die "the source of $2 has no $3"
    source=$(dirname "$source")
}

# Compiles $sources of $source, each with the options given, to lib/ARCHIVE. For the target where there is one: no code
# but its own, and no tables for exceptions, which C has none of.
compile_archive() { # archive, option…
    archive=$1
    shift
    objects=
    mkdir -p "$work/objects-$archive"
    for file in $sources; do
        object=$work/objects-$archive/$(basename "$file" .c).o
        if [ -n "$target" ]; then
            # shellcheck disable=SC2086
            "$target_cc" -std=c11 -O2 -DNDEBUG -fno-pie -ffunction-sections -fdata-sections $target_flags \
                -fno-asynchronous-unwind-tables -fno-stack-protector -U_FORTIFY_SOURCE "-ffile-prefix-map=$source=." \
                -nostdinc -isystem "$dir/include" -isystem "$("$target_cc" -print-file-name=include)" \
                -I"$source" "$@" -c "$source/$file" -o "$object" || die "$file did not compile for $target"
        else
            "${CC:-cc}" -std=c11 -O2 -DNDEBUG -fPIC -ffunction-sections -fdata-sections -I"$source" "$@" \
                -c "$source/$file" -o "$object" || die "$file did not compile"
        fi
        objects="$objects $object"
    done
    # shellcheck disable=SC2086
    "${AR:-ar}" rcsD "$work/$archive" $objects
    put "$work/$archive" lib
}

bring_yyjson() {
    unpack_source yyjson yyjson yyjson.c
    version=$(sed -n 's/^#define YYJSON_VERSION_STRING *"\(.*\)"/\1/p' "$source/yyjson.h")
    sources=yyjson.c
    if [ -n "$target" ]; then # strict JSON is all that Brisk reads
        compile_archive libyyjson.a -DYYJSON_DISABLE_NON_STANDARD=1
    else
        compile_archive libyyjson.a
    fi
    put "$source/yyjson.h" include
    write_pc yyjson "$version" -lyyjson "JSON reader and writer"
    : >"$(stamp_of yyjson)"
    say "yyjson $version"
}

bring_llhttp() { from_deb llhttp libllhttp-dev libllhttp next libllhttp.a -lllhttp "HTTP/1.1 parser"; }
bring_pcre2() {
    if [ -n "$target" ]; then bring_target_pcre2; return; fi
    from_deb pcre2 libpcre2-dev libpcre2-8 own libpcre2-8.a -lpcre2-8 "Regular expressions"
}
bring_zlib() {
    if [ -n "$target" ]; then bring_target_zlib; return; fi
    from_deb zlib zlib1g-dev zlib own libz.a -lz "Compression"
}
bring_libuv() {
    from_deb libuv libuv1-dev libuv own libuv_a.a "-luv_a -lpthread -ldl -lrt" "Event loop"
}

# ---- for a target: musl, and what is compiled against it ------------------------------------------------------------

bring_musl() {
    unpack_deb musl musl-dev next
    cp -R "$work/musl/usr/include/${triplet%-gnu}-musl"/. "$dir/include/"
    for file in "$work/musl/usr/lib/${triplet%-gnu}-musl"/*.[oa]; do put "$file" lib; done
    [ -r "$dir/lib/libc.a" ] || die "musl-dev holds no libc.a"
    : >"$(stamp_of musl)"
    say "musl for $target"
}

# As its NON-AUTOTOOLS-BUILD says; without the just-in-time compiler, whose memory a function's start would pay for.
bring_target_pcre2() {
    unpack_source pcre2 pcre2 pcre2.h.generic
    cp "$source/config.h.generic" "$source/config.h"
    cp "$source/pcre2.h.generic" "$source/pcre2.h"
    cp "$source/pcre2_chartables.c.dist" "$source/pcre2_chartables.c"
    sources=
    for file in "$source"/pcre2_*.c; do
        name=$(basename "$file")
        case $name in # included by others, or not of the library
        pcre2_fuzzsupport.c | pcre2_dftables.c | pcre2_printint*.c | pcre2_ucptables.c | pcre2_jit_match.c | \
            pcre2_jit_misc.c | pcre2_jit_test.c | pcre2_convert.c) ;;
        *) sources="$sources $name" ;;
        esac
    done
    compile_archive libpcre2-8.a -DHAVE_CONFIG_H -DPCRE2_CODE_UNIT_WIDTH=8 -DPCRE2_STATIC -DSUPPORT_UNICODE
    put "$source/pcre2.h" include
    : >"$(stamp_of pcre2)"
    say "PCRE2 for $target"
}

bring_target_zlib() {
    unpack_source zlib zlib inflate.c
    sources="adler32.c compress.c crc32.c deflate.c inffast.c inflate.c inftrees.c trees.c uncompr.c zutil.c"
    compile_archive libz.a
    put "$source/zlib.h" include
    put "$source/zconf.h" include
    : >"$(stamp_of zlib)"
    say "zlib for $target"
}

# ---- the docs pages -------------------------------------------------------------------------------------------------

npm_package() { # name, version, sha256 of the archive, files…
    package=$1
    version=$2
    sum=$3
    shift 3
    (cd "$work/npm" && npm pack --silent --ignore-scripts "$package@$version" >/dev/null) || return 1
    [ "$(cmake -E sha256sum "$work/npm/$package-$version.tgz" | cut -d ' ' -f 1)" = "$sum" ] ||
        die "$package $version is not the archive that tools/deps.sh knows (SHA-256)"
    mkdir -p "$work/npm/out/$package"
    tar -xzf "$work/npm/$package-$version.tgz" -C "$work/npm/out/$package" --strip-components=1 || return 1
    for file in "$@"; do
        [ -s "$work/npm/out/$package/$file" ] || die "$package $version has no $file"
    done
}

bring_npm() {
    if ! command -v npm >/dev/null 2>&1; then
        say "npm is not here: the docs pages will link to the CDN (install npm and run again for offline pages)"
        : >"$(stamp_of no-npm)"
        return 0
    fi
    mkdir -p "$work/npm/out"
    if npm_package swagger-ui-dist "$SWAGGER_UI_VERSION" "$SWAGGER_UI_SHA256" \
        swagger-ui.css swagger-ui-bundle.js favicon-32x32.png oauth2-redirect.html &&
        npm_package redoc "$REDOC_VERSION" "$REDOC_SHA256" bundles/redoc.standalone.js; then
        find "$work/npm/out" -name '*.map' -exec rm -f {} +
        rm -rf "$dir/npm"
        mv "$work/npm/out" "$dir/npm"
        rm -f "$dir"/stamps/npm-*
        : >"$(stamp_of "npm-$SWAGGER_UI_VERSION-$REDOC_VERSION")"
        say "docs pages: swagger-ui-dist $SWAGGER_UI_VERSION, redoc $REDOC_VERSION"
    else
        say "npm could not bring the docs pages (no network?): they will link to the CDN"
    fi
}

# ---- the work -------------------------------------------------------------------------------------------------------

other_systems() {
    cat >&2 <<TEXT
deps: missing:$missing. This system has no apt; its own packages are:
    Fedora    sudo dnf install libuv-devel llhttp-devel yyjson-devel pcre2-devel zlib-devel
    Alpine    sudo apk add libuv-dev llhttp-dev yyjson-dev pcre2-dev zlib-dev zlib-static libuv-static
    macOS     brew install libuv llhttp yyjson pcre2 zlib
TEXT
    exit 1
}

for part in $missing; do
    if [ "$part" != npm ] && ! { command -v apt-get && command -v dpkg; } >/dev/null 2>&1; then other_systems; fi
    "bring_$part"
done
