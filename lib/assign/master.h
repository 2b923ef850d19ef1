/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The master problem of column generation: of some points, each with a cost and what it uses up of k goods, the
 * cheapest mixture that keeps within limits,
 *
 *     minimise sum_c cost_c a_c  [+ t]  subject to  sum_c use_jc a_c [- t, for the first `worst` goods] <= limit_j,
 *     sum_c a_c = 1,  a >= 0,
 *
 * and its dual prices of the goods, at which the next point is looked for (Dantzig and Wolfe 1960).  With `worst` it
 * minimises the largest use of those goods.  Revised simplex method in two phases with an explicit inverse, for some dozens of goods: O(k (k + n)) a step, 24 k^2 bytes.
 */
#ifndef L2D_MASTER_H
#define L2D_MASTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct master {
	size_t k, worst;     /* goods; the first ones of which the largest use counts */
	const double *limit; /* [k] in numbers of about 1 */
	size_t first;        /* the columns before are none of a point: slacks, artificial ones, t */
	size_t n, cap, cost_cap;
	double *column;  /* [n][k + 1] */
	double *cost;    /* [n] */
	double *inverse; /* [k + 1][k + 1] of the basis */
	double *x;       /* [k + 1] the basic variables */
	size_t *basis;   /* [k + 1] whose they are */
	double *dual;    /* [k + 1] */
	double *step;    /* [k + 1] */
	bool phase_one;  /* limits are still broken */
	double value;    /* of the optimum; in phase one how much limits are broken */
};

/* Keeps limit, which has no infinite one. */
int master_init(struct master *m, size_t k, size_t worst, const double *limit, struct err *e);
void master_free(struct master *m);

/* One point more.  The first one begins phase one. */
int master_add(struct master *m, const double *use, double cost, struct err *e);

/* Solves the phase and sets price [k], what a good is worth.  Where phase one ends at 0, phase two begins. */
int master_solve(struct master *m, double *price, struct err *e);

/* The share of the point, by its number from 0. */
double master_share(const struct master *m, size_t point);

/* What a new point must cost less than, with its goods paid, to be of use. */
static inline double master_threshold(const struct master *m)
{
	return m->dual[m->k];
}

#endif
