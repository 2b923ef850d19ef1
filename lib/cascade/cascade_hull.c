/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_hull.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cascade/cascade_search.h"

/* Rows of boxes that are looked at before a search ends without proof: some tens of seconds. */
#define WORK 4e8

void cascade_orders_free(struct cascade_orders *o)
{
	free(o->order);
	free(o->stages);
	*o = (struct cascade_orders){0};
}

int cascade_orders_add(struct cascade_orders *o, const size_t *order, size_t stages, struct err *e)
{
	int st = array_reserve(&o->order, &o->cap[0], o->n + 1, sizeof *o->order, e);

	if (!st)
		st = array_reserve(&o->stages, &o->cap[1], o->n + 1, sizeof *o->stages, e);
	if (st)
		return st;
	memcpy(o->order[o->n], order, stages * sizeof *order);
	o->stages[o->n++] = stages;
	return ST_OK;
}

/* Appends all orders that begin with the first k agents of `order`. */
static int add_from(struct cascade_orders *o, size_t *order, size_t k, size_t m, bool subsets, struct err *e)
{
	int st = k == m || (subsets && k > 0) ? cascade_orders_add(o, order, k, e) : ST_OK;

	for (size_t a = 0; !st && a < m; a++) {
		size_t j = 0;

		while (j < k && order[j] != a)
			j++;
		if (j < k)
			continue;
		order[k] = a;
		st = add_from(o, order, k + 1, m, subsets, e);
	}
	return st;
}

int cascade_orders_all(struct cascade_orders *o, size_t m, bool subsets, struct err *e)
{
	size_t order[CASCADE_STAGES] = {0};

	return add_from(o, order, 0, m, subsets, e);
}

struct hull {
	const struct cascade_table *table;
	const struct cascade_orders *orders;
	struct cascade_search s;
	struct cascade_point *first; /* [orders] the cascade that always stops at once */
	struct cascade_point *met;   /* [orders] where the last ascent ended; at first that one */
	bool *whole;                 /* [orders] somebody may be asked on every row */
};

static void select_order(struct hull *h, size_t o)
{
	if (h->s.rows.order != h->orders->order[o])
		h->whole[o] = cascade_rows_arrange(&h->s.rows, h->table, h->orders->order[o], h->orders->stages[o]);
	h->s.order = o;
}

/* Ascends from p in its order. */
static void try_from(struct hull *h, double price, struct cascade_point p)
{
	select_order(h, p.order);
	cascade_ascend(&h->s, price, &p);
	cascade_keep(&h->s, &p, price);
	h->met[p.order] = p;
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

/* Branch and bound of every order, until something is worth more than `enough`. */
static int prove_all(struct hull *h, double price, double enough, struct err *e)
{
	int st = ST_OK;

	h->s.work = WORK;
	for (size_t o = 0; !st && o < h->orders->n; o++) {
		if (!h->whole[o])
			continue;
		if (h->orders->stages[o] < 3)
			try_from(h, price, h->first[o]); /* one threshold: the ascent sees all there are */
		else {
			select_order(h, o);
			st = cascade_branch_and_bound(&h->s, price, e);
		}
		if (!st && above(h, price, enough)) {
			try_from(h, price, h->s.best);
			return st;
		}
	}
	return st;
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
		if (h->whole[o])
			try_from(h, price, h->met[o]);
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

/* The best within the budget, from the ends of the chord. */
static int within_budget(struct hull *h, const struct cascade_point *a, const struct cascade_point *b, double price,
	double *bound, struct err *e)
{
	struct cascade_search *s = &h->s;
	int st;

	s->budgeted = true;
	s->best = *a;
	s->left = -INFINITY;
	try_both(h, 0, a, b);
	st = prove_all(h, price, INFINITY, e);
	*bound = fmin(*bound, fmax(s->left, s->best.gain));
	s->budgeted = false;
	return st;
}

/* From a, within the budget, and b, beyond it if there is one that gains more; b is of use where there is a coin. */
static int search(struct hull *h, struct cascade_point *a, struct cascade_point *b, bool coin, double *bound,
	bool *mixed, struct err *e)
{
	struct cascade_point best;
	double price;
	int st = find_chord(h, a, b, &price, coin, bound, e);

	*mixed = coin && price > 0;
	if (st || coin || a->gain >= *bound - cascade_slack(&h->s, 0))
		return st;
	st = within_budget(h, a, b, price, bound, e);
	best = h->s.best;
	if (!st && *bound > best.gain + cascade_slack(&h->s, 0))
		st = find_chord(h, a, b, &price, true, bound, e);
	*a = best;
	return st;
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
		struct cascade_point p, all;

		select_order(h, o);
		p = h->first[o] = h->met[o] = constant(h, true);
		all = constant(h, false);
		if (h->whole[o] && (p.cost < a->cost || (p.cost == a->cost && p.gain > a->gain)))
			*a = p;
		if (h->whole[o] && all.cost > 0 && all.gain > most.gain)
			most = all;
	}
	*b = most.gain > a->gain ? most : *a;
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

static int hull_init(struct hull *h, struct err *e)
{
	int st = cascade_search_init(&h->s, h->table, e);

	h->first = mem_alloc(h->orders->n, sizeof *h->first, e);
	h->met = mem_alloc(h->orders->n, sizeof *h->met, e);
	h->whole = mem_alloc(h->orders->n, sizeof *h->whole, e);
	return st || (h->first && h->met && h->whole) ? st : ST_SYSTEM;
}

static void hull_free(struct hull *h)
{
	free(h->first);
	free(h->met);
	free(h->whole);
	cascade_search_free(&h->s);
}

int cascade_search_orders(const struct cascade_table *t, const struct cascade_orders *o, bool coin,
	struct cascade_found *found, struct err *e)
{
	struct hull h = {.table = t, .orders = o};
	struct cascade_point a, b = {0};
	double bound = INFINITY;
	int st = hull_init(&h, e);

	*found = (struct cascade_found){0};
	if (!st) {
		ends(&h, &a, &b);
		found->affordable = a.cost <= 0;
		if (found->affordable)
			st = search(&h, &a, &b, coin, &bound, &found->mixed, e);
		set_found(&h, &a, &b, bound, found);
	}
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
	struct hull h = {.table = t, .orders = o};
	struct cascade_point a, b;
	int st = hull_init(&h, e);

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
