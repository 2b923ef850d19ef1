/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* A box itself, in rows that are looked at. */
#define WORK_BOX 100
/* Steps that take the time of a row. */
#define WORK_STEPS 8
/* Prices at which a box is bounded, at most. */
#define PRICES 6
/* Thresholds, but for the widest range, of a box that is solved within the budget: more are halved. */
#define SOLVE 1e6
/* Of the combinations of steps so few are left that the rest is bounded again before anything is halved. */
#define NARROWER .5
/* Of a box so much is left at most that its bins are worth being made finer. */
#define ZOOM .25
#define ROUNDING 1e-12 /* of the sizes of what is added; sums of 1e8 doubles stay well below */
#define SWEEPS_MAX 50

/* A box, what its cascades can be worth at most, and the price at which that was found. */
struct boxed {
	struct cascade_node node;
	double bound, price;
};

double cascade_slack(const struct cascade_search *s, double price)
{
	return ROUNDING * (s->gain_size + price * s->cost_size);
}

double cascade_worth(const struct cascade_search *s, double price, double gain, double cost)
{
	if (s->budgeted)
		return cost > 0 ? -INFINITY : gain;
	return gain - price * cost;
}

void cascade_search_measure(const struct cascade_search *s, struct cascade_point *p)
{
	const struct cascade_rows *r = &s->rows;

	p->gain = p->cost = 0;
	for (size_t i = 0; i < r->n; i++) {
		size_t k = i * r->m + cascade_rows_stop(r, i, p->at, 0);

		p->gain += r->amount[k].gain;
		p->cost += r->amount[k].cost;
	}
}

/* What the sums change by when the threshold k passes each rank; returns the sums at rank 1 in p. */
static void steps(struct cascade_search *s, size_t k, struct cascade_point *p)
{
	const struct cascade_rows *r = &s->rows;
	size_t m = r->m, n = r->levels[k] + 1;

	memset(s->step, 0, n * sizeof *s->step);
	p->at[k] = 1;
	p->gain = p->cost = 0;
	for (size_t i = 0; i < r->n; i++) {
		size_t here = cascade_rows_stop(r, i, p->at, 0);
		const struct cascade_amount *now = r->amount + i * m + here, *next;
		uint32_t rank;

		p->gain += now->gain;
		p->cost += now->cost;
		if (here != k || (rank = r->rank[i * (m - 1) + k]) > r->levels[k])
			continue;
		next = r->amount + i * m + cascade_rows_stop(r, i, p->at, k + 1);
		s->step[rank].gain += next->gain - now->gain;
		s->step[rank].cost += next->cost - now->cost;
	}
}

/* The best threshold k given the others; true when that is better by more than rounding. */
static bool scan(struct cascade_search *s, size_t k, double price, struct cascade_point *p)
{
	double best = cascade_worth(s, price, p->gain, p->cost), value;
	struct cascade_point x = *p;
	bool better = false;

	steps(s, k, &x);
	for (;; x.at[k]++) {
		value = cascade_worth(s, price, x.gain, x.cost);
		if (isinf(best) ? value > best : value > best + cascade_slack(s, price)) {
			best = value;
			*p = x;
			better = true;
		}
		if (x.at[k] > s->rows.levels[k])
			return better;
		x.gain += s->step[x.at[k]].gain;
		x.cost += s->step[x.at[k]].cost;
	}
}

/* One threshold after the other until none improves. */
void cascade_ascend(struct cascade_search *s, double price, struct cascade_point *p)
{
	bool better = true;

	for (int i = 0; better && i < SWEEPS_MAX; i++) {
		better = false;
		for (size_t k = s->rows.m - 1; k-- > 0;)
			better |= scan(s, k, price, p);
	}
}

/* Of equals the cheaper one, as far as it is met. */
void cascade_keep(struct cascade_search *s, const struct cascade_point *p, double price)
{
	double new = cascade_worth(s, price, p->gain, p->cost),
	       old = cascade_worth(s, price, s->best.gain, s->best.cost);

	if (new > old || (new == old && p->cost < s->best.cost))
		s->best = *p;
}

static double floor_of(const struct cascade_search *s)
{
	return fmax(s->floor, cascade_worth(s, s->price, s->best.gain, s->best.cost)) + cascade_slack(s, s->price);
}

static void keep_steps(struct cascade_search *s, const struct cascade_node *v, const size_t *step)
{
	struct cascade_point x = {.order = s->order};
	struct cascade_amount sum = cascade_relaxed_measure(&s->apart, v, step, x.at);

	x.gain = sum.gain;
	x.cost = sum.cost;
	cascade_keep(s, &x, s->price);
}

/* The line through a bound, gain - price cost, is at most the bound at any price: where it is at the floor. */
static double price_at(const struct cascade_relaxed *x, double floor)
{
	return (x->sum.gain - floor) / x->sum.cost;
}

/* The next price to bound by, of those at which the lines of one bound within the budget and of one beyond it are not above the
 * floor; below 0 where there are none. */
static double next_price(const struct cascade_relaxed *within, const struct cascade_relaxed *beyond, double floor)
{
	double least = beyond->price >= 0 ? price_at(beyond, floor) : 0, most;

	if (within->price < 0)
		return least + (least - beyond->price) / 2;
	if (within->sum.gain > floor || !(within->sum.cost < 0))
		return -1;
	most = price_at(within, floor);
	if (beyond->price < 0)
		return fmax(0, most - (within->price - most) / 2);
	return most < least ? -1 : (beyond->sum.gain - within->sum.gain) / (beyond->sum.cost - within->sum.cost);
}

/* The least bound over prices, from the node's on, while that may come to be at most the floor; the node's becomes the best one. */
static struct cascade_relaxed bound_by_prices(struct cascade_search *s, struct boxed *v)
{
	struct cascade_relaxed at, best = {.bound = INFINITY};
	struct cascade_relaxed within = {.price = -1}, beyond = {.price = -1};
	double price = v->price;

	for (int i = 0; i < PRICES && price >= 0 && best.bound > floor_of(s); i++) {
		cascade_relaxed_bound(&s->apart, &v->node, price, &at);
		keep_steps(s, &v->node, at.at);
		best = at.bound < best.bound ? at : best;
		*(at.sum.cost > 0 ? &beyond : &within) = at;
		price = next_price(&within, &beyond, floor_of(s));
	}
	v->price = best.price;
	return best;
}

static struct cascade_relaxed bound_node(struct cascade_search *s, struct boxed *v)
{
	struct cascade_relaxed at;

	if (s->budgeted)
		return bound_by_prices(s, v);
	cascade_relaxed_bound(&s->apart, &v->node, s->price, &at);
	keep_steps(s, &v->node, at.at);
	return at;
}

static double steps_kept(const struct cascade_kept *x, size_t k)
{
	return (double)(x->to[k] - x->from[k] + 1);
}

static bool much_narrower(const struct cascade_search *s, const struct cascade_node *v, const struct cascade_kept *kept)
{
	double part = 1;

	for (size_t k = 0; k + 1 < s->rows.m; k++)
		part *= steps_kept(kept, k) / (double)v->slice[k].n;
	return part < NARROWER;
}

/* The threshold of the box to halve: that in whose range are most of the rows that are in several; where none is, that of most steps;
 * m where all are points. */
static size_t branch(const struct cascade_search *s, const struct cascade_node *v, const struct cascade_box *box)
{
	size_t m = s->rows.m, best = m;

	for (size_t k = 0; k + 1 < m; k++) {
		const size_t *by = v->in;

		if (box->lo[k] == box->hi[k])
			continue;
		if (best == m || (v->several_n ? by[k] > by[best] : v->slice[k].n > v->slice[best].n))
			best = k;
	}
	return best;
}

/* A box without rows in several ranges: true where what is within the budget is known now. */
static bool solve(struct cascade_search *s, const struct cascade_node *v, const struct cascade_kept *kept,
	const struct cascade_relaxed *at)
{
	size_t best[CASCADE_STAGES];
	double tries = 1, most = 0;

	if (v->several_n || !s->budgeted)
		return !v->several_n;
	for (size_t k = 0; k + 1 < s->rows.m; k++) {
		tries *= steps_kept(kept, k);
		most = fmax(most, steps_kept(kept, k));
	}
	if (tries / most > SOLVE)
		return false;
	s->work -= tries / most;
	if (cascade_relaxed_solve(&s->apart, v, kept, at, floor_of(s), best))
		keep_steps(s, v, best);
	return true;
}

static double work_of(const struct cascade_search *s, const struct cascade_node *from, const struct cascade_node *v)
{
	double work = (double)from->several_n + WORK_BOX;

	for (size_t k = 0; k + 1 < s->rows.m; k++)
		work += (double)v->slice[k].n / WORK_STEPS;
	return work;
}

/* A box within `from`, whose bound it has at most. */
static int explore(struct cascade_search *s, const struct boxed *from, struct cascade_box box, struct err *e);

/* Both halves of a box within v, first that which has the threshold `at`. */
static int halve(struct cascade_search *s, const struct boxed *v, const struct cascade_box *box, size_t k, uint32_t at,
	struct err *e)
{
	uint32_t middle = box->lo[k] + (box->hi[k] - box->lo[k]) / 2;
	bool high = at > middle;
	int st = ST_OK;

	for (int half = 0; !st && half < 2; half++, high = !high) {
		struct cascade_box part = *box;

		if (high)
			part.lo[k] = middle + 1;
		else
			part.hi[k] = middle;
		st = explore(s, v, part, e);
	}
	return st;
}

/* What is left of a box whose rows are sorted, and bounded: nothing, a much smaller box, or two halves. */
static int explore_kept(
	struct cascade_search *s, const struct boxed *v, const struct cascade_relaxed *at, struct err *e)
{
	struct cascade_kept kept = cascade_relaxed_keep(&s->apart, &v->node, at, floor_of(s));
	struct cascade_box box;
	size_t k;

	if (solve(s, &v->node, &kept, at))
		return ST_OK;
	box = cascade_relaxed_box(&s->apart, &v->node, &kept);
	k = branch(s, &v->node, &box);
	if (k == s->rows.m || much_narrower(s, &v->node, &kept))
		return explore(s, v, box, e);
	return halve(s, v, &box, k, cascade_relaxed_threshold(&s->apart, &v->node, k, at->at[k]), e);
}

static int explore(struct cascade_search *s, const struct boxed *from, struct cascade_box box, struct err *e)
{
	struct boxed v = {.bound = from->bound, .price = from->price};
	struct cascade_relaxed at;
	int st;

	if (s->work <= 0)
		s->left = fmax(s->left, from->bound);
	if (s->work <= 0 || from->bound <= floor_of(s))
		return ST_OK;
	if (!cascade_cube_narrow(&s->cube, floor_of(s), &box, &v.bound))
		return ST_OK;
	st = cascade_separable_part(&s->apart, &from->node, &box, &v.node, e);
	if (st)
		return st;
	s->work -= work_of(s, &from->node, &v.node);
	at = bound_node(s, &v);
	v.bound = fmin(v.bound, at.bound);
	if (v.bound > floor_of(s))
		st = explore_kept(s, &v, &at, e);
	cascade_separable_forget(&s->apart, &from->node);
	return st;
}

static double volume(const struct cascade_search *s, const struct cascade_box *box)
{
	double product = 1;

	for (size_t k = 0; k + 1 < s->rows.m; k++)
		product *= (double)box->hi[k] - box->lo[k] + 1;
	return product;
}

/* Narrows a box by finer and finer bins; false where nothing is left of it. */
static bool zoom(struct cascade_search *s, struct cascade_box *box)
{
	double bound = INFINITY, before;

	do {
		before = volume(s, box);
		s->work -= (double)s->rows.n;
		cascade_cube_bound(&s->cube, &s->rows, box, s->price);
		if (!cascade_cube_narrow(&s->cube, floor_of(s), box, &bound))
			return false;
	} while (volume(s, box) < ZOOM * before);
	return true;
}

int cascade_branch_and_bound(struct cascade_search *s, double price, struct err *e)
{
	struct boxed root = {.bound = INFINITY, .price = price};
	int st = cascade_separable_root(&s->apart, &root.node, e);

	if (st)
		return st;
	s->price = price;
	s->work = fmax(s->work, 1); /* the root is always bounded */
	return zoom(s, &root.node.box) ? explore(s, &root, root.node.box, e) : st;
}

/* Sums of the largest magnitudes of each row, in any order of agents: what rounding is relative to. */
static void add_sizes(struct cascade_search *s, const struct cascade_table *t)
{
	for (size_t i = 0; i < t->n; i++) {
		struct cascade_row row = cascade_row_at(t->cascade, t->row[i]);
		double gain = 0, cost = fabs(t->budget);

		for (size_t a = 0; a < t->m; a++) {
			gain = fmax(gain, fabs(t->cascade->gain[t->row[i] * t->m + a]));
			cost += fabs(row.cost[a]);
		}
		s->gain_size += t->share[i] * gain;
		s->cost_size += t->share[i] * cost;
	}
}

int cascade_search_init(struct cascade_search *s, const struct cascade_table *t, struct err *e)
{
	size_t levels = 0;
	int st;

	*s = (struct cascade_search){.floor = -INFINITY};
	for (size_t a = 0; a < t->m; a++)
		levels = t->levels[a] > levels ? t->levels[a] : levels;
	s->step = arena_alloc(&s->arena, levels + 3, sizeof *s->step);
	cascade_rows_init(&s->rows, t, &s->arena);
	cascade_separable_init(&s->apart, &s->rows, t->m, levels, &s->arena);
	cascade_cube_init(&s->cube, &s->arena);
	st = arena_status(&s->arena, e);
	if (!st)
		add_sizes(s, t);
	return st;
}

void cascade_search_free(struct cascade_search *s)
{
	cascade_separable_free(&s->apart);
	arena_free(&s->arena);
	*s = (struct cascade_search){0};
}
