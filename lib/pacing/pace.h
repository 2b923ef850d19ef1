/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Assignment of a stream of unknown length under limits on running shares.
 *
 * Online dual descent (Balseiro, Lu, Mirrokni 2020, "Dual mirror descent for online allocation problems",
 * ICML, algorithm 1 with the Euclidean reference function), on costs in a unit of their own: row t takes its cheapest
 * agents at cost_j + s_t (u_j - l_j); with x_j = 1 for the agents taken and step eta_t = step / sqrt(t), the prices become
 * u_j = max(0, u_j + eta_t (x_j - hi_j)) and l_j = max(0, l_j + eta_t (lo_j - x_j)).
 *
 * The unit s_t is the geometric mean, over rows 1 ... t, of the differences between a row's costs and the least one of them
 * (0, which is nobody's, among them where rows may have fewer agents); differences below 1e-13 of the costs are none.  So a
 * common factor of all costs changes no decision, and one row of a cost far from all others moves the unit little.
 *
 * After t rows in random order a share misses its limit by O(range of the costs / (step s sqrt(t))), and the mean
 * loss exceeds that of the best assignment by O(step s / sqrt(t)).  O(m) memory, O(m) a row.  Costs up to 1e280 and steps up to
 * 1e10 have finite prices.
 */
#ifndef L2D_PACE_H
#define L2D_PACE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct pace {
	size_t m, least, most; /* agents, agents per row */
	const double *lo, *hi; /* [m] limits of the shares of rows */
	double step;           /* in units of s */
	size_t rows;           /* so far */
	double *up, *down;     /* [m] u, l */
	double *price;         /* [m] s (u - l) */
	double *own;           /* [m] the row's costs less the least one */
	size_t differences;    /* so far */
	long long exponent;    /* their product is 2^exponent exp(mantissa) */
	double mantissa;
};

/* Keeps the limits. */
int pace_init(struct pace *p, size_t m, size_t least, size_t most, const double *lo, const double *hi, double step,
	struct err *e);
void pace_free(struct pace *p);

/* The next row's agents, as agent_cheapest. */
size_t pace_row(struct pace *p, const double *cost, uint32_t *chosen);

#endif
