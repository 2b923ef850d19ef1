/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * How much cascades can be worth whose thresholds lie in a box: what branch and bound prunes by.
 *
 * Most rows that a small box leaves open lie in the range of one threshold alone, so that what they are worth is a sum over
 * their ranks up to that threshold, whatever the others are:
 *
 *   worth(t) <= decided + sum_k f_k(t_k) + sum over the rows in two ranges or more of the best of their stages,
 *
 * and the right side is largest where each f_k is, a prefix sum.  A box whose ranges each hold a share d of the n rows leaves
 * O(d n) of them open and O(d^2 n) in several ranges: the bound is off by as much as the worth itself differs within the
 * box where it is largest, so that of boxes of any size few are above it.  Where no row is in several ranges it is met.
 *
 * A box within another one takes slices of its f_k, and only the rows that were in several ranges are looked at again.
 *
 * Worth is gain - price cost (Everett 1963), at any price >= 0.
 */
#ifndef L2D_CASCADE_SEPARABLE_H
#define L2D_CASCADE_SEPARABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "cascade/cascade_rows.h"

struct cascade_box {
	uint32_t lo[CASCADE_STAGES], hi[CASCADE_STAGES]; /* [m - 1] thresholds, both ends included */
};

/* What is added to the sums where a threshold rises to `at`. */
struct cascade_step {
	struct cascade_amount sum;
	uint32_t at;
};

/* f_k: steps from .. from + n - 1, rising, of which the first one is for the least threshold of the range; `less` is taken off their
 * sums. */
struct cascade_slice {
	size_t from, n;
	struct cascade_amount less;
};

/* A box's rows, summed. */
struct cascade_node {
	struct cascade_box box;
	struct cascade_amount base; /* of all rows but those in several ranges, with the least thresholds */
	struct cascade_slice slice[CASCADE_STAGES]; /* [m - 1] */
	size_t several, several_n;                  /* rows in several ranges: several .. several + several_n - 1 */
	size_t in[CASCADE_STAGES];                  /* [m - 1] of them are in the range of k */
	size_t steps;                               /* of this node and those that it is within */
};

/* Of the first so many steps that were kept, the largest gain, and which it is. */
struct cascade_prefix {
	double gain;
	size_t step;
};

struct cascade_separable {
	const struct cascade_rows *rows;
	struct cascade_step *step; /* [steps] of all nodes; a node's come after those of the ones that it is within */
	uint32_t *several;         /* [several_n] of all nodes */
	size_t steps, several_n, cap[2];
	struct cascade_step
		*fresh;    /* [m - 1][hi - lo + 1] of rows that now are in one range, by threshold, where touched */
	uint64_t *touched; /* [m - 1] bits */
	struct cascade_prefix *prefix; /* for cascade_relaxed_solve */
};

/* Arrays in the arena, for these rows, whatever their order, of so many agents and levels at most; check arena_status. */
void cascade_separable_init(
	struct cascade_separable *x, const struct cascade_rows *r, size_t agents, size_t levels, struct arena *a);
void cascade_separable_free(struct cascade_separable *x);

/* All thresholds, with all rows to be looked at. */
int cascade_separable_root(struct cascade_separable *x, struct cascade_node *root, struct err *e);

/* The node of a box within another one's.  O(its rows in several ranges + this one's steps + thresholds / 64). */
int cascade_separable_part(struct cascade_separable *x, const struct cascade_node *from, const struct cascade_box *box,
	struct cascade_node *to, struct err *e);

/* Forgets all nodes that were made after this one. */
void cascade_separable_forget(struct cascade_separable *x, const struct cascade_node *after);

/* Bits of stages: in whose ranges a row is before it must stop; and where that is. */
static inline uint32_t cascade_box_ranges(const struct cascade_box *box, const uint32_t *rank, size_t m, size_t *last)
{
	uint32_t in = 0, stop = (uint32_t)1 << (m - 1);

	for (size_t k = 0; k + 1 < m; k++) {
		in |= (uint32_t)(rank[k] >= box->lo[k]) << k;
		stop |= (uint32_t)(rank[k] >= box->hi[k]) << k;
	}
	*last = (size_t)__builtin_ctz(stop);
	return in & ((stop & -stop) - 1);
}

#endif
