/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_bound.h"

#include <math.h>
#include <string.h>

#define COARSE_ROWS 2048 /* of which fewer are bounded exactly at once */

/* Without the care that fmax takes of NaN. */
static double larger(double a, double b)
{
	return a > b ? a : b;
}

static double smaller(double a, double b)
{
	return a < b ? a : b;
}

static size_t power_of_2(size_t n)
{
	size_t p = 1;

	while (p < n)
		p *= 2;
	return p;
}

void cascade_bounder_init(struct cascade_bounder *b, const struct cascade_rows *r, size_t levels, struct arena *a)
{
	size_t leaves = power_of_2(levels);

	*b = (struct cascade_bounder){.rows = r};
	b->reach = arena_alloc(a, r->n, sizeof *b->reach);
	b->amounts = arena_alloc(a, r->n, sizeof *b->amounts);
	b->tree = arena_alloc(a, 2 * leaves, sizeof *b->tree);
	b->spent = arena_alloc(a, 2 * leaves, sizeof *b->spent);
	b->bins = arena_alloc(a, 1, sizeof *b->bins);
}

/* What a row may gain, and pay, at earlier stages whose range it lies in. */
struct option {
	double worth, gain, cost;
	bool any;
};

static void add_option(struct option *o, double gain, double cost, double lambda)
{
	o->worth = larger(o->worth, gain - lambda * cost);
	o->gain = larger(o->gain, gain);
	o->cost = smaller(o->cost, cost);
	o->any = true;
}

/* Stopping at a stage, with that option beside it. */
static struct cascade_amount amount(
	const struct cascade_bounder *b, const struct option *o, double gain, double cost, double worth)
{
	if (!b->budgeted)
		return (struct cascade_amount){worth, 0};
	return (struct cascade_amount){larger(o->gain, gain), o->any ? o->cost : cost};
}

/* The row's stages a, b and c, at least, for p, q and the last. */
static void set_reach(struct cascade_bounder *b, size_t i, double lambda, struct option *o, const size_t *stage)
{
	const struct cascade_rows *r = b->rows;
	const double *gain = r->gain + i * r->m, *cost = r->cost + i * r->m;
	const uint32_t *rank = r->rank + i * (r->m - 1);
	struct cascade_reach *reach = &b->reach[i];
	double *worth[] = {&reach->x, &reach->y, &reach->z};
	struct cascade_amount *to[] = {&b->amounts[i].x, &b->amounts[i].y, &b->amounts[i].z};

	for (int k = 0; o->any && k < 3; k++)
		o->cost = smaller(o->cost, cost[stage[k]]);
	for (int k = 0; k < 3; k++) {
		double g = gain[stage[k]], c = cost[stage[k]];

		*worth[k] = larger(o->worth, g - lambda * c);
		*to[k] = amount(b, o, g, c, *worth[k]);
	}
	reach->p = rank[r->m - 3];
	reach->q = rank[r->m - 2];
}

size_t cascade_reach(struct cascade_bounder *b, const struct cascade_box *x, double lambda, size_t i, size_t *open)
{
	const struct cascade_rows *r = b->rows;
	size_t m = r->m, k, stop = m - 1;
	const uint32_t *rank = r->rank + i * (m - 1);
	struct option option = {-INFINITY, -INFINITY, INFINITY, false};
	bool opened = false;

	for (k = 0; k + 1 < m; k++) {
		if (rank[k] < x->lo[k])
			continue;
		if (rank[k] >= x->hi[k]) {
			stop = k;
			break;
		}
		opened = true;
		if (k + 3 >= m)
			break;
		open[k]++;
		add_option(&option, r->gain[i * m + k], r->cost[i * m + k], lambda);
	}
	if (!opened)
		return stop;
	set_reach(b, i, lambda, &option, k + 3 < m ? (size_t[]){k, k, k} : (size_t[]){m - 3, m - 2, m - 1});
	return m;
}

static void tree_clear(struct cascade_bounder *b, size_t range)
{
	b->leaves = power_of_2(range);
	memset(b->tree, 0, 2 * b->leaves * sizeof *b->tree);
	if (b->budgeted)
		memset(b->spent, 0, 2 * b->leaves * sizeof *b->spent);
}

static void tree_join(struct cascade_bounder *b, size_t v)
{
	const struct prefix *left = &b->tree[2 * v], *right = left + 1;
	const struct spending *cheap = &b->spent[2 * v], *dear = cheap + 1;

	b->tree[v].max = larger(left->max, left->sum + right->max);
	b->tree[v].sum = left->sum + right->sum;
	if (!b->budgeted)
		return;
	b->spent[v].low = smaller(cheap->low, cheap->sum + dear->low);
	b->spent[v].high = larger(cheap->high, cheap->sum + dear->high);
	b->spent[v].sum = cheap->sum + dear->sum;
}

/* From what changes where q, or p, passes a rank. */
static void leaf_add(
	struct cascade_bounder *b, size_t leaf, const struct cascade_amount *to, const struct cascade_amount *from)
{
	size_t v = b->leaves + leaf;

	b->tree[v].sum += to->value - from->value;
	b->tree[v].max = larger(0, b->tree[v].sum);
	if (!b->budgeted)
		return;
	b->spent[v].sum += to->cost - from->cost;
	b->spent[v].low = smaller(0, b->spent[v].sum);
	b->spent[v].high = larger(0, b->spent[v].sum);
}

static void tree_build(struct cascade_bounder *b)
{
	for (size_t v = b->leaves - 1; v > 0; v--)
		tree_join(b, v);
}

static void tree_add(
	struct cascade_bounder *b, size_t leaf, const struct cascade_amount *to, const struct cascade_amount *from)
{
	if (to->value == from->value && to->cost == from->cost)
		return;
	leaf_add(b, leaf, to, from);
	for (size_t v = (b->leaves + leaf) / 2; v > 0; v /= 2)
		tree_join(b, v);
}

/* The largest sum of the first so many ranks that costs no more than what is left, and the node where these end. */
struct longest {
	double sum;
	size_t node; /* 0: none */
};

/* Below v, with the sum and the cost of all before it. */
static void tree_search(const struct cascade_bounder *b, size_t v, double before, double left, struct longest *found)
{
	const struct prefix *t = b->tree;

	if (!(before + t[v].max > found->sum) || (b->budgeted && b->spent[v].low > left))
		return;
	if (!b->budgeted || b->spent[v].high <= left) {
		*found = (struct longest){before + t[v].max, v};
		return;
	}
	if (v >= b->leaves)
		return; /* the rank costs too much, and without it the prefix ends before */
	tree_search(b, 2 * v, before, left, found);
	tree_search(b, 2 * v + 1, before + t[2 * v].sum, left - b->spent[2 * v].sum, found);
}

/* The shortest prefix with the largest sum of those that end in the node. */
static uint32_t tree_end(const struct cascade_bounder *b, size_t v)
{
	if (v == 0)
		return 0;
	while (v < b->leaves)
		v = 2 * v + !(b->tree[2 * v].max >= b->tree[2 * v].sum + b->tree[2 * v + 1].max);
	return (uint32_t)(v - b->leaves) + (b->tree[v].max > 0);
}

/* One value of the threshold that is swept: is it the best, is it above the floor? */
struct track {
	double floor, best;
	uint32_t at, other; /* where the best is */
	uint32_t first, last;
	bool any;
};

static void track_value(
	struct track *t, const struct cascade_bounder *b, const struct cascade_amount *base, uint32_t at)
{
	struct longest found = {0};
	double value;

	if (b->budgeted && base->cost + b->spent[1].low > 0)
		return;
	found.sum = b->budgeted && base->cost > 0 ? -INFINITY : 0;
	tree_search(b, 1, 0, -base->cost, &found);
	value = base->value + found.sum;
	if (value > t->best) {
		t->best = value;
		t->at = at;
		t->other = tree_end(b, found.node);
	}
	if (value > t->floor) {
		if (!t->any)
			t->first = at;
		t->any = true;
		t->last = at;
	}
}

/* What the sums begin with. */
static struct cascade_amount decided(const struct cascade_bounder *b, const struct cascade_open *open)
{
	if (b->budgeted)
		return (struct cascade_amount){open->gain, open->cost};
	return (struct cascade_amount){open->gain - open->price * open->cost, 0};
}

static void narrow(const struct track *t, struct cascade_box *x, size_t k)
{
	if (t->any) {
		x->lo[k] = t->first;
		x->hi[k] = t->last;
	}
}

static void add(struct cascade_amount *sum, const struct cascade_amount *a)
{
	sum->value += a->value;
	sum->cost += a->cost;
}

static void take(struct cascade_amount *sum, const struct cascade_amount *a)
{
	sum->value -= a->value;
	sum->cost -= a->cost;
}

/* p rises; the tree is over q. */
static struct track sweep_p(struct cascade_bounder *b, const struct cascade_box *x, const struct cascade_open *open)
{
	size_t k = b->rows->m - 3, j = 0, n = open->n;
	uint32_t p0 = x->lo[k], p1 = x->hi[k], q0 = x->lo[k + 1], q1 = x->hi[k + 1];
	struct track t = {.floor = open->floor, .best = -INFINITY};
	struct cascade_amount base = decided(b, open);

	tree_clear(b, q1 - q0);
	for (size_t i = 0; i < n; i++) {
		const struct cascade_reach *r = &b->reach[open->by_p[i]];
		const struct cascade_amounts *a = &b->amounts[open->by_p[i]];

		add(&base, r->p >= p0 ? &a->x : r->q >= q0 ? &a->y : &a->z);
		if (r->p < p0 && r->q >= q0 && r->q < q1)
			leaf_add(b, r->q - q0, &a->z, &a->y);
	}
	tree_build(b);
	while (j < n && b->reach[open->by_p[j]].p < p0)
		j++;
	for (uint32_t p = p0;; p++) {
		track_value(&t, b, &base, p);
		if (p == p1)
			return t;
		for (; j < n && b->reach[open->by_p[j]].p == p; j++) {
			const struct cascade_reach *r = &b->reach[open->by_p[j]];
			const struct cascade_amounts *a = &b->amounts[open->by_p[j]];

			add(&base, r->q >= q0 ? &a->y : &a->z);
			take(&base, &a->x);
			if (r->q >= q0 && r->q < q1)
				tree_add(b, r->q - q0, &a->z, &a->y);
		}
	}
}

/* q rises; the tree is over p. */
static struct track sweep_q(struct cascade_bounder *b, const struct cascade_box *x, const struct cascade_open *open)
{
	size_t k = b->rows->m - 3, j = 0, n = open->n;
	uint32_t p0 = x->lo[k], p1 = x->hi[k], q0 = x->lo[k + 1], q1 = x->hi[k + 1];
	struct track t = {.floor = open->floor, .best = -INFINITY};
	struct cascade_amount base = decided(b, open);

	tree_clear(b, p1 - p0);
	for (size_t i = 0; i < n; i++) {
		const struct cascade_reach *r = &b->reach[open->by_q[i]];
		const struct cascade_amounts *a = &b->amounts[open->by_q[i]];
		const struct cascade_amount *on = r->q >= q0 ? &a->y : &a->z;

		add(&base, r->p >= p0 ? &a->x : on);
		if (r->p >= p0 && r->p < p1)
			leaf_add(b, r->p - p0, on, &a->x);
	}
	tree_build(b);
	while (j < n && b->reach[open->by_q[j]].q < q0)
		j++;
	for (uint32_t q = q0;; q++) {
		track_value(&t, b, &base, q);
		if (q == q1)
			return t;
		for (; j < n && b->reach[open->by_q[j]].q == q; j++) {
			const struct cascade_reach *r = &b->reach[open->by_q[j]];
			const struct cascade_amounts *a = &b->amounts[open->by_q[j]];

			if (r->p < p0) {
				add(&base, &a->z);
				take(&base, &a->y);
			} else if (r->p < p1) {
				tree_add(b, r->p - p0, &a->z, &a->y);
			}
		}
	}
}

/* Narrows p and q by the coarse bound, where there are rows enough for it to be the cheaper one. */
static bool bound_coarsely(
	struct cascade_bounder *b, struct cascade_box *x, const struct cascade_open *open, double *bound)
{
	size_t k = b->rows->m - 3;
	struct cascade_range p = cascade_range(x->lo[k], x->hi[k], CASCADE_BINS),
			     q = cascade_range(x->lo[k + 1], x->hi[k + 1], CASCADE_BINS);
	double others = open->gain - open->price * open->cost;

	*bound = INFINITY;
	if (open->n < COARSE_ROWS)
		return true;
	if (!cascade_coarse(b->bins, b->reach, open->by_p, open->n, open->floor - others, &p, &q, bound))
		return false;
	*bound += others;
	x->lo[k] = p.lo;
	x->hi[k] = p.hi;
	x->lo[k + 1] = q.lo;
	x->hi[k + 1] = q.hi;
	return true;
}

bool cascade_bound(struct cascade_bounder *b, struct cascade_box *x, const struct cascade_open *open,
	struct cascade_bounded *found)
{
	size_t k = b->rows->m - 3;
	struct track t;
	double coarse;

	if (!bound_coarsely(b, x, open, &coarse))
		return false;
	if (open->loose && !isinf(coarse)) {
		*found = (struct cascade_bounded){coarse, x->lo[k] + (x->hi[k] - x->lo[k]) / 2,
			x->lo[k + 1] + (x->hi[k + 1] - x->lo[k + 1]) / 2, false};
		return true;
	}
	t = sweep_p(b, x, open);
	*found = (struct cascade_bounded){smaller(t.best, coarse), t.at, x->lo[k + 1] + t.other, true};
	if (!t.any)
		return false;
	narrow(&t, x, k);
	if (x->lo[k + 1] == x->hi[k + 1])
		return true;
	t = sweep_q(b, x, open);
	narrow(&t, x, k + 1);
	return t.any;
}
