/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The best thresholds of a cascade, for one order of agents at a time: by ascents, one threshold after the other, and by
 * branch and bound over boxes of thresholds.
 *
 * What is sought is the largest gain - price cost, or, `budgeted`, the largest gain within the budget.  All thresholds are
 * bounded at once by bins (cascade_cube.h), and narrowed to what is above the best, by finer bins as long as that leaves little of
 * them; then boxes by sums of single thresholds (cascade_separable.h), narrowed, and halved where most rows are in several ranges;
 * within a budget each box has a price of its own.  How many boxes there are has no small bound, O(n) to the power of the thresholds
 * at worst; where sums over many rows differ by more than chance they are few.  After a fixed amount of work a search stops and
 * says by how much the optimum may be above what it has.
 */
#ifndef L2D_CASCADE_SEARCH_H
#define L2D_CASCADE_SEARCH_H

#include <stdbool.h>

#include "cascade/cascade_cube.h"
#include "cascade/cascade_relaxed.h"
#include "cascade/cascade_rows.h"
#include "cascade/cascade_separable.h"

struct cascade_point {
	size_t order; /* the caller's number of the order that the thresholds are for */
	uint32_t at[CASCADE_STAGES];
	double gain, cost; /* sums; cost <= 0 is within the budget */
};

struct cascade_search {
	struct cascade_rows rows; /* of the order at hand: cascade_rows_arrange */
	struct arena arena;
	struct cascade_separable apart;
	struct cascade_cube cube;
	double gain_size, cost_size; /* sums of the largest magnitudes */
	struct cascade_amount *step; /* [levels + 1] */
	size_t order;                /* the number of the order at hand */
	bool budgeted;               /* only what is within the budget counts */
	struct cascade_point best;
	double price;
	double work;  /* rows of boxes that may still be looked at */
	double left;  /* the largest bound of what was not searched */
	double floor; /* only what is worth more is looked for; -INFINITY: whatever is better than the best */
};

int cascade_search_init(struct cascade_search *s, const struct cascade_table *t, struct err *e);
void cascade_search_free(struct cascade_search *s);

/* What rounding may come to at a price. */
double cascade_slack(const struct cascade_search *s, double price);
double cascade_worth(const struct cascade_search *s, double price, double gain, double cost);

/* Sets the sums. */
void cascade_search_measure(const struct cascade_search *s, struct cascade_point *p);

/* One threshold after the other until none improves: the best thresholds where there is one. */
void cascade_ascend(struct cascade_search *s, double price, struct cascade_point *p);

/* Takes p for s->best where it is better at the price; of equals the cheaper one, as far as it is met. */
void cascade_keep(struct cascade_search *s, const struct cascade_point *p, double price);

/* Improves s->best by all thresholds of the order at hand, which has at least three stages; where there is a budget the price is
 * that of the coarse bound. */
int cascade_branch_and_bound(struct cascade_search *s, double price, struct err *e);

#endif
