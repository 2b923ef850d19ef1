/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * How much cascades can be worth whose thresholds lie in a box: what branch and bound prunes by.
 *
 * Worth is gain - lambda cost, or, under a budget, the gain, summed over the rows.  The last two thresholds, p and q, are
 * solved exactly over their ranges: as p rises rows are sent on from its stage, each of which adds to the sums of all q
 * above its rank; a tree over the ranks of q keeps the largest prefix sum, of those prefixes that the budget allows.  So n
 * rows take O(n log n), once more with the roles exchanged; under a budget that holds where no cost is negative, so that
 * what is spent rises with each threshold, and else the tree may be searched deeper.
 * Earlier thresholds are relaxed: a row whose rank lies within the range of one may stop there or not, as is better for
 * the row, whatever p and q are; under a budget it pays the least of the two and gains the most.  The bound is exact where no
 * earlier threshold has a range.
 */
#ifndef L2D_CASCADE_BOUND_H
#define L2D_CASCADE_BOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "cascade/cascade_coarse.h"
#include "cascade/cascade_rows.h"

struct cascade_box {
	uint32_t lo[CASCADE_STAGES], hi[CASCADE_STAGES]; /* [m - 1] thresholds, both ends included */
};

/* Of the ranks below a node: the sum, and the largest sum of the first so many of them, 0 for none. */
struct prefix {
	double sum, max;
};

/* Of the same: the cost, and the least and the largest cost of the first so many of them. */
struct spending {
	double sum, low, high;
};

/* What counts, gain or worth, and what it takes of the budget. */
struct cascade_amount {
	double value, cost;
};

/* cascade_reach as the exact bound wants it. */
struct cascade_amounts {
	struct cascade_amount x, y, z;
};

struct cascade_bounder {
	const struct cascade_rows *rows;
	bool budgeted;
	struct cascade_reach *reach;     /* [n] of the rows that the last box left open */
	struct cascade_amounts *amounts; /* [n] of the same */
	struct prefix *tree;             /* [2 x leaves] over ranks; node v has 2 v and 2 v + 1 below it */
	struct spending *spent;          /* [2 x leaves] of the same nodes, where budgeted */
	size_t leaves;                   /* a power of 2, for the range at hand */
	struct cascade_bins *bins;
};

/* The rows of a box. */
struct cascade_open {
	const uint32_t *by_p, *by_q; /* [n] open rows by rising rank of p and of q */
	size_t n;
	double gain, cost, price; /* sums over the other rows; the price that the rows were reached with */
	double floor;             /* of what is looked for */
	bool loose; /* the coarse bound is enough, because earlier thresholds are still so wide that the exact one would be no better */
};

struct cascade_bounded {
	double worth;  /* the bound, of all rows */
	uint32_t p, q; /* where it is reached, or the middle */
	bool exact;    /* for p and q, not the coarse one alone */
};

/* Arrays in the arena, for all boxes of these rows, whatever their order while it has at least three stages, and of so many
 * levels at most; check arena_status. */
void cascade_bounder_init(struct cascade_bounder *b, const struct cascade_rows *r, size_t levels, struct arena *a);

/* The stage where row i stops for all thresholds of the box; m where that depends on them: counts it in open[k] for the
 * earlier stages whose range it lies in, and sets b->reach[i] and b->amounts[i]. */
size_t cascade_reach(struct cascade_bounder *b, const struct cascade_box *x, double lambda, size_t i, size_t *open);

/* Bounds what the rows are worth; narrows the box to the p and q at which the bound is above the floor.  False where there are
 * none. */
bool cascade_bound(struct cascade_bounder *b, struct cascade_box *x, const struct cascade_open *open,
	struct cascade_bounded *found);

#endif
