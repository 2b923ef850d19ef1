/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A quick bound before the exact one of cascade_bound.h: the thresholds p and q by bins of ranks.
 *
 * For p somewhere in one bin and q somewhere in another, rows of other bins are decided and rows of these two may stop
 * there or not, as is better for the row.  Sums by pairs of bins bound all pairs at once: O(n + bins^2), where the exact
 * bound takes O(n log n) and the memory's latency.  Ranges shrink to the bins whose bound is above the floor, again and again.
 */
#ifndef L2D_CASCADE_COARSE_H
#define L2D_CASCADE_COARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a row is worth when it stops at p's stage, at q's, or goes past both; all the same where it does not come to them. */
struct cascade_reach {
	double x, y, z;
	uint32_t p, q; /* ranks */
};

/* Thresholds from lo to hi, both included, in so many bins, at most as there are thresholds and CASCADE_BINS. */
struct cascade_range {
	uint32_t lo, hi;
	size_t bins;
};

#define CASCADE_BINS 64

/* Sums over the rows of a pair of bins of what they are worth, and of the better of these. */
struct cascade_cell {
	double x, y, z, yz, xy, xz, xyz;
};

/* Bins of the rows, and one on either side for those that pass for all thresholds of the range, or for none. */
struct cascade_bins {
	struct cascade_cell cell[CASCADE_BINS + 2][CASCADE_BINS + 2]; /* [p][q] */
};

/* The range in at most so many bins. */
struct cascade_range cascade_range(uint32_t lo, uint32_t hi, size_t bins);

/* The bin of rank r, from 1; 0 below the range, bins + 1 from its end on. */
size_t cascade_bin(const struct cascade_range *x, uint32_t r);

/* The ranks of bins first to last. */
struct cascade_range cascade_bins_ranks(const struct cascade_range *x, size_t first, size_t last);

/* Which bins hold the thresholds that may be above the floor. */
struct cascade_bin_range {
	size_t first[2], last[2]; /* of p, of q; from 1 */
	double most;              /* the largest bound */
	bool any;
};

/* Of all pairs of bins, with so much beside the cells. */
struct cascade_bin_range cascade_bins_bound(const struct cascade_bins *b, const struct cascade_range *p,
	const struct cascade_range *q, double beside, double floor);

/* Adds a row, or the sums of others. */
void cascade_cell_add(struct cascade_cell *c, double x, double y, double z);
void cascade_cell_join(struct cascade_cell *to, const struct cascade_cell *from);

/* Narrows the ranges by the n rows listed, and sets the bound; false where no thresholds of theirs are worth more than the
 * floor.  Ranges below CASCADE_BINS are left alone, and the bound is infinite then. */
bool cascade_coarse(struct cascade_bins *b, const struct cascade_reach *reach, const uint32_t *row, size_t n,
	double floor, struct cascade_range *p, struct cascade_range *q, double *bound);

#endif
