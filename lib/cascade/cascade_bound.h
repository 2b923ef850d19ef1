/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * How much cascades can be worth whose thresholds lie in a box: what branch and bound prunes by.
 *
 * Worth is gain - lambda cost, summed over the rows.  The last two thresholds, p and q, are solved exactly over their
 * ranges: as p rises rows are sent on from its stage, each of which adds to the sums of all q above its rank; a tree
 * over the ranks of q keeps the largest prefix sum.  So n rows take O(n log n), once more with the roles exchanged.
 * Earlier thresholds are relaxed: a row whose rank lies within the range of one may stop there or not, as is better for
 * the row, whatever p and q are.  The bound is exact where no earlier threshold has a range.
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

struct cascade_bounder {
	const struct cascade_rows *rows;
	struct cascade_reach *reach; /* [n] of the rows that the last box left open */
	struct prefix *tree;         /* [2 x leaves] over ranks; node v has 2 v and 2 v + 1 below it */
	size_t leaves;               /* a power of 2, for the range at hand */
	struct cascade_bins *bins;
};

struct cascade_bounded {
	double worth;  /* the bound, without the rows that are decided */
	uint32_t p, q; /* where it is reached */
};

/* Arrays in the arena, for all boxes of these rows, whatever their order while it has at least three stages, and of so many
 * levels at most; check arena_status. */
void cascade_bounder_init(struct cascade_bounder *b, const struct cascade_rows *r, size_t levels, struct arena *a);

/* The stage where row i stops for all thresholds of the box; m where that depends on them: counts it in open[k] for the
 * earlier stages whose range it lies in, and sets b->reach[i]. */
size_t cascade_reach(struct cascade_bounder *b, const struct cascade_box *x, double lambda, size_t i, size_t *open);

/* Bounds the worth of the n open rows, listed by rising rank of p and of q; narrows the box to the p and q at which the
 * bound is above `floor`.  False where there are none.  loose: the coarse bound is enough, because earlier thresholds are
 * still so wide that the exact one would be no better. */
bool cascade_bound(struct cascade_bounder *b, struct cascade_box *x, const uint32_t *by_p, const uint32_t *by_q,
	size_t n, double floor, bool loose, struct cascade_bounded *found);

#endif
