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
# 100,000,000 rows from a pipe: some minutes, 1.6 GB in TMPDIR.
if [ -n "${L2D_ALL:-}" ]; then
	# shellcheck disable=SC2016 # awk's
	rows='BEGIN { x = 12345; print "quality_model,quality_a,score"
		for (i = 0; i < 1e8; i++) { x = x * 16807 % 2147483647; print (x % 5 < 4) "," (x % 10 < 9) "," x } }'
	awk "$rows" | bench_memory shards "l2d-curve --memory 1G, 100,000,000 rows" "under 1100" "l2d-curve --points 101 --memory 1G"
fi
