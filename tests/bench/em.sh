#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-em: processor seconds an iteration on one core, as the difference of runs of 2 and of 6 iterations, so that reading
# and the first fits do not count; its growth with the rows and with the experts as slopes of log time; peak memory.
. tests/bench/lib.sh
REPEAT=${REPEAT_EM:-3}

# em_table N M MISSING: blobs of 10 classes and 32 features with M experts.  Sets $table.
em_table() {
	table=$work/em-$1-$2-$3.csv
	[ ! -s "$table" ] || return 0
	experts=$(seq "$2" | awk '{ printf "--expert e%d=accuracy:%.2f ", $1, .5 + $1 % 5 / 10 }')
	# shellcheck disable=SC2086 # one word an expert
	l2d-synth --rows "$1" --classes 10 --features 32 --error .2 --digits 5 blobs |
		l2d-expert --classes 0..9 --missing "$3" $experts > "$table"
}

# em_run ITERATIONS [COMMAND]...: l2d-em on $table, under another command.
em_run() {
	iterations=$1
	shift
	"$@" l2d-em --tolerance 0 --allow-unconverged --iterations "$iterations" "$table"
}

# em_seconds ITERATIONS: median processor time of $REPEAT runs.
em_seconds() {
	for _ in $(seq "$REPEAT"); do
		em_run "$1" /usr/bin/time -f '%U %S' 2>&1 > /dev/null
	done | awk '{ print $1 + $2 }' | sort -n | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] }'
}

# em_iteration N M MISSING TARGET: prints its row; leaves the seconds in $iteration.
em_iteration() {
	em_table "$1" "$2" "$3"
	few=$(em_seconds 2)
	iteration=$(awk -v few="$few" -v many="$(em_seconds 6)" 'BEGIN { printf "%.4f", (many - few) / 4 }')
	bench_row em "$1 rows, $2 experts, $3 missing" "seconds an iteration" "$iteration" "$iteration" "$iteration" "$4"
}

# em_slope WHAT < lines of size and seconds: the slope of log seconds on log size.
em_slope() {
	slope=$(awk '{ x = log($1); y = log($2); n++; sx += x; sy += y; xx += x * x; xy += x * y }
		END { printf "%.2f", (n * xy - sx * sy) / (n * xx - sx * sx) }')
	bench_row em "$1" slope "$slope" "$slope" "$slope" "1 is linear"
}

: > "$work/em-n"
: > "$work/em-m"
for n in 12500 25000 50000 100000; do
	target=
	[ "$n" -lt 100000 ] || target="under 1.5"
	em_iteration "$n" 20 0.7 "$target"
	echo "$n $iteration" >> "$work/em-n"
done
mb=$(em_run 2 /usr/bin/time -f %M 2>&1 > /dev/null | awk '{ printf "%.1f", $1 / 1024 }')
bench_row em "100000 rows, 20 experts, 0.7 missing" megabytes "$mb" "$mb" "$mb" "under 1000"
for m in 10 20 40 80; do
	em_iteration 25000 "$m" 0.7 ""
	echo "$m $iteration" >> "$work/em-m"
done
em_slope "seconds by rows" < "$work/em-n"
em_slope "seconds by experts" < "$work/em-m"
em_iteration 20000 200 0.95 ""
em_table 12500 20 0.7
bench_rivals em "12500 rows, 20 experts, --stream / rows in memory" "" "l2d-em --stream --allow-unconverged --iterations 2 $table" \
	"l2d-em --allow-unconverged --iterations 2 $table"
bench_memory em "12500 rows, 20 experts, --stream" "under 32" "l2d-em --stream --allow-unconverged --iterations 2 $table"
