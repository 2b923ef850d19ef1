/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_hull.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cascade/cascade_chord.h"

/* Rows of the table that searches begin with, and how many times more there must be for that to pay. */
#define SAMPLE 4096
#define SAMPLE_PAYS 8

/* The price and the gain at the budget that a search of the order among the rows of the sample ends with. */
static int guess(const struct cascade_trial *h, struct cascade_candidate *c, double price, struct err *e)
{
	const struct cascade_orders one = {
		.n = 1, .order = &h->orders->order[c->order], .stages = &h->orders->stages[c->order]};
	struct cascade_trial x;
	struct cascade_point a, b;
	double bound = INFINITY;
	int st = cascade_trial_init(&x, h->sample, &one, e);

	c->price = price;
	if (!st)
		cascade_ends(&x, &a, &b);
	if (!st && x.tried[0].whole && a.cost <= 0) {
		st = cascade_chord(&x, &a, &b, &c->price, false, &bound, e);
		c->gain = a.gain - c->price * a.cost;
	}
	cascade_trial_free(&x);
	return st;
}

/* The best within the budget, from the ends of the chord: the orders by what they promise, each with a price of its own. */
static int within_budget(struct cascade_trial *h, const struct cascade_point *a, const struct cascade_point *b,
	double price, double *bound, struct err *e)
{
	struct cascade_search *s = &h->s;
	struct cascade_candidate *c = mem_alloc(h->orders->n, sizeof *c, e);
	size_t n = 0;
	int st = c ? ST_OK : ST_SYSTEM;

	s->budgeted = true;
	s->best = *a;
	s->left = -INFINITY;
	s->work = CASCADE_WORK;
	cascade_try_both(h, 0, a, b);
	for (size_t o = 0; !st && o < h->orders->n; o++)
		if (h->tried[o].whole) {
			c[n] = (struct cascade_candidate){o, 0, price, -INFINITY};
			st = h->orders->n > 1 ? guess(h, &c[n], price, e) : ST_OK;
			n++;
		}
	if (!st)
		qsort(c, n, sizeof *c, cascade_candidate_compare);
	for (size_t k = 0; !st && k < n; k++)
		st = cascade_prove(h, &c[k], e);
	*bound = fmin(*bound, fmax(s->left, s->best.gain));
	s->budgeted = false;
	free(c);
	return st;
}

/* From a, within the budget, and b, beyond it if there is one that gains more; b is of use where there is a coin. */
static int search(struct cascade_trial *h, struct cascade_point *a, struct cascade_point *b,
	struct cascade_found *found, double *bound, struct err *e)
{
	struct cascade_point best;
	bool coin = found->mixed;
	double price;
	int st = cascade_chord(h, a, b, &price, coin, bound, e);

	found->mixed = coin && price > 0;
	if (st || coin || a->gain >= *bound - cascade_slack(&h->s, 0))
		return st;
	st = within_budget(h, a, b, price, bound, e);
	best = h->s.best;
	if (!st && *bound > best.gain + cascade_slack(&h->s, 0))
		st = cascade_chord(h, a, b, &price, true, bound, e);
	*a = best;
	return st;
}

static void set_found(struct cascade_trial *h, const struct cascade_point *a, const struct cascade_point *b,
	double bound, struct cascade_found *found)
{
	double gain = a->gain, part;

	cascade_order_select(h, a->order);
	cascade_rows_plan(&h->s.rows, a->at, &found->plan);
	if (found->mixed) {
		part = -a->cost / (b->cost - a->cost);
		gain += part * (b->gain - a->gain);
		cascade_order_select(h, b->order);
		cascade_rows_plan(&h->s.rows, b->at, &found->beyond);
	}
	found->bound = bound;
	found->proven = bound <= gain + cascade_slack(&h->s, 0);
}

/* Where the search among the rows of the sample met order o. */
static void meet(struct cascade_trial *h, struct cascade_trial *sample, size_t o)
{
	struct cascade_point *p = &h->tried[o].met;
	struct cascade_plan plan;

	cascade_order_select(sample, o);
	cascade_rows_plan(&sample->s.rows, sample->tried[o].met.at, &plan);
	cascade_order_select(h, o);
	cascade_rows_ranks(&h->s.rows, &plan, p->at);
	cascade_search_measure(&h->s, p);
}

/* Ascents in the orders that promise to be among the best at the price; the ends of the chord are the best on either side. */
static void ascend_promising(struct cascade_trial *h, const struct cascade_trial *sample, double price,
	struct cascade_point *a, struct cascade_point *b)
{
	double most = fmax(a->gain - price * a->cost, b->gain - price * b->cost);

	for (size_t o = 0; o < h->orders->n; o++)
		if (h->tried[o].whole && sample->tried[o].whole)
			most = fmax(most, h->tried[o].met.gain - price * h->tried[o].met.cost);
	for (size_t o = 0; o < h->orders->n; o++) {
		struct cascade_point *p = &h->tried[o].met, *to;

		if (!h->tried[o].whole || !sample->tried[o].whole || !cascade_promising(h, p, price, most))
			continue;
		cascade_order_select(h, o);
		cascade_ascend(&h->s, price, p);
		to = p->cost > 0 ? b : a;
		if (p->gain - price * p->cost > to->gain - price * to->cost)
			*to = *p;
	}
}

/* Begins where a search among the rows of the sample ends. */
static int begin(struct cascade_trial *h, struct cascade_point *a, struct cascade_point *b, struct err *e)
{
	struct cascade_trial sample;
	struct cascade_point x, y;
	double price = 0, bound = INFINITY;
	int st = cascade_trial_init(&sample, h->sample, h->orders, e);

	if (!st)
		cascade_ends(&sample, &x, &y);
	if (!st && x.cost <= 0)
		st = cascade_chord(&sample, &x, &y, &price, true, &bound, e);
	for (size_t o = 0; !st && o < h->orders->n; o++)
		if (h->tried[o].whole && sample.tried[o].whole)
			meet(h, &sample, o);
	if (!st)
		ascend_promising(h, &sample, price, a, b);
	cascade_trial_free(&sample);
	return st;
}

/* The end of the search; begins with a sample where there are many rows and orders. */
static int search_all(struct cascade_trial *h, struct cascade_found *found, struct err *e)
{
	bool sampled = h->orders->n > 1 && h->table->n >= SAMPLE_PAYS * SAMPLE;
	struct cascade_table small = {0};
	struct cascade rows = {0};
	struct cascade_point a, b = {0};
	double bound = INFINITY;
	int st = ST_OK;

	cascade_ends(h, &a, &b);
	found->affordable = a.cost <= 0;
	found->mixed &= found->affordable;
	if (found->affordable && sampled) {
		st = cascade_table_sample(&small, &rows, h->table, SAMPLE, e);
		h->sample = &small;
		if (!st)
			st = begin(h, &a, &b, e);
	}
	if (!st && found->affordable)
		st = search(h, &a, &b, found, &bound, e);
	if (!st)
		set_found(h, &a, &b, bound, found);
	cascade_table_free(&small);
	cascade_free(&rows);
	return st;
}

int cascade_search_orders(const struct cascade_table *t, const struct cascade_orders *o, bool coin,
	struct cascade_found *found, struct err *e)
{
	struct cascade_trial h;
	int st = cascade_trial_init(&h, t, o, e);

	*found = (struct cascade_found){.mixed = coin};
	if (!st)
		st = search_all(&h, found, e);
	cascade_trial_free(&h);
	return st;
}

/* Improves s.best by branch and bound until nothing is above it and the floor, or, without `best`, something is above the floor. */
static int climb(struct cascade_trial *h, double price, bool best, struct err *e)
{
	struct cascade_search *s = &h->s;
	double slack = cascade_slack(s, price), enough;
	int st = ST_OK;

	do {
		enough = fmax(s->floor, cascade_worth(s, price, s->best.gain, s->best.cost)) + slack;
		if (!best && cascade_above(h, price, s->floor + slack))
			return ST_OK;
		s->left = -INFINITY;
		st = cascade_prove_all(h, price, enough, e);
	} while (!st && cascade_above(h, price, enough));
	return st;
}

int cascade_search_price(const struct cascade_table *t, const struct cascade_orders *o, double price, double floor,
	bool best, struct cascade_found *found, bool *is_above, struct err *e)
{
	struct cascade_trial h;
	struct cascade_point a, b;
	int st = cascade_trial_init(&h, t, o, e);

	*found = (struct cascade_found){0};
	if (!st) {
		cascade_ends(&h, &a, &b);
		h.s.floor = floor;
		h.s.best = a;
		cascade_try_both(&h, price, &a, &b);
		st = climb(&h, price, best, e);
		*is_above = cascade_above(&h, price, floor + cascade_slack(&h.s, price));
		found->bound = fmax(h.s.left, cascade_worth(&h.s, price, h.s.best.gain, h.s.best.cost));
		cascade_order_select(&h, h.s.best.order);
		cascade_rows_plan(&h.s.rows, h.s.best.at, &found->plan);
	}
	cascade_trial_free(&h);
	return st;
}
