/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Weighted pool-adjacent-violators: the non-decreasing function g of x that minimises
 * sum_i w_i (y_i - g(x_i))^2 (Ayer et al. 1955; Barlow et al. 1972).  Rows with equal x are
 * pooled first, with their weights summed.  The solution is constant on blocks; neighbouring
 * blocks have strictly rising means.  O(n) after the sort.
 */
#ifndef L2D_PAV_H
#define L2D_PAV_H

#include <stddef.h>

#include "base/err.h"

struct pav_block {
	double lo, hi; /* least and greatest x of the block */
	double weight; /* sum of the weights, > 0 */
	double sum;    /* weighted sum of y; the fitted value is sum / weight */
};

struct pav {
	struct pav_block *block; /* [n], x rising */
	size_t n, cap;
};

void pav_free(struct pav *p);

/* Adds the next point: x above every x before, weight >= 0 (0 is left out), sum = weight * y. */
int pav_add(struct pav *p, double x, double weight, double sum, struct err *e);

/* Fits n rows in any order; w may be NULL: all 1.  The result does not depend on the order; weights, and sums with them, are
 * divided by a power of two, so that no sum of theirs overflows. */
int pav_fit(struct pav *p, const double *x, const double *y, const double *w, size_t n, struct err *e);

#endif
