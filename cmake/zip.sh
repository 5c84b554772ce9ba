#!/bin/sh
# zip.sh OUT FOLDER - all files of FOLDER as the zip OUT: the same files make the same bytes.
#
# What zip programs add is what differs between two builds: times, owners, the order of a folder. Here a file's time is
# 1980-01-01 (the format's first), its mode 0755, the order that of the names. The deflate stream is gzip's: a gzip file
# is ten bytes, the stream, the CRC-32 and the length (RFC 1952), and a zip entry the same numbers in another order
# (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16).
set -eu

out=$1
folder=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

bytes() { # number, how many: little-endian
    number=$1
    text=
    i=0
    while [ "$i" -lt "$2" ]; do
        text="$text\\$(printf %03o $((number % 256)))"
        number=$((number / 256))
        i=$((i + 1))
    done
    # shellcheck disable=SC2059
    printf "$text"
}

size_of() { wc -c <"$1" | tr -d ' '; }

# What the local header and the central directory have in common: from the version needed to the extra field's length.
common() { # crc file, packed, plain, name's length
    bytes 20 2         # needs version 2.0: deflate
    bytes 0 2          # flags
    bytes 8 2          # deflate
    bytes 0 2          # 00:00:00
    bytes 33 2         # 1980-01-01
    cat "$1"
    bytes "$2" 4
    bytes "$3" 4
    bytes "$4" 2
    bytes 0 2 # extra field
}

: >"$work/zip"
: >"$work/directory"
count=0
offset=0
(cd "$folder" && find . -type f | sed 's,^\./,,' | LC_ALL=C sort) >"$work/names"
while IFS= read -r name; do
    gzip -9 -n -c "$folder/$name" >"$work/gz"
    plain=$(size_of "$folder/$name")
    packed=$(($(size_of "$work/gz") - 18))
    tail -c 8 "$work/gz" | head -c 4 >"$work/crc"
    {
        printf 'PK\003\004'
        common "$work/crc" "$packed" "$plain" "${#name}"
        printf %s "$name"
        tail -c +11 "$work/gz" | head -c "$packed"
    } >>"$work/zip"
    {
        printf 'PK\001\002'
        bytes 788 2 # made by version 2.0, on Unix
        common "$work/crc" "$packed" "$plain" "${#name}"
        bytes 0 2 # comment
        bytes 0 2 # disk
        bytes 0 2 # internal attributes
        bytes $((0100755 * 65536)) 4
        bytes "$offset" 4
        printf %s "$name"
    } >>"$work/directory"
    offset=$(size_of "$work/zip")
    count=$((count + 1))
done <"$work/names"
{
    cat "$work/zip" "$work/directory"
    printf 'PK\005\006'
    bytes 0 2
    bytes 0 2
    bytes "$count" 2
    bytes "$count" 2
    bytes "$(size_of "$work/directory")" 4
    bytes "$offset" 4
    bytes 0 2 # comment
} >"$out.new"
mv "$out.new" "$out"
