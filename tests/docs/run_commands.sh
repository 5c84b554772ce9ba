#!/bin/sh
# run_commands.sh DIR - runs the N.command files of DIR in it, and compares what they print with N.expected. Of an
# `invoke` only the body counts: what stands behind the first empty line. Shows each difference; ends with 1 on any.
set -eu
cd "$1"
failed=0 count=0
for command in *.command; do
    name=${command%.command}
    [ -f "$command" ] || { echo "no command was found"; exit 1; }
    count=$((count + 1))
    sh "$command" > "$name.output" 2> "$name.errors" || true
    if grep -q ' invoke ' "$command"; then
        { tr -d '\r' < "$name.output" | sed '1,/^$/d'; echo; } | sed '/^$/d' > "$name.got"
    else
        cp "$name.output" "$name.got"
    fi
    if ! cmp -s "$name.expected" "$name.got"; then
        failed=$((failed + 1))
        echo "$ $(cat "$command")"
        diff "$name.expected" "$name.got" || cat "$name.errors"
    fi
done
echo "$count commands, $failed wrong"
[ "$failed" = 0 ]
