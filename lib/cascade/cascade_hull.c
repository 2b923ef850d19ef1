/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_hull.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cascade/cascade_search.h"

/* Rows of boxes that are looked at before a search ends without proof: some tens of seconds. */
#define WORK 4e8
/* Rows of the table that searches begin with, and how many times more there must be for that to pay. */
#define PROMISE 1e-3
#define SAMPLE 4096
#define SAMPLE_PAYS 8

/* Of an order. */
struct tried {
	struct cascade_point first; /* the cascade that always stops at once */
	struct cascade_point met;   /* where the last ascent ended; at first the one that stops */
	bool whole;                 /* somebody may be asked on every row */
};

struct hull {
	const struct cascade_table *table;
	const struct cascade_orders *orders;
	struct cascade_search s;
	struct tried *tried;                /* [orders] */
	const struct cascade_table *sample; /* a smaller table of some of the rows, or the table itself */
};

static void select_order(struct hull *h, size_t o)
{
	if (h->s.rows.order != h->orders->order[o])
		h->tried[o].whole =
			cascade_rows_arrange(&h->s.rows, h->table, h->orders->order[o], h->orders->stages[o]);
	h->s.order = o;
}

/* Ascends from p in its order. */
static void try_from(struct hull *h, double price, struct cascade_point p)
{
	select_order(h, p.order);
	cascade_ascend(&h->s, price, &p);
	cascade_keep(&h->s, &p, price);
	h->tried[p.order].met = p;
}

static void try_both(struct hull *h, double price, const struct cascade_point *a, const struct cascade_point *b)
{
	try_from(h, price, *a);
	if (memcmp(a, b, sizeof *a))
		try_from(h, price, *b);
}

static bool above(const struct hull *h, double price, double enough)
{
	return cascade_worth(&h->s, price, h->s.best.gain, h->s.best.cost) > enough;
}

/* Branch and bound of an order. */
static int prove(struct hull *h, size_t o, double price, struct err *e)
{
	if (!h->tried[o].whole)
		return ST_OK;
	if (h->orders->stages[o] < 3) {
		try_from(h, price, h->tried[o].first); /* one threshold: the ascent sees all there are */
		return ST_OK;
	}
	select_order(h, o);
	return cascade_branch_and_bound(&h->s, price, e);
}

/* Of every order, until something is worth more than `enough`. */
static int prove_all(struct hull *h, double price, double enough, struct err *e)
{
	int st = ST_OK;

	h->s.work = WORK;
	for (size_t o = 0; !st && o < h->orders->n; o++) {
		st = prove(h, o, price, e);
		if (!st && above(h, price, enough)) {
			try_from(h, price, h->s.best);
			return st;
		}
	}
	return st;
}

/* Whether an ascent from there may be expected to end above that. */
static bool promising(const struct hull *h, const struct cascade_point *p, double price, double enough)
{
	return p->gain - price * p->cost > enough - PROMISE * h->s.gain_size;
}

/* Improves on a and b at this price, in s.best: by ascents, at first in their orders and then in all, or where these reach no more
 * than `enough` and `prove` is set, over all thresholds of all orders.  A good chord before any proof saves most of the proofs. */
static int best_at(struct hull *h, double price, const struct cascade_point *a, const struct cascade_point *b,
	double enough, bool prove, struct err *e)
{
	h->s.left = -INFINITY;
	h->s.best = *a;
	try_both(h, price, a, b);
	enough += cascade_slack(&h->s, price);
	for (size_t o = 0; h->orders->n > 1 && !above(h, price, enough) && o < h->orders->n; o++)
		if (h->tried[o].whole && promising(h, &h->tried[o].met, price, enough))
			try_from(h, price, h->tried[o].met);
	return !prove || above(h, price, enough) ? ST_OK : prove_all(h, price, enough, e);
}

/* Moves a, within the budget, and b, beyond it, to where none is found above their chord, or, while b gains no more than a,
 * none that gains more than a.  With `prove` there is none, and the chord at the budget, or what is above it that was not
 * searched, bounds all that is within the budget. */
static int find_chord(struct hull *h, struct cascade_point *a, struct cascade_point *b, double *price, bool prove,
	double *bound, struct err *e)
{
	struct cascade_search *s = &h->s;

	for (;;) {
		bool rises = b->cost > 0 && b->gain > a->gain + cascade_slack(s, 0);
		double chord;
		int st;

		*price = rises ? (b->gain - a->gain) / (b->cost - a->cost) : 0;
		chord = a->gain - *price * a->cost;
		st = best_at(h, *price, a, b, chord, prove, e);
		if (st)
			return st;
		if (!above(h, *price, chord + cascade_slack(s, *price))) {
			*bound = prove ? fmin(*bound, fmax(chord, s->left)) : *bound;
			return ST_OK;
		}
		*(s->best.cost > 0 ? b : a) = s->best;
	}
}

/* The cascade of the order at hand that stops always at once, or never before it must. */
static struct cascade_point constant(struct hull *h, bool stops)
{
	struct cascade_point p = {.order = h->s.order};

	for (size_t k = 0; k + 1 < h->s.rows.m; k++)
		p.at[k] = stops ? 1 : h->s.rows.levels[k] + 1;
	cascade_search_measure(&h->s, &p);
	return p;
}

/* a: the cheapest cascade, where everything stops at once; b: of those that ask everybody the one that gains most, or a where
 * none gains more. */
static void ends(struct hull *h, struct cascade_point *a, struct cascade_point *b)
{
	struct cascade_point most = {.gain = -INFINITY};

	*a = (struct cascade_point){.cost = INFINITY};
	for (size_t o = 0; o < h->orders->n; o++) {
		struct tried *t = &h->tried[o];
		struct cascade_point all;

		select_order(h, o);
		t->first = t->met = constant(h, true);
		all = constant(h, false);
		if (t->whole && (t->first.cost < a->cost || (t->first.cost == a->cost && t->first.gain > a->gain)))
			*a = t->first;
		if (t->whole && all.cost > 0 && all.gain > most.gain)
			most = all;
	}
	*b = most.gain > a->gain ? most : *a;
}

static int hull_init(struct hull *h, const struct cascade_table *t, const struct cascade_orders *o, struct err *e)
{
	int st;

	*h = (struct hull){.table = t, .orders = o, .sample = t};
	st = cascade_search_init(&h->s, t, e);
	h->tried = mem_alloc(o->n, sizeof *h->tried, e);
	return st || h->tried ? st : ST_SYSTEM;
}

static void hull_free(struct hull *h)
{
	free(h->tried);
	cascade_search_free(&h->s);
}

/* An order that may hold something better, with the price and the gain at the budget that a search among the rows of the sample
 * ends with. */
struct candidate {
	size_t order;
	double price, gain;
};

static int compare_gain(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->gain != y->gain)
		return x->gain < y->gain ? 1 : -1;
	return (x->order > y->order) - (x->order < y->order);
}

static int guess(const struct hull *h, struct candidate *c, double price, struct err *e)
{
	const struct cascade_orders one = {
		.n = 1, .order = &h->orders->order[c->order], .stages = &h->orders->stages[c->order]};
	struct hull x;
	struct cascade_point a, b;
	double bound = INFINITY;
	int st = hull_init(&x, h->sample, &one, e);

	c->price = price;
	if (!st)
		ends(&x, &a, &b);
	if (!st && x.tried[0].whole && a.cost <= 0) {
		st = find_chord(&x, &a, &b, &c->price, false, &bound, e);
		c->gain = a.gain - c->price * a.cost;
	}
	hull_free(&x);
	return st;
}

/* The best within the budget, from the ends of the chord: the orders by what they promise, each with a price of its own. */
static int within_budget(struct hull *h, const struct cascade_point *a, const struct cascade_point *b, double price,
	double *bound, struct err *e)
{
	struct cascade_search *s = &h->s;
	struct candidate *c = mem_alloc(h->orders->n, sizeof *c, e);
	size_t n = 0;
	int st = c ? ST_OK : ST_SYSTEM;

	s->budgeted = true;
	s->best = *a;
	s->left = -INFINITY;
	s->work = WORK;
	try_both(h, 0, a, b);
	for (size_t o = 0; !st && o < h->orders->n; o++)
		if (h->tried[o].whole) {
			c[n] = (struct candidate){o, price, -INFINITY};
			st = h->orders->n > 1 ? guess(h, &c[n], price, e) : ST_OK;
			n++;
		}
	if (!st)
		qsort(c, n, sizeof *c, compare_gain);
	for (size_t k = 0; !st && k < n; k++)
		st = prove(h, c[k].order, c[k].price, e);
	*bound = fmin(*bound, fmax(s->left, s->best.gain));
	s->budgeted = false;
	free(c);
	return st;
}

/* From a, within the budget, and b, beyond it if there is one that gains more; b is of use where there is a coin. */
static int search(struct hull *h, struct cascade_point *a, struct cascade_point *b, struct cascade_found *found,
	double *bound, struct err *e)
{
	struct cascade_point best;
	bool coin = found->mixed;
	double price;
	int st = find_chord(h, a, b, &price, coin, bound, e);

	found->mixed = coin && price > 0;
	if (st || coin || a->gain >= *bound - cascade_slack(&h->s, 0))
		return st;
	st = within_budget(h, a, b, price, bound, e);
	best = h->s.best;
	if (!st && *bound > best.gain + cascade_slack(&h->s, 0))
		st = find_chord(h, a, b, &price, true, bound, e);
	*a = best;
	return st;
}

static void set_found(struct hull *h, const struct cascade_point *a, const struct cascade_point *b, double bound,
	struct cascade_found *found)
{
	double gain = a->gain, part;

	select_order(h, a->order);
	cascade_rows_plan(&h->s.rows, a->at, &found->plan);
	if (found->mixed) {
		part = -a->cost / (b->cost - a->cost);
		gain += part * (b->gain - a->gain);
		select_order(h, b->order);
		cascade_rows_plan(&h->s.rows, b->at, &found->beyond);
	}
	found->bound = bound;
	found->proven = bound <= gain + cascade_slack(&h->s, 0);
}

/* Where the search among the rows of the sample met order o. */
static void meet(struct hull *h, struct hull *sample, size_t o)
{
	struct cascade_point *p = &h->tried[o].met;
	struct cascade_plan plan;

	select_order(sample, o);
	cascade_rows_plan(&sample->s.rows, sample->tried[o].met.at, &plan);
	select_order(h, o);
	cascade_rows_ranks(&h->s.rows, &plan, p->at);
	cascade_search_measure(&h->s, p);
}

/* Ascents in the orders that promise to be among the best at the price; the ends of the chord are the best on either side. */
static void ascend_promising(
	struct hull *h, const struct hull *sample, double price, struct cascade_point *a, struct cascade_point *b)
{
	double most = fmax(a->gain - price * a->cost, b->gain - price * b->cost);

	for (size_t o = 0; o < h->orders->n; o++)
		if (h->tried[o].whole && sample->tried[o].whole)
			most = fmax(most, h->tried[o].met.gain - price * h->tried[o].met.cost);
	for (size_t o = 0; o < h->orders->n; o++) {
		struct cascade_point *p = &h->tried[o].met, *to;

		if (!h->tried[o].whole || !sample->tried[o].whole || !promising(h, p, price, most))
			continue;
		select_order(h, o);
		cascade_ascend(&h->s, price, p);
		to = p->cost > 0 ? b : a;
		if (p->gain - price * p->cost > to->gain - price * to->cost)
			*to = *p;
	}
}

/* Begins where a search among the rows of the sample ends. */
static int begin(struct hull *h, struct cascade_point *a, struct cascade_point *b, struct err *e)
{
	struct hull sample;
	struct cascade_point x, y;
	double price = 0, bound = INFINITY;
	int st = hull_init(&sample, h->sample, h->orders, e);

	if (!st)
		ends(&sample, &x, &y);
	if (!st && x.cost <= 0)
		st = find_chord(&sample, &x, &y, &price, false, &bound, e);
	for (size_t o = 0; !st && o < h->orders->n; o++)
		if (h->tried[o].whole && sample.tried[o].whole)
			meet(h, &sample, o);
	if (!st)
		ascend_promising(h, &sample, price, a, b);
	hull_free(&sample);
	return st;
}

/* The end of the search; begins with a sample where there are many rows and orders. */
static int search_all(struct hull *h, struct cascade_found *found, struct err *e)
{
	bool sampled = h->orders->n > 1 && h->table->n >= SAMPLE_PAYS * SAMPLE;
	struct cascade_table small = {0};
	struct cascade rows = {0};
	struct cascade_point a, b = {0};
	double bound = INFINITY;
	int st = ST_OK;

	ends(h, &a, &b);
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
	struct hull h;
	int st = hull_init(&h, t, o, e);

	*found = (struct cascade_found){.mixed = coin};
	if (!st)
		st = search_all(&h, found, e);
	hull_free(&h);
	return st;
}

/* Improves s.best by branch and bound until nothing is above it and the floor, or, without `best`, something is above the floor. */
static int climb(struct hull *h, double price, bool best, struct err *e)
{
	struct cascade_search *s = &h->s;
	double slack = cascade_slack(s, price), enough;
	int st = ST_OK;

	do {
		enough = fmax(s->floor, cascade_worth(s, price, s->best.gain, s->best.cost)) + slack;
		if (!best && above(h, price, s->floor + slack))
			return ST_OK;
		s->left = -INFINITY;
		st = prove_all(h, price, enough, e);
	} while (!st && above(h, price, enough));
	return st;
}

int cascade_search_price(const struct cascade_table *t, const struct cascade_orders *o, double price, double floor,
	bool best, struct cascade_found *found, bool *is_above, struct err *e)
{
	struct hull h;
	struct cascade_point a, b;
	int st = hull_init(&h, t, o, e);

	*found = (struct cascade_found){0};
	if (!st) {
		ends(&h, &a, &b);
		h.s.floor = floor;
		h.s.best = a;
		try_both(&h, price, &a, &b);
		st = climb(&h, price, best, e);
		*is_above = above(&h, price, floor + cascade_slack(&h.s, price));
		found->bound = fmax(h.s.left, cascade_worth(&h.s, price, h.s.best.gain, h.s.best.cost));
		select_order(&h, h.s.best.order);
		cascade_rows_plan(&h.s.rows, h.s.best.at, &found->plan);
	}
	hull_free(&h);
	return st;
}
