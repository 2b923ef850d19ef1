/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A box of thresholds at a price (cascade_separable.h): its bound, the thresholds that may be above a floor, and, where the bound
 * is met, the best ones within the budget.
 */
#ifndef L2D_CASCADE_RELAXED_H
#define L2D_CASCADE_RELAXED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cascade/cascade_separable.h"

/* At a price: the bound, where f_k is largest, and what the relaxed rows gain and cost there. */
struct cascade_relaxed {
	double price, bound;
	double most[CASCADE_STAGES]; /* [m - 1] the largest f_k */
	size_t at[CASCADE_STAGES];   /* [m - 1] its step */
	struct cascade_amount sum;
};

void cascade_relaxed_bound(
	const struct cascade_separable *x, const struct cascade_node *v, double price, struct cascade_relaxed *found);

/* Those steps of each range from the first one to the last that may be above the floor at the price of `found`. */
struct cascade_kept {
	size_t from[CASCADE_STAGES], to[CASCADE_STAGES]; /* [m - 1] both included */
};

struct cascade_kept cascade_relaxed_keep(const struct cascade_separable *x, const struct cascade_node *v,
	const struct cascade_relaxed *found, double floor);

/* From the threshold of the first kept step to the last before the next one. */
struct cascade_box cascade_relaxed_box(
	const struct cascade_separable *x, const struct cascade_node *v, const struct cascade_kept *kept);

/* The threshold of a step. */
uint32_t cascade_relaxed_threshold(
	const struct cascade_separable *x, const struct cascade_node *v, size_t k, size_t step);

/* The cascade of these steps: its thresholds, and what it gains and costs. */
struct cascade_amount cascade_relaxed_measure(
	const struct cascade_separable *x, const struct cascade_node *v, const size_t *step, uint32_t *at);

/* Where no row is in several ranges and none costs less where a threshold is raised: of the steps that were kept those that gain
 * most at a cost of 0 at most; false where none gain more than the floor.  The two of most steps are gone through at once,
 * in O(their steps), for each combination of the others. */
bool cascade_relaxed_solve(const struct cascade_separable *x, const struct cascade_node *v,
	const struct cascade_kept *kept, const struct cascade_relaxed *found, double floor, size_t *step);

#endif
