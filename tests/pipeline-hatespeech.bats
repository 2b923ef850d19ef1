# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# The pipeline on real tweets: its tables, its figures, and what its README says about them.

load common

@test "pipelines/hatespeech" {
	slow "an experiment"
	make -s -C "$ROOT/pipelines/hatespeech" BIN="$(cd "$ROOT/$BUILD/bin" && pwd)" OUT="$PWD/out" > printed
	for figure in reliability experts coverage workload; do
		grep -q '</svg>' "out/$figure.svg"
	done
	tail -n 1 printed > last
	echo "figures, in $PWD/out: reliability.svg experts.svg coverage.svg workload.svg; report.html has them and more on one page" | same last

	# The printed numbers are those of the README.
	readme=$ROOT/pipelines/hatespeech/README.md
	sed -n 's/^\([a-z]*\)  *e_\([123]\)  *\([0-9.]*\) \([0-9.]*\) \([0-9.]*\) \([0-9.]*\); \(.*\)$/| \1 | \2 | \3 | \4 | \5 | \6 | \7 |/p' \
		printed > curves
	[ "$(wc -l < curves)" -eq 6 ]
	grep -E '^\| (chow|posthoc) \|' "$readme" > wanted
	alike wanted curves
	awk '$1 == "chow" && $2 ~ /^[0-9.]+$/ { chow[$2] = $3 " | " $4 " | " $5 }
		$1 == "posthoc" && $2 ~ /^[0-9.]+$/ { print "| " $2 " | " chow[$2] " | " $3 " | " $4 " | " $5 " |" }' printed > decisions
	[ "$(wc -l < decisions)" -eq 4 ]
	grep -E '^\| 0[0-9.]* \|' "$readme" > wanted
	alike wanted decisions
	awk -F, 'NR > 1 { printf "- at c0 = %s: %.4f (%.4f to %.4f)\n", $1, $8, $9, $10 }' out/compare.csv | tr -d '()' > differences
	grep '^- at c0' "$readme" | tr -d '()' > wanted
	alike wanted differences
	[ "$(column p_value out/compare.csv | sort -u)" = 1e-04 ]
	sed -n 's/^calibration error of //p' printed > errors
	printf '%s\n' 'top: 0.0067' 'expert 1: 0.0044' 'expert 2: 0.0045' 'expert 3: 0.0020' > wanted
	alike wanted errors
}

@test "hatespeech: published numbers" {
	# system accuracy of Chow's rule with e_1 at 10 % and 20 % deferral, and the calibration error
	table=$TESTDATA/hatespeech/hatespeech_24783.csv
	l2d-threshold --rule chow "$table" | l2d-curve --expert 1 > curve.csv
	at() {
		awk -F, -v want="$1" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
			{ d = $c["coverage"] - want; if (d < 0) d = -d } !n++ || d < best { best = d; y = $c["system_accuracy"] }
			END { print y }' curve.csv
	}
	near "$(at 0.8)" 0.9328976 0.0002
	near "$(at 0.9)" 0.9235766 0.0002
	l2d-ece "$table" > ece.csv
	near "$(column ece ece.csv)" 0.00669769 1e-8
}
