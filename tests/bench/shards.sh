#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# Shares of one file: how long the last one of many takes, which counts the quotes of all before, and what merging costs.
. tests/bench/lib.sh
bench_scores 1000000
for k in $(seq 64); do l2d-ece --partial --shard "$k/64" "$scores"; done > "$work/states"
bench_time shards "l2d-ece, the whole table" "" "l2d-ece $scores"
bench_time shards "l2d-ece --shard 64/64" "" "l2d-ece --shard 64/64 $scores"
bench_time shards "l2d-ece --shard 64/64 --no-quoted-newlines" "" "l2d-ece --shard 64/64 --no-quoted-newlines $scores"
bench_time shards "l2d-ece --merge of 64 states" "under 0.2" "l2d-ece --merge $work/states"
# Rows beyond memory: 2,000,000 of 32 bytes each in 20M, merged from disk.
awk 'BEGIN { srand(4); print "quality_model,quality_a,score"
	for (i = 0; i < 2e6; i++) printf "%d,%d,%.9g\n", rand() < .8, rand() < .9, rand() }' > "$work/scored"
bench_time shards "l2d-curve, 2,000,000 rows" "" "l2d-curve --points 101 $work/scored"
bench_time shards "l2d-curve --memory 20M" "" "l2d-curve --points 101 --memory 20M $work/scored"
bench_memory shards "l2d-curve --memory 20M" "under 32" "l2d-curve --points 101 --memory 20M $work/scored"
# States are sorted runs: four of them, merged as they are read.
for k in 1 2 3 4; do l2d-curve --partial --shard "$k/4" "$work/scored" > "$work/run$k"; done
bench_time shards "l2d-curve --merge of 4 states, 2,000,000 rows" "" "l2d-curve --points 101 --merge $work/run[1-4]"
bench_memory shards "l2d-curve --merge of 4 states, 2,000,000 rows" "under 8" "l2d-curve --points 101 --merge $work/run1 $work/run2 $work/run3 $work/run4"
# Intervals of rows on disk, which are read three times.
bench_rivals shards "l2d-curve --interval, --memory 20M / memory" "" "l2d-curve --points 101 --interval .95 --draws 100 --memory 20M $work/scored" \
	"l2d-curve --points 101 --interval .95 --draws 100 $work/scored"
# 100,000,000 rows from a pipe in 1 GB: some minutes, 1.6 GB in TMPDIR.  ROWS=N: others, in as much less.
ROWS=${ROWS:-${L2D_ALL:+100000000}}
if [ -n "$ROWS" ]; then
	# shellcheck disable=SC2016 # awk's
	rows='BEGIN { x = 12345; print "quality_model,quality_a,score"
		for (i = 0; i < n; i++) { x = x * 16807 % 2147483647; print (x % 5 < 4) "," (x % 10 < 9) "," x } }'
	kb=$((ROWS * 1048576 / 100000000))
	awk -v n="$ROWS" "$rows" | bench_memory shards "l2d-curve --memory ${kb}K, $ROWS rows" "under $((kb / 1000 + 30))" \
		"l2d-curve --points 101 --memory ${kb}K"
fi
