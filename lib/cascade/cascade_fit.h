/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The cascade of the largest mean gain (1 where the answer is right, or its expected value) under a budget for the mean
 * cost, over all distinct confidences as thresholds and over orders of agents: exactly, by branch and bound
 * (cascade_hull.h).  The order of the rows changes nothing.
 */
#ifndef L2D_CASCADE_FIT_H
#define L2D_CASCADE_FIT_H

#include <stdbool.h>

#include "cascade/cascade.h"

struct cascade_fit {
	struct cascade_plan plan;
	struct cascade_plan beyond; /* where part > 0 */
	double part; /* the share of rows that a coin gives to `beyond`, so that the budget is met exactly */
	struct cascade_result mean; /* under the plan, or the coin */
	double bound; /* no cascade within the budget has a larger mean gain: mean.gain where that is proven */
};

enum cascade_orders_tried { CASCADE_IN_ORDER, CASCADE_ANY_ORDER };

/* The most agents whose orders are all tried: 720 of them, 1956 with those of the subsets. */
#define CASCADE_ANY_MOST 6

/* n > 0, and no cost is below 0.  In the order of the agents, or in any order of any of them, of which there are CASCADE_ANY_MOST
 * at most; with a coin between two cascades or without.  ST_NUMERIC when the cheapest cascade costs more than the budget. */
int cascade_fit(const struct cascade *c, double budget, enum cascade_orders_tried tried, bool coin,
	struct cascade_fit *fit, struct err *e);

/* At a price of cost, over all orders of any of the agents: whether some cascade is worth more than `floor`, where worth is
 * gain - price (cost - budget); that cascade, and the bound of what all are worth.  best: the best one; else any will do.  A mixture
 * of cascades that costs the budget is worth what it gains. */
int cascade_fit_price(const struct cascade *c, double price, double budget, double floor, bool best,
	struct cascade_fit *fit, bool *above, struct err *e);

#endif
