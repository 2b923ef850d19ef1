/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_fit.h"

#include <math.h>

#include "cascade/cascade_hull.h"
#include "cascade/cascade_rows.h"

static int list_orders(
	struct cascade_orders *o, const struct cascade_table *t, enum cascade_orders_tried tried, struct err *e)
{
	size_t order[CASCADE_STAGES];

	if (tried == CASCADE_ANY_ORDER)
		return cascade_orders_all(o, t->m, t->holes, e);
	for (size_t k = 0; k < t->m; k++)
		order[k] = k;
	return cascade_orders_add(o, order, t->m, e);
}

/* The means, and the coin's share. */
static void measure(const struct cascade *c, double budget, bool mixed, struct cascade_fit *fit)
{
	struct cascade_result more;

	fit->mean = cascade_measure(c, &fit->plan);
	fit->part = 0;
	if (!mixed)
		return;
	more = cascade_measure(c, &fit->beyond);
	fit->part = fmin(1, fmax(0, (budget - fit->mean.cost) / (more.cost - fit->mean.cost)));
	fit->mean.cost += fit->part * (more.cost - fit->mean.cost);
	fit->mean.gain += fit->part * (more.gain - fit->mean.gain);
}

int cascade_fit(const struct cascade *c, double budget, enum cascade_orders_tried tried, bool coin,
	struct cascade_fit *fit, struct err *e)
{
	struct cascade_table t;
	struct cascade_orders orders = {0};
	struct cascade_found found = {0};
	double allowed =
		budget + 1e-12 * fabs(budget); /* a sum that is the budget in decimals may come out just above */
	int st = cascade_table_init(&t, c, allowed, e);

	if (!st)
		st = list_orders(&orders, &t, tried, e);
	if (!st)
		st = cascade_search_orders(&t, &orders, coin, &found, e);
	if (!st) {
		fit->plan = found.plan;
		fit->beyond = found.beyond;
		measure(c, budget, found.mixed, fit);
		fit->bound = found.proven ? fit->mean.gain : fmax(fit->mean.gain, found.bound);
		if (!found.affordable)
			st = cascade_too_dear("first stage", fit->mean.cost, budget, e);
	}
	cascade_orders_free(&orders);
	cascade_table_free(&t);
	return st;
}

int cascade_fit_price(const struct cascade *c, double price, double budget, double floor, bool best,
	struct cascade_fit *fit, bool *above, struct err *e)
{
	struct cascade_table t;
	struct cascade_orders orders = {0};
	struct cascade_found found = {0};
	int st = cascade_table_init(&t, c, budget, e);

	*fit = (struct cascade_fit){0};
	if (!st)
		st = list_orders(&orders, &t, CASCADE_ANY_ORDER, e);
	if (!st)
		st = cascade_search_price(&t, &orders, price, floor, best, &found, above, e);
	if (!st) {
		fit->plan = found.plan;
		fit->bound = found.bound;
		fit->mean = cascade_measure(c, &fit->plan);
	}
	cascade_orders_free(&orders);
	cascade_table_free(&t);
	return st;
}
