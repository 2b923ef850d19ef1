/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cascade/cascade_bound.h"

/* A box itself, in rows that are looked at. */
#define WORK_BOX 100
/* Of so many open rows one that earlier thresholds leave open makes the coarse bound enough. */
#define LOOSE 32
#define ROUNDING 1e-12 /* of the sizes of what is added; sums of 1e8 doubles stay well below */
#define SWEEPS_MAX 50

/* A box with the rows that it leaves open: list[from .. from + n) by p, and n more by q. */
struct node {
	struct cascade_box box;
	double gain, cost; /* sums over the other rows */
	size_t from, n;
	double bound;
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

static size_t stop_at(const struct cascade_rows *r, size_t i, const uint32_t *at, size_t from)
{
	const uint32_t *rank = r->rank + i * (r->m - 1);
	size_t k = from;

	while (k + 1 < r->m && rank[k] < at[k])
		k++;
	return k;
}

void cascade_search_measure(const struct cascade_search *s, struct cascade_point *p)
{
	const struct cascade_rows *r = &s->rows;

	p->gain = p->cost = 0;
	for (size_t i = 0; i < r->n; i++) {
		size_t k = i * r->m + stop_at(r, i, p->at, 0);

		p->gain += r->gain[k];
		p->cost += r->cost[k];
	}
}

/* What the sums change by when the threshold k passes each rank; returns the sums at rank 1 in p. */
static void steps(struct cascade_search *s, size_t k, struct cascade_point *p)
{
	const struct cascade_rows *r = &s->rows;
	size_t m = r->m, n = r->levels[k] + 1;

	memset(s->step_gain, 0, n * sizeof *s->step_gain);
	memset(s->step_cost, 0, n * sizeof *s->step_cost);
	p->at[k] = 1;
	cascade_search_measure(s, p);
	for (size_t i = 0; i < r->n; i++) {
		uint32_t rank = r->rank[i * (m - 1) + k];
		size_t here = i * m + k, next;

		if (rank == 0 || rank > r->levels[k] || stop_at(r, i, p->at, 0) != k)
			continue;
		next = i * m + stop_at(r, i, p->at, k + 1);
		s->step_gain[rank] += r->gain[next] - r->gain[here];
		s->step_cost[rank] += r->cost[next] - r->cost[here];
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
		x.gain += s->step_gain[x.at[k]];
		x.cost += s->step_cost[x.at[k]];
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

/* Fills the node's lists from its parent's and sums what is decided; counts in `open` who is in the range of each
 * earlier threshold. */
static int list_rows(struct cascade_search *s, struct node *v, const struct node *parent, size_t *open, struct err *e)
{
	const struct cascade_rows *r = &s->rows;
	size_t end = parent->from + 2 * parent->n, n = 0;
	int st = array_reserve(&s->list, &s->list_cap, end + 2 * parent->n, sizeof *s->list, e);

	if (st)
		return st;
	for (size_t j = 0; j < parent->n; j++) {
		uint32_t i = s->list[parent->from + j];
		size_t k = cascade_reach(&s->bounder, &v->box, s->price, i, open);

		s->open[i] = k == r->m;
		if (s->open[i]) {
			s->list[end + n++] = i;
			continue;
		}
		v->gain += r->gain[i * r->m + k];
		v->cost += r->cost[i * r->m + k];
	}
	v->from = end;
	v->n = n;
	for (size_t j = 0; j < parent->n; j++) {
		uint32_t i = s->list[parent->from + parent->n + j];

		if (s->open[i])
			s->list[end + n++] = i;
	}
	return ST_OK;
}

/* A cascade of the box: p and q of the bound, the middle of the earlier ranges. */
static struct cascade_point sample(struct cascade_search *s, const struct node *v, const struct cascade_bounded *at)
{
	const struct cascade_rows *r = &s->rows;
	struct cascade_point x = {.order = s->order, .gain = v->gain, .cost = v->cost};

	for (size_t k = 0; k + 3 < r->m; k++)
		x.at[k] = v->box.lo[k] + (v->box.hi[k] - v->box.lo[k]) / 2;
	x.at[r->m - 3] = at->p;
	x.at[r->m - 2] = at->q;
	for (size_t j = 0; j < v->n; j++) {
		size_t i = s->list[v->from + j], k = i * r->m + stop_at(r, i, x.at, 0);

		x.gain += r->gain[k];
		x.cost += r->cost[k];
	}
	return x;
}

/* The best of x within the budget over all q of its box. */
static void keep_affordable(struct cascade_search *s, const struct node *v, struct cascade_point x)
{
	const struct cascade_rows *r = &s->rows;
	const uint32_t *by_q = s->list + v->from + v->n;
	size_t last = r->m - 2, j = 0;
	uint32_t end = v->box.hi[last];

	x.at[last] = v->box.lo[last];
	x.gain = v->gain;
	x.cost = v->cost;
	for (size_t l = 0; l < v->n; l++) {
		size_t k = by_q[l] * r->m + stop_at(r, by_q[l], x.at, 0);

		x.gain += r->gain[k];
		x.cost += r->cost[k];
	}
	for (; x.cost <= 0 || x.at[last] < end; x.at[last]++) {
		cascade_keep(s, &x, s->price);
		if (x.at[last] == end)
			return;
		for (; j < v->n && r->rank[by_q[j] * (last + 1) + last] <= x.at[last]; j++) {
			size_t i = by_q[j], k = i * r->m + last;

			if (r->rank[i * (last + 1) + last] < x.at[last] || stop_at(r, i, x.at, 0) != last)
				continue;
			x.gain += r->gain[k + 1] - r->gain[k];
			x.cost += r->cost[k + 1] - r->cost[k];
		}
	}
}

/* The threshold to halve: of the earlier ones that which most rows are in the range of; m where these are points. */
static size_t branch(const struct cascade_search *s, const struct node *v, const size_t *open)
{
	size_t m = s->rows.m, best = m;

	for (size_t k = 0; k + 3 < m; k++)
		if (v->box.hi[k] > v->box.lo[k] && (best == m || open[k] > open[best]))
			best = k;
	return best;
}

static int explore(struct cascade_search *s, const struct node *parent, struct node v, struct err *e);

/* Both halves, first the one with the best thresholds so far. */
static int halve(struct cascade_search *s, struct node *v, size_t k, struct err *e)
{
	uint32_t middle = v->box.lo[k] + (v->box.hi[k] - v->box.lo[k]) / 2;
	bool high = s->best.at[k] > middle;
	int st = ST_OK;

	for (int half = 0; !st && half < 2; half++, high = !high) {
		struct node child = *v;

		if (high)
			child.box.lo[k] = middle + 1;
		else
			child.box.hi[k] = middle;
		st = explore(s, v, child, e);
	}
	return st;
}

/* What must be surpassed. */
static double floor_of(const struct cascade_search *s)
{
	return fmax(s->floor, cascade_worth(s, s->price, s->best.gain, s->best.cost)) + cascade_slack(s, s->price);
}

static struct cascade_open open_rows(const struct cascade_search *s, const struct node *v)
{
	return (struct cascade_open){.by_p = s->list + v->from,
		.by_q = s->list + v->from + v->n,
		.n = v->n,
		.gain = v->gain,
		.cost = v->cost,
		.price = s->price,
		.floor = floor_of(s)};
}

/* Lists the rows of the box and bounds it: not above where it holds nothing above the floor. */
static int bound_node(struct cascade_search *s, const struct node *parent, struct node *v, size_t *open,
	struct cascade_bounded *at, bool *above, struct err *e)
{
	size_t relaxed = 0;
	struct cascade_open rows;
	int st = list_rows(s, v, parent, open, e);

	if (st)
		return st;
	for (size_t k = 0; k < CASCADE_STAGES; k++)
		relaxed += open[k];
	rows = open_rows(s, v);
	rows.loose = relaxed > v->n / LOOSE;
	*above = cascade_bound(&s->bounder, &v->box, &rows, at);
	if (*above)
		v->bound = fmin(v->bound, at->worth);
	return ST_OK;
}

static int explore(struct cascade_search *s, const struct node *parent, struct node v, struct err *e)
{
	size_t open[CASCADE_STAGES] = {0}, k;
	struct cascade_bounded at;
	struct cascade_point x;
	bool above;
	int st;

	if (s->work <= 0)
		s->left = fmax(s->left, v.bound);
	if (s->work <= 0 || v.bound <= floor_of(s))
		return ST_OK;
	s->work -= (double)parent->n + WORK_BOX;
	st = bound_node(s, parent, &v, open, &at, &above, e);
	if (st || !above)
		return st;
	x = sample(s, &v, &at);
	cascade_keep(s, &x, s->price);
	if (s->budgeted && at.exact)
		keep_affordable(s, &v, x);
	k = branch(s, &v, open);
	return k == s->rows.m ? ST_OK : halve(s, &v, k, e);
}

/* The slices from .. to - 1 of the cube that may hold something above the floor, by halves, the one of the larger bound first. */
static int explore_slices(struct cascade_search *s, const struct node *parent, size_t from, size_t to, struct err *e)
{
	struct cube_slice x = cascade_cube_join(&s->cube, from, to, floor_of(s));
	size_t o = s->rows.m - 4, open[CASCADE_STAGES] = {0}, middle = from + (to - from) / 2;
	struct node v = *parent;
	bool high;
	int st;

	if (!x.any)
		return ST_OK;
	v.bound = fmin(v.bound, x.bound);
	v.box.lo[o] = x.o.lo, v.box.hi[o] = x.o.hi;
	v.box.lo[o + 1] = x.p.lo, v.box.hi[o + 1] = x.p.hi;
	v.box.lo[o + 2] = x.q.lo, v.box.hi[o + 2] = x.q.hi;
	if (to - from == 1 || s->work <= 0)
		return explore(s, parent, v, e);
	s->work -= (double)parent->n + WORK_BOX;
	st = list_rows(s, &v, parent, open, e);
	high = cascade_cube_join(&s->cube, middle, to, -INFINITY).bound == x.bound;
	for (int half = 0; !st && half < 2; half++, high = !high)
		st = explore_slices(s, &v, high ? middle : from, high ? to : middle, e);
	return st;
}

static void list_by_rank(struct cascade_search *s, size_t k, uint32_t *list)
{
	const struct cascade_rows *r = &s->rows;
	uint32_t *start = (uint32_t *)s->step_gain; /* [levels + 3], of as many doubles */

	memset(start, 0, (r->levels[k] + 3) * sizeof *start);
	for (size_t i = 0; i < r->n; i++)
		start[r->rank[i * (r->m - 1) + k] + 1]++;
	for (size_t j = 1; j < r->levels[k] + 3; j++)
		start[j] += start[j - 1];
	for (size_t i = 0; i < r->n; i++)
		list[start[r->rank[i * (r->m - 1) + k]]++] = (uint32_t)i;
}

int cascade_branch_and_bound(struct cascade_search *s, double price, struct err *e)
{
	const struct cascade_rows *r = &s->rows;
	struct node none = {.n = r->n, .bound = INFINITY}, root = none;

	s->price = price;
	s->bounder.budgeted = s->budgeted;
	s->work = fmax(s->work, 1); /* the root is always bounded */
	for (size_t k = 0; k + 1 < r->m; k++) {
		root.box.lo[k] = 1;
		root.box.hi[k] = r->levels[k] + 1;
	}
	if (r->m > 3)
		root.bound = cascade_cube_bound(&s->cube, r, price, floor_of(s));
	if (root.bound <= floor_of(s))
		return ST_OK;
	list_by_rank(s, r->m - 3, s->list);
	list_by_rank(s, r->m - 2, s->list + r->n);
	return r->m > 3 ? explore_slices(s, &root, 0, s->cube.slices, e) : explore(s, &none, root, e);
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
	s->step_gain = arena_alloc(&s->arena, levels + 3, sizeof *s->step_gain);
	s->step_cost = arena_alloc(&s->arena, levels + 3, sizeof *s->step_cost);
	s->open = arena_alloc(&s->arena, t->n, sizeof *s->open);
	cascade_rows_init(&s->rows, t, &s->arena);
	cascade_bounder_init(&s->bounder, &s->rows, levels, &s->arena);
	cascade_cube_init(&s->cube, &s->arena);
	st = arena_status(&s->arena, e);
	if (!st)
		st = array_reserve(&s->list, &s->list_cap, 2 * t->n, sizeof *s->list, e);
	if (!st)
		add_sizes(s, t);
	return st;
}

void cascade_search_free(struct cascade_search *s)
{
	free(s->list);
	arena_free(&s->arena);
	*s = (struct cascade_search){0};
}
