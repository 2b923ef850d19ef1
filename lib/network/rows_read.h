/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows that are not in memory: whoever needs them has them read, block after block and by their numbers, anew for every pass.
 */
#ifndef L2D_ROWS_READ_H
#define L2D_ROWS_READ_H

#include <stddef.h>

#include "base/err.h"

/* What was read, valid until the thread reads again. */
struct rows_read {
	const double *x; /* [n x features] */
	const double *w; /* [n] weights; NULL: all 1 */
	void *ctx;       /* in the place of a fit's: its rows are 0 .. n - 1 */
};

/* Rows first, first + stride, ..: n of them, at most FIT_BLOCK.  Called by several threads at once, each of its own number. */
typedef int rows_read_fn(
	void *ctx, size_t thread, size_t first, size_t stride, size_t n, struct rows_read *rows, struct err *e);

#endif
