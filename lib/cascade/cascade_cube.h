/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What all cascades of an order can be worth, at once: its last three thresholds, o, p and q, by bins of ranks.
 *
 * For o, p and q each somewhere in a bin, rows of other bins are decided.  What rows are worth that are in the range of one
 * threshold alone is a sum over their ranks up to that threshold; as far as the parts of its bin tell these apart it is largest
 * at one of them, where rows of that part do as is better for them.  So do those in several ranges, and all at every earlier
 * threshold.  One pass over the rows makes sums by bins, and sums over these bound all triples: O(n + bins^3 parts), above what
 * is reached by the rows of several bins, O(n / bins^2), and of single parts, O(n / (bins parts)).
 */
#ifndef L2D_CASCADE_CUBE_H
#define L2D_CASCADE_CUBE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "cascade/cascade_cube_sums.h"
#include "cascade/cascade_rows.h"
#include "cascade/cascade_separable.h"

struct cascade_cube {
	struct cube_sums sums;
	struct cube_worth *part; /* [parts of a bin][p][q] */
	double *bound;           /* [o][p][q] */
};

/* Room in the arena; check arena_status. */
void cascade_cube_init(struct cascade_cube *c, struct arena *a);

/* Bounds a box's thresholds, of three stages or more, at a price. */
void cascade_cube_bound(
	struct cascade_cube *c, const struct cascade_rows *r, const struct cascade_box *box, double price);

/* Narrows a box within that one to the bins whose bound is above the floor, and the bound to the largest of these; false where there are none. */
bool cascade_cube_narrow(const struct cascade_cube *c, double floor, struct cascade_box *box, double *bound);

#endif
