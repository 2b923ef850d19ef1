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
