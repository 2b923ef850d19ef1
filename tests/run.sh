#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Runs every test: unit programs, then bats files, two at a time.  The last line is
# "N passed, N failed" (", N skipped"); the status is 1 when one failed.
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
out=$BUILD/test
export BUILD
[ "$1" = one ] || rm -rf "$out"
mkdir -p "$out"

one() {
	name=$(basename "$1")
	case $1 in
	*.bats)
		bats --tap "$1" > "$out/$name.tap" 2>&1 || grep -q '^not ok' "$out/$name.tap" ||
			echo "not ok 0 $name did not run" >> "$out/$name.tap" ;;
	*)
		if "$1" > "$out/$name.log" 2>&1; then
			echo "ok 1 unit $name: $(tail -n 1 "$out/$name.log")" > "$out/unit-$name.tap"
		else
			{ echo "not ok 1 unit $name"; head -n 20 "$out/$name.log" | sed 's/^/# /'; } > "$out/unit-$name.tap"
		fi ;;
	esac
	cat "$out"/*"$name.tap"
}

if [ "$1" = one ]; then
	one "$2"
	exit 0
fi
if sh tests/floors.sh; then
	echo "ok 1 layers"
else
	echo "not ok 1 layers"
fi > "$out/layers.tap" 2>&1
cat "$out/layers.tap"
{
	for f in tests/unit/*.c; do f=${f##*/}; echo "$BUILD/unit/${f%.c}"; done
	find tests -maxdepth 1 -name '*.bats'
} | sort | xargs -P 2 -n 1 sh tests/run.sh one
awk '/^ok .*# skip/ {skipped++; next} /^ok/ {passed++} /^not ok/ {failed++}
	END {
		printf "%d passed, %d failed", passed, failed
		if (skipped) printf ", %d skipped", skipped
		print ""
		exit failed > 0 || passed == 0
	}' "$out"/*.tap
