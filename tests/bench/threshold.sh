#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-threshold (pass-through and three columns) against l2d-ece on the same table.
. tests/bench/lib.sh
bench_scores 1000000
bench_time threshold "l2d-ece" "" "l2d-ece < $scores > /dev/null"
ece=$median
bench_time threshold "l2d-threshold" "" "l2d-threshold < $scores > /dev/null"
bench_ratio threshold "l2d-threshold / l2d-ece" "at most 1.3" "$median" "$ece"
bench_memory threshold "l2d-threshold" "O(columns)" "l2d-threshold < $scores"
