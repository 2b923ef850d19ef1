/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Weighted pool-adjacent-violators: the non-decreasing function g of x that minimises
 * sum_i w_i (y_i - g(x_i))^2 (Ayer et al. 1955; Barlow et al. 1972).  Rows with equal x are
 * pooled first, with their weights summed.  The solution is constant on blocks; neighbouring
 * blocks have strictly rising means.  Whether they rise is decided exactly, as totals are kept in four doubles of falling
 * size (Shewchuk 1997, "Adaptive precision floating-point arithmetic", algorithms of expansions): a common factor of all
 * weights pools the same points.  O(n) after the sort.
 */
#ifndef L2D_PAV_H
#define L2D_PAV_H

#include <stddef.h>

#include "base/err.h"

enum { PAV_PARTS = 4 };

/* The total is that of all parts, of which the first is its value as a double; what is below 2^-200 of it is lost. */
struct pav_total {
	double part[PAV_PARTS];
};

struct pav_block {
	double lo, hi;           /* least and greatest x of the block */
	struct pav_total weight; /* sum of the weights, > 0 */
	struct pav_total sum;    /* weighted sum of y */
};

struct pav {
	struct pav_block *block; /* [n], x rising */
	size_t n, cap;
	size_t jobs; /* threads that sort and pool rows; 0 is 1 */
};

void pav_free(struct pav *p);

/* Adds the next point: x above every x before, weight >= 0 (0 is left out), sum = weight * y. */
int pav_add(struct pav *p, double x, double weight, double sum, struct err *e);

/* The fitted value, sum / weight. */
double pav_value(const struct pav_block *b);

/* Fits n rows in any order; w may be NULL: all 1.  The result does not depend on the order; weights, and sums with them, are
 * divided by a power of two that makes their sum less than 1, so that nothing overflows. */
int pav_fit(struct pav *p, const double *x, const double *y, const double *w, size_t n, struct err *e);

#endif
