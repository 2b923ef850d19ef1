#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors
# l2d-threshold (pass-through and three columns) against l2d-ece on the same table.
. tests/bench/lib.sh
bench_scores 1000000
bench_rivals threshold "l2d-threshold / l2d-ece, processor time" "at most 1.3" "l2d-threshold $scores" "l2d-ece $scores"
bench_memory threshold "l2d-threshold" "O(columns)" "l2d-threshold < $scores"
