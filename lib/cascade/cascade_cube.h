/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What all cascades of an order can be worth, at once: its last three thresholds, o, p and q, by bins of ranks.
 *
 * For o, p and q each somewhere in a bin, rows of other bins are decided, and rows of these may stop there or not, as is
 * better for the row; so may they at every earlier threshold.  One pass over the rows makes the sums of each triple of
 * bins, and sums over these bound all triples: O(n + bins^3), as cascade_coarse.h does it for p and q, whose sums are used.
 */
#ifndef L2D_CASCADE_CUBE_H
#define L2D_CASCADE_CUBE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "cascade/cascade_coarse.h"
#include "cascade/cascade_rows.h"

#define CUBE_BINS 48

/* The thresholds o of a bin with the thresholds p and q that may go with them; none where the bound is not above the floor. */
struct cube_slice {
	struct cascade_range o, p, q;
	double bound;
	bool any;
};

struct cascade_cube {
	struct cube_sums *sums; /* [p][o][q] */
	struct cascade_bins *bins;
	struct cube_slice slice[CUBE_BINS]; /* [slices], rising */
	size_t slices;
};

/* Room in the arena; check arena_status. */
void cascade_cube_init(struct cascade_cube *c, struct arena *a);

/* The slices of all thresholds of at least four stages, at a price, and the largest bound; -INFINITY where none is above. */
double cascade_cube_bound(struct cascade_cube *c, const struct cascade_rows *r, double price, double floor);

/* The ranges of the slices from .. to - 1 whose bound is above the floor; none where there are none. */
struct cube_slice cascade_cube_join(const struct cascade_cube *c, size_t from, size_t to, double floor);

#endif
