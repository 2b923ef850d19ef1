#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Runs every test: bats files and unit programs, side by side, the long ones first.  What failed is told again at the end.  The last
# line is "N passed, N failed" (", N skipped"); the status is 1 when one failed.
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
if sh tests/floors.sh > "$out/layers.log" 2>&1; then
	echo "ok 1 layers"
else
	echo "not ok 1 layers"
	sed 's/^/# /' "$out/layers.log"
fi > "$out/layers.tap"
cat "$out/layers.tap"
# What takes longest is not begun last.  One more at a time than there are cores: tests also wait, for pipes and clocks.
long="processor every cluster pipeline-trials workload-side workload-online workload-glpk workload-sets man l2d-plot l2d-em l2d-train
	groups pipeline-missing models record-matrix states quality build l2d-ece laws l2d-calibrate region l2d-route l2d-curve l2d-threshold mpi jobs"
{
	for f in $long; do echo "tests/$f.bats"; done
	for f in cascade online side skills watch; do echo "$BUILD/unit/$f"; done
	find tests -maxdepth 1 -name '*.bats' | sort
	for f in tests/unit/*.c tests/unit/*.cc; do f=${f##*/}; echo "$BUILD/unit/${f%.*}"; done
} | awk '!seen[$0]++' | xargs -P $(($(nproc) + 1)) -n 1 sh tests/run.sh one
awk '/^ok / {lines = 0; if (/# skip/) skipped++; else passed++}
	/^not ok/ {lines = 12; if (!failed++) print "What failed:"; print FILENAME ": " $0}
	/^#/ && lines-- > 0
	END {
		printf "%d passed, %d failed", passed, failed
		if (skipped) printf ", %d skipped", skipped
		print ""
		exit failed > 0 || passed == 0
	}' "$out"/*.tap
