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
