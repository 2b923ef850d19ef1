# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# What the tests of the pipelines load: the quick setting, and numbers of its summary.

load common

# run_pipeline NAME: out/summary.csv and the figures.  Not under the sanitizers, where it would take minutes.
run_pipeline() {
	slow "an experiment"
	[ -z "${L2D_SLOW-}" ] || skip "too slow here; the programs' own tests run"
	MAKEFLAGS='' make -s -C "$ROOT/pipelines/$1" QUICK=1 BIN="$(cd "$ROOT/$BUILD/bin" && pwd)" OUT="$PWD/out" > printed
	grep -q '</svg>' out/figure.svg
	[ -s out/figure.png ]
}

# at COLUMN NAME=VALUE...: the column in the row of out/summary.csv with these values; numbers are compared as numbers.
at() {
	local want=$1
	shift
	awk -F, -v want="$want" -v where="$*" '
	NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; n = split(where, part, " "); next }
	{
		for (i = 1; i <= n; i++) {
			eq = index(part[i], "=")
			cell = $c[substr(part[i], 1, eq - 1)]
			value = substr(part[i], eq + 1)
			if (cell ~ /^[.0-9]+$/ && value ~ /^[.0-9]+$/ ? cell + 0 != value + 0 : cell != value) next
		}
		print $c[want]
		found++
	}
	END { if (found != 1) { print found + 0 " rows with " where > "/dev/stderr"; exit 1 } }' out/summary.csv
}

# above X Y MARGIN: X > Y + MARGIN.
above() {
	awk -v x="$1" -v y="$2" -v m="$3" 'BEGIN {
		if (x !~ /^[-+.0-9e]+$/ || y !~ /^[-+.0-9e]+$/) { print "not numbers: " x, y; exit 1 }
		if (!(x > y + m)) { print x " is not above " y " by " m; exit 1 } }'
}
