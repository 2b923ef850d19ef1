/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What all cascades of an order can be worth, at once: its last three thresholds, o, p and q, by bins of ranks.
 *
 * For o, p and q each somewhere in a bin, rows of other bins are decided, and rows of these may stop there or not, as is
 * better for the row; so may they at every earlier threshold.  One pass over the rows makes the sums of each triple of
 * bins, and sums over these bound all triples: O(n + bins^3).
 */
#ifndef L2D_CASCADE_CUBE_H
#define L2D_CASCADE_CUBE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "cascade/cascade_rows.h"
#include "cascade/cascade_separable.h"

#define CUBE_BINS 48

/* The thresholds 1 .. levels + 1 of a stage in bins, at most as many as there are thresholds. */
struct cube_side {
	uint32_t thresholds;
	size_t bins;
};

struct cascade_cube {
	struct cube_sums *sums;   /* [p][o][q] */
	struct cube_plane *plane; /* [2] */
	double *bound;            /* [o][p][q] */
	struct cube_side side[3]; /* o, p, q */
	size_t first;             /* o's stage */
};

/* Room in the arena; check arena_status. */
void cascade_cube_init(struct cascade_cube *c, struct arena *a);

/* Bounds all thresholds of at least four stages, at a price. */
void cascade_cube_bound(struct cascade_cube *c, const struct cascade_rows *r, double price);

/* Narrows a box to the bins whose bound is above the floor, and the bound to the largest of these; false where there are none. */
bool cascade_cube_narrow(const struct cascade_cube *c, double floor, struct cascade_box *box, double *bound);

/* The bins of a box's widest side, and its stage. */
size_t cascade_cube_widest(const struct cascade_cube *c, const struct cascade_box *box, size_t *stage);

#endif
