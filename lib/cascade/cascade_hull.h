/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The best cascade under a budget, over several orders of agents at once.
 *
 * First the Lagrangian: a price of cost at which two cascades, one within the budget and one beyond it, are worth
 * the same and none is worth more (Everett 1963; found as a vertex of the upper hull of all (cost, gain), each step a
 * search for a cascade above the chord).  The chord at the budget is what a coin between the two yields.  No cascade within
 * the budget, and no mixture of cascades with that mean cost, yields more: so the coin's is the best randomised cascade.
 * Without a coin comes the budget itself, by branch and bound: thresholds within the budget that none surpasses.
 */
#ifndef L2D_CASCADE_HULL_H
#define L2D_CASCADE_HULL_H

#include <stdbool.h>

#include "cascade/cascade_rows.h"

struct cascade_found {
	struct cascade_plan plan;
	struct cascade_plan beyond; /* where `mixed`: the other side of the coin, beyond the budget */
	double bound;               /* of the mean gain under the budget, where no proof was found */
	bool mixed;
	bool proven, affordable; /* the optimum to 1e-12 of the gains' mean size; within the budget at all */
};

/* coin: mixtures of two are allowed. */
int cascade_search_orders(const struct cascade_table *t, const struct cascade_orders *o, bool coin,
	struct cascade_found *found, struct err *e);

/* Whether some cascade is worth more than `floor` at a price, less the budget's price; and the best one, or, without `best`, any
 * that is above.  bound: no cascade is worth more. */
int cascade_search_price(const struct cascade_table *t, const struct cascade_orders *o, double price, double floor,
	bool best, struct cascade_found *found, bool *above, struct err *e);

#endif
