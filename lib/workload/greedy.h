/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Assignment in row order, the baseline that people use: every row takes its cheapest agents among those
 * whose upper limit is not reached.  When the rows that are left are just enough for the lower limits,
 * only agents below theirs are taken.  O(m) a row.
 */
#ifndef L2D_GREEDY_H
#define L2D_GREEDY_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct greedy {
	size_t m, least, most; /* agents, agents per row */
	size_t left;           /* rows still to come, with the next one */
	const size_t *lo, *hi; /* [m] limits of the counts */
	size_t *count;         /* [m] readings so far */
	double *cost;          /* [m] of the row, as the limits leave it */
};

/* Keeps the limits. */
int greedy_init(struct greedy *g, size_t n, size_t m, size_t least, size_t most, const size_t *lo, const size_t *hi,
	struct err *e);
void greedy_free(struct greedy *g);

/* The next row's agents, as agent_cheapest; *n is their number.  ST_NUMERIC when earlier rows have left too
 * few agents, or too few rows for the lower limits. */
int greedy_row(struct greedy *g, const double *cost, uint32_t *chosen, size_t *n, struct err *e);

#endif
