/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Means and scales of the features of rows, in two passes over them: sums over the segments of a fit (network/fit.h), added along its tree,
 * so that they are the same bits for any number of threads and processes.
 */
#ifndef L2D_MOMENTS_H
#define L2D_MOMENTS_H

#include "base/names.h"
#include "network/feature_map.h"
#include "network/rows_read.h"

struct moment_rows {
	const double *x, *w; /* of the rows that are in memory: features, weights (NULL: all 1) */
	size_t n, first;     /* rows of all processes; the number of the first in memory */
	double total;        /* the sum of weights, of all processes and sets, positive */
	rows_read_fn *read;  /* NULL, or in the place of x and w */
	void *read_ctx;
};

/* Sets m's means and scales, of the rows of n sets that have the same total, that of all of them: the standard deviation, divisor sum w; 1 for
 * a constant feature.  ST_DATA names a feature whose spread is beyond the doubles. */
int moments_take(struct feature_map *m, const struct moment_rows *rows, size_t n, size_t jobs,
	const struct names *features, struct err *e);

/* The whole of fitting a map to rows *x [n x nin] that are all in memory: takes moments, draws, and replaces *x by the mapped rows. */
int moments_fit_map(struct feature_map *m, double **x, const double *w, size_t n, size_t jobs,
	const struct names *features, struct rng *r, struct err *e);

#endif
