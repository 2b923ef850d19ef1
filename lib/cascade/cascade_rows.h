/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows of a cascade as its search wants them: ranks for confidences, shares for weights, the budget taken off the
 * costs.
 *
 * The rows are sorted by all that they are, and equal ones are one row: whatever order they came in, the sums of doubles
 * that follow have the same terms in the same order.  A threshold of stage k is a rank 1 .. levels + 1: that many
 * distinct confidences, and above them all.  Memory and time O(n m), radix sorts.
 */
#ifndef L2D_CASCADE_ROWS_H
#define L2D_CASCADE_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "cascade/cascade.h"

struct cascade_rows {
	size_t n, m;
	struct arena arena; /* of the arrays */
	double *gain;       /* [n][m] the row's share of all weight times the gain of stopping there */
	double *cost;       /* [n][m] the same of what was paid, less the budget */
	uint32_t *rank;     /* [n][m - 1] stops where it is >= the threshold; 0: never, it is not available */
	uint32_t *levels;   /* [m - 1] distinct confidences */
	double **level;     /* [m - 1][levels] they, rising */
};

int cascade_rows_init(struct cascade_rows *r, const struct cascade *c, double budget, struct err *e);
void cascade_rows_free(struct cascade_rows *r);

/* Thresholds from ranks; above all confidences is the next double. */
void cascade_rows_thresholds(const struct cascade_rows *r, const uint32_t *at, double *tau);

#endif
