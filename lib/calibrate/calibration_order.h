/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows of several processes (parallel/peers.h) in the order of what is in them, calibration_rows_tidy over all of them: each process
 * sorts its own, gives the others what is theirs of the range of numbers, which is split at quantiles of samples, and sorts what it got.
 * So all rows are in order, and equal ones, of which no process had all, are one.
 *
 * Memory: the process's rows twice, and once more where most rows have one number.
 */
#ifndef L2D_CALIBRATION_ORDER_H
#define L2D_CALIBRATION_ORDER_H

#include "csv/pile.h"

/* Of n rows, from .. to - 1 are those that a process needs. */
typedef void calibration_part_fn(size_t n, size_t peer, size_t *from, size_t *to);

/* Each process has the rows that it needs then: *before of *all come before them. */
int calibration_order(struct pile *s, calibration_part_fn *part, size_t *all, size_t *before, struct err *e);

/* How many rows all processes have in their piles, and those before this one. */
int calibration_count(const struct pile *s, size_t *all, size_t *before, struct err *e);

#endif
