/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Assignment of a stream of unknown length under limits on running shares.
 *
 * Online dual descent (Balseiro, Lu, Mirrokni 2020, "Dual mirror descent for online allocation problems",
 * ICML): row t takes its cheapest agents at cost_j + u_j - l_j; with x_j = 1 for the agents taken and step
 * eta_t = step / sqrt(t), the prices become u_j = max(0, u_j + eta_t (x_j - hi_j)) and l_j = max(0, l_j +
 * eta_t (lo_j - x_j)).  After t rows in random order a share misses its limit by O(range of the costs /
 * (step sqrt(t))), and the mean loss exceeds that of the best assignment by O(step / sqrt(t)). O(m)
 * memory, O(m) a row.
 */
#ifndef L2D_PACE_H
#define L2D_PACE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct pace {
	size_t m, least, most; /* agents, agents per row */
	const double *lo, *hi; /* [m] limits of the shares of rows */
	double step;           /* in units of the costs */
	size_t rows;           /* so far */
	double *up, *down;     /* [m] u, l */
	double *price;         /* [m] u - l */
};

/* Keeps the limits. */
int pace_init(struct pace *p, size_t m, size_t least, size_t most, const double *lo, const double *hi, double step,
	struct err *e);
void pace_free(struct pace *p);

/* The next row's agents, as agent_cheapest. */
size_t pace_row(struct pace *p, const double *cost, uint32_t *chosen);

#endif
