/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_chord.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* Of the gains' size: how far below the best an ascent may begin that is expected to end above it. */
#define PROMISE 1e-3

int cascade_trial_init(
	struct cascade_trial *h, const struct cascade_table *t, const struct cascade_orders *o, struct err *e)
{
	int st;

	*h = (struct cascade_trial){.table = t, .orders = o, .sample = t};
	st = cascade_search_init(&h->s, t, e);
	h->tried = mem_alloc(o->n, sizeof *h->tried, e);
	return st || h->tried ? st : ST_SYSTEM;
}

void cascade_trial_free(struct cascade_trial *h)
{
	free(h->tried);
	cascade_search_free(&h->s);
}

void cascade_order_select(struct cascade_trial *h, size_t o)
{
	if (h->s.rows.order != h->orders->order[o])
		h->tried[o].whole =
			cascade_rows_arrange(&h->s.rows, h->table, h->orders->order[o], h->orders->stages[o]);
	h->s.order = o;
}

/* Ascends from p in its order. */
static void cascade_try(struct cascade_trial *h, double price, struct cascade_point p)
{
	cascade_order_select(h, p.order);
	cascade_ascend(&h->s, price, &p);
	cascade_keep(&h->s, &p, price);
	h->tried[p.order].met = p;
}

void cascade_try_both(
	struct cascade_trial *h, double price, const struct cascade_point *a, const struct cascade_point *b)
{
	cascade_try(h, price, *a);
	if (memcmp(a, b, sizeof *a))
		cascade_try(h, price, *b);
}

bool cascade_above(const struct cascade_trial *h, double price, double enough)
{
	return cascade_worth(&h->s, price, h->s.best.gain, h->s.best.cost) > enough;
}

int cascade_candidate_compare(const void *a, const void *b)
{
	const struct cascade_candidate *x = a, *y = b;

	if (x->turn != y->turn)
		return x->turn > y->turn ? 1 : -1;
	if (x->gain != y->gain)
		return x->gain < y->gain ? 1 : -1;
	return (x->order > y->order) - (x->order < y->order);
}

int cascade_prove(struct cascade_trial *h, const struct cascade_candidate *c, struct err *e)
{
	if (h->orders->stages[c->order] < 3) {
		cascade_try(h, c->price, h->tried[c->order].first); /* one threshold: the ascent sees all there are */
		return ST_OK;
	}
	cascade_order_select(h, c->order);
	return cascade_branch_and_bound(&h->s, c->price, e);
}

int cascade_prove_all(struct cascade_trial *h, double price, double enough, struct err *e)
{
	struct cascade_candidate *c = mem_alloc(h->orders->n, sizeof *c, e);
	size_t n = 0;
	int st = c ? ST_OK : ST_SYSTEM;

	h->s.work = CASCADE_WORK;
	for (size_t o = 0; !st && o < h->orders->n; o++) {
		const struct cascade_tried *t = &h->tried[o];

		if (t->whole)
			c[n++] = (struct cascade_candidate){o, t->turn, price, t->met.gain - price * t->met.cost};
	}
	if (!st)
		qsort(c, n, sizeof *c, cascade_candidate_compare);
	for (size_t k = 0; !st && k < n && !cascade_above(h, price, enough); k++) {
		st = cascade_prove(h, &c[k], e);
		h->tried[c[k].order].turn = ++h->turns;
	}
	if (!st && cascade_above(h, price, enough))
		cascade_try(h, price, h->s.best);
	free(c);
	return st;
}

bool cascade_promising(const struct cascade_trial *h, const struct cascade_point *p, double price, double enough)
{
	return p->gain - price * p->cost > enough - PROMISE * h->s.gain_size;
}

/* Improves on a and b at this price, in s.best: by ascents, at first in their orders and then in all, or where these reach no more
 * than `enough` and `prove` is set, over all thresholds of all orders.  A good chord before any proof saves most of the proofs. */
static int best_at(struct cascade_trial *h, double price, const struct cascade_point *a, const struct cascade_point *b,
	double enough, bool prove, struct err *e)
{
	h->s.left = -INFINITY;
	h->s.best = *a;
	cascade_try_both(h, price, a, b);
	enough += cascade_slack(&h->s, price);
	for (size_t o = 0; h->orders->n > 1 && !cascade_above(h, price, enough) && o < h->orders->n; o++)
		if (h->tried[o].whole && cascade_promising(h, &h->tried[o].met, price, enough))
			cascade_try(h, price, h->tried[o].met);
	return !prove || cascade_above(h, price, enough) ? ST_OK : cascade_prove_all(h, price, enough, e);
}

int cascade_chord(struct cascade_trial *h, struct cascade_point *a, struct cascade_point *b, double *price, bool prove,
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
		if (!cascade_above(h, *price, chord + cascade_slack(s, *price))) {
			*bound = prove ? fmin(*bound, fmax(chord, s->left)) : *bound;
			return ST_OK;
		}
		*(s->best.cost > 0 ? b : a) = s->best;
	}
}

/* The cascade of the order at hand that stops always at once, or never before it must. */
static struct cascade_point constant(struct cascade_trial *h, bool stops)
{
	struct cascade_point p = {.order = h->s.order};

	for (size_t k = 0; k + 1 < h->s.rows.m; k++)
		p.at[k] = stops ? 1 : h->s.rows.levels[k] + 1;
	cascade_search_measure(&h->s, &p);
	return p;
}

void cascade_ends(struct cascade_trial *h, struct cascade_point *a, struct cascade_point *b)
{
	struct cascade_point most = {.gain = -INFINITY};

	*a = (struct cascade_point){.cost = INFINITY};
	for (size_t o = 0; o < h->orders->n; o++) {
		struct cascade_tried *t = &h->tried[o];
		struct cascade_point all;

		cascade_order_select(h, o);
		t->first = t->met = constant(h, true);
		all = constant(h, false);
		if (t->whole && (t->first.cost < a->cost || (t->first.cost == a->cost && t->first.gain > a->gain)))
			*a = t->first;
		if (t->whole && all.cost > 0 && all.gain > most.gain)
			most = all;
	}
	*b = most.gain > a->gain ? most : *a;
}
