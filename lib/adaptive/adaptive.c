/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "adaptive/adaptive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "adaptive/adaptive_induction.h"

#define CHORDS_MAX 200 /* each is above the one before; a few are the rule */
#define ROUNDING 1e-12 /* of the sizes of what is added, as in cascade_search */

void adaptive_init(struct adaptive *f, size_t m)
{
	*f = (struct adaptive){.bound = NAN};
	answered_init(&f->seen, m, INFINITY);
}

void adaptive_free(struct adaptive *f)
{
	answered_free(&f->seen);
	adaptive_cells_free(&f->cells);
	free(f->plan);
	free(f->beyond);
	free(f->reached);
	*f = (struct adaptive){0};
}

/* The action in a state that may never have been seen: that of the finest one above it that was; else the first agent that
 * may be asked, and then its answer. */
static size_t act(const struct adaptive *f, const uint8_t *plan, const struct adaptive_view *v)
{
	uint32_t cell = ADAPTIVE_NONE;
	size_t a = 0;

	for (int level = 0; level < ADAPTIVE_LEVELS && cell == ADAPTIVE_NONE; level++)
		cell = adaptive_cells_find(&f->cells, adaptive_state(&f->bins, v, level));
	if (cell != ADAPTIVE_NONE)
		return plan[cell];
	while (a < v->m && (v->asked ? !(v->asked >> a & 1) : isnan(v->conf[a])))
		a++;
	return a;
}

size_t adaptive_ask(
	const struct adaptive *f, bool beyond, const struct cascade_row *r, const uint32_t *answer, double *paid)
{
	struct adaptive_view v = {f->seen.rows.m, 0, r->conf, answer};

	*paid = 0;
	if (f->by_cascade)
		return cascade_ask(beyond ? &f->cascade.beyond : &f->cascade.plan, r, paid);
	for (;;) {
		size_t a = act(f, beyond ? f->beyond : f->plan, &v);

		if (a == v.m)
			return SIZE_MAX;
		if (v.asked >> a & 1)
			return a;
		v.asked |= 1U << a;
		*paid += r->cost[a];
	}
}

/* What is being fitted: the states, and three policies over them, within the budget, beyond it and one to try. */
struct fit {
	struct induction x;
	const struct adaptive_options *o;
	struct adaptive_policy a, b, trial;
};

static double worth(const struct adaptive_policy *p, double price)
{
	return p->mean.gain - price * p->mean.cost;
}

static void copy(const struct fit *t, struct adaptive_policy *to, const struct adaptive_policy *from)
{
	memcpy(to->action, from->action, t->x.cells.n);
	to->mean = from->mean;
}

/* Moves a, within the budget, and b, which gains more, to the edge of the hull over the budget, and returns its price.  With
 * smoothing what is solved for may lie below the chord, which ends it. */
static double find_edge(struct fit *t, double budget)
{
	struct adaptive_policy *a = &t->a, *b = &t->b;
	double price = 0;

	for (int k = 0; k < CHORDS_MAX && b->mean.cost > budget && b->mean.gain > a->mean.gain; k++) {
		price = (b->mean.gain - a->mean.gain) / (b->mean.cost - a->mean.cost);
		induction_solve(&t->x, 1, price, &t->trial);
		if (!(worth(&t->trial, price) > worth(a, price) + induction_slack(&t->x, price)))
			break;
		copy(t, t->trial.mean.cost > budget ? b : a, &t->trial);
	}
	return price;
}

/* The policy, or two and the coin, for the budget; sets the price there. */
static int meet_budget(struct adaptive *f, struct fit *t, double budget, double *price, struct err *e)
{
	struct adaptive_policy *a = &t->a, *b = &t->b;
	double may =
		budget + ROUNDING * fabs(budget); /* a mean that is the budget in decimals may come out just above */

	t->x.smoothing = 0; /* what is cheapest is no guess */
	induction_solve(&t->x, 0, 1, a);
	t->x.smoothing = t->o->smoothing;
	if (a->mean.cost > may)
		return cascade_too_dear("cheapest agent", a->mean.cost, budget, e);
	induction_solve(&t->x, 1, 0, b);
	*price = find_edge(t, may);
	if (b->mean.cost <= may && b->mean.gain >= a->mean.gain)
		copy(t, a, b);
	f->mean = a->mean;
	if (!t->o->coin || b->mean.cost <= may || b->mean.gain <= a->mean.gain)
		return ST_OK;
	f->part = fmin(1, fmax(0, (budget - a->mean.cost) / (b->mean.cost - a->mean.cost)));
	f->mean.cost += f->part * (b->mean.cost - a->mean.cost);
	f->mean.gain += f->part * (b->mean.gain - a->mean.gain);
	return ST_OK;
}

/* Takes the best cascade where it is better than what was found. */
static int rival(struct adaptive *f, const struct fit *t, double price, struct err *e)
{
	bool budgeted = !isnan(t->o->budget);
	double budget = budgeted ? t->o->budget : 0, slack = induction_slack(&t->x, price);
	double floor =
		f->mean.gain - (budgeted ? 0 : price * f->mean.cost); /* at the budget, or below it, nothing off */
	int st = cascade_fit_price(&f->seen.rows, price, budget, floor, !budgeted, &f->cascade, &f->by_cascade, e);

	if (!st && f->by_cascade && budgeted) {
		st = cascade_fit(&f->seen.rows, budget, CASCADE_ANY_ORDER, t->o->coin, &f->cascade, e);
		f->by_cascade = f->cascade.mean.gain > f->mean.gain;
	}
	if (st)
		return st;
	if (f->by_cascade) {
		f->mean = f->cascade.mean;
		f->part = f->cascade.part;
		floor = f->mean.gain - (budgeted ? 0 : price * f->mean.cost);
	}
	f->bound = f->cascade.bound > floor + slack ? f->cascade.bound : NAN;
	return ST_OK;
}

static int search(struct adaptive *f, struct fit *t, struct err *e)
{
	double price = t->o->lambda;
	int st = ST_OK;

	f->plan = t->a.action = mem_alloc(t->x.cells.n, 1, e);
	f->beyond = t->b.action = mem_alloc(t->x.cells.n, 1, e);
	f->reached = mem_alloc(t->x.cells.n, 1, e);
	t->trial.action = mem_alloc(t->x.cells.n, 1, e);
	if (!f->plan || !f->beyond || !f->reached || !t->trial.action)
		st = ST_SYSTEM;
	if (!st && isnan(t->o->budget)) {
		induction_solve(&t->x, 1, price, &t->a);
		f->mean = t->a.mean;
	} else if (!st)
		st = meet_budget(f, t, t->o->budget, &price, e);
	free(t->trial.action);
	if (st)
		return st;
	induction_reach(&t->x, f->plan, 1, f->reached);
	if (f->part > 0)
		induction_reach(&t->x, f->beyond, 2, f->reached);
	return rival(f, t, price, e);
}

int adaptive_fit(struct adaptive *f, const struct adaptive_options *o, struct err *e)
{
	struct fit t = {.o = o};
	int st = induction_init(&t.x, &f->seen.rows, f->seen.answer, o->bins, o->smoothing, e);

	if (!st)
		st = search(f, &t, e);
	f->bins = t.x.bins;
	f->cells = t.x.cells;
	t.x.cells = (struct adaptive_cells){0};
	induction_free(&t.x);
	return st;
}
