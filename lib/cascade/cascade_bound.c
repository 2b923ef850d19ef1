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
	b->tree = arena_alloc(a, 2 * leaves, sizeof *b->tree);
	b->bins = arena_alloc(a, 1, sizeof *b->bins);
}

size_t cascade_reach(struct cascade_bounder *b, const struct cascade_box *x, double lambda, size_t i, size_t *open)
{
	const struct cascade_rows *r = b->rows;
	size_t m = r->m, k, stop = m - 1;
	const uint32_t *rank = r->rank + i * (m - 1);
	const double *gain = r->gain + i * m, *cost = r->cost + i * m;
	double option = -INFINITY;
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
		option = larger(option, gain[k] - lambda * cost[k]);
	}
	if (!opened)
		return stop;
	if (k + 3 < m) {
		double worth = larger(option, gain[k] - lambda * cost[k]);

		b->reach[i] = (struct cascade_reach){worth, worth, worth, rank[m - 3], rank[m - 2]};
		return m;
	}
	b->reach[i] = (struct cascade_reach){larger(option, gain[m - 3] - lambda * cost[m - 3]),
		larger(option, gain[m - 2] - lambda * cost[m - 2]), larger(option, gain[m - 1] - lambda * cost[m - 1]),
		rank[m - 3], rank[m - 2]};
	return m;
}

static void tree_clear(struct cascade_bounder *b, size_t range)
{
	b->leaves = power_of_2(range);
	memset(b->tree, 0, 2 * b->leaves * sizeof *b->tree);
}

static void tree_join(struct prefix *t, size_t v)
{
	const struct prefix *left = &t[2 * v], *right = left + 1;

	t[v].max = larger(left->max, left->sum + right->max);
	t[v].sum = left->sum + right->sum;
}

static void tree_build(struct cascade_bounder *b)
{
	for (size_t v = b->leaves; v < 2 * b->leaves; v++)
		b->tree[v].max = larger(0, b->tree[v].sum);
	for (size_t v = b->leaves - 1; v > 0; v--)
		tree_join(b->tree, v);
}

static void tree_add(struct cascade_bounder *b, size_t leaf, double x)
{
	struct prefix *t = b->tree;
	size_t v = b->leaves + leaf;

	t[v].sum += x;
	t[v].max = larger(0, t[v].sum);
	while ((v /= 2) > 0)
		tree_join(t, v);
}

/* The shortest prefix with the largest sum. */
static uint32_t tree_longest(const struct cascade_bounder *b)
{
	size_t v = 1;

	if (!(b->tree[1].max > 0))
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

static void track_value(struct track *t, const struct cascade_bounder *b, double base, uint32_t at)
{
	double value = base + b->tree[1].max;

	if (value > t->best) {
		t->best = value;
		t->at = at;
		t->other = tree_longest(b);
	}
	if (value > t->floor) {
		if (!t->any)
			t->first = at;
		t->any = true;
		t->last = at;
	}
}

static void narrow(const struct track *t, struct cascade_box *x, size_t k)
{
	if (t->any) {
		x->lo[k] = t->first;
		x->hi[k] = t->last;
	}
}

/* p rises; the tree is over q. */
static struct track sweep_p(
	struct cascade_bounder *b, const struct cascade_box *x, const uint32_t *by_p, size_t n, double floor)
{
	size_t k = b->rows->m - 3, j = 0;
	uint32_t p0 = x->lo[k], p1 = x->hi[k], q0 = x->lo[k + 1], q1 = x->hi[k + 1];
	struct track t = {.floor = floor, .best = -INFINITY};
	double base = 0;

	tree_clear(b, q1 - q0);
	for (size_t i = 0; i < n; i++) {
		const struct cascade_reach *r = &b->reach[by_p[i]];

		base += r->p >= p0 ? r->x : r->q >= q0 ? r->y : r->z;
		if (r->p < p0 && r->q >= q0 && r->q < q1)
			b->tree[b->leaves + r->q - q0].sum += r->z - r->y;
	}
	tree_build(b);
	while (j < n && b->reach[by_p[j]].p < p0)
		j++;
	for (uint32_t p = p0;; p++) {
		track_value(&t, b, base, p);
		if (p == p1)
			return t;
		for (; j < n && b->reach[by_p[j]].p == p; j++) {
			const struct cascade_reach *r = &b->reach[by_p[j]];

			base += (r->q >= q0 ? r->y : r->z) - r->x;
			if (r->q >= q0 && r->q < q1 && r->z != r->y)
				tree_add(b, r->q - q0, r->z - r->y);
		}
	}
}

/* q rises; the tree is over p. */
static struct track sweep_q(
	struct cascade_bounder *b, const struct cascade_box *x, const uint32_t *by_q, size_t n, double floor)
{
	size_t k = b->rows->m - 3, j = 0;
	uint32_t p0 = x->lo[k], p1 = x->hi[k], q0 = x->lo[k + 1], q1 = x->hi[k + 1];
	struct track t = {.floor = floor, .best = -INFINITY};
	double base = 0;

	tree_clear(b, p1 - p0);
	for (size_t i = 0; i < n; i++) {
		const struct cascade_reach *r = &b->reach[by_q[i]];
		double on = r->q >= q0 ? r->y : r->z;

		base += r->p >= p0 ? r->x : on;
		if (r->p >= p0 && r->p < p1)
			b->tree[b->leaves + r->p - p0].sum += on - r->x;
	}
	tree_build(b);
	while (j < n && b->reach[by_q[j]].q < q0)
		j++;
	for (uint32_t q = q0;; q++) {
		track_value(&t, b, base, q);
		if (q == q1)
			return t;
		for (; j < n && b->reach[by_q[j]].q == q; j++) {
			const struct cascade_reach *r = &b->reach[by_q[j]];

			if (r->p < p0)
				base += r->z - r->y;
			else if (r->p < p1 && r->z != r->y)
				tree_add(b, r->p - p0, r->z - r->y);
		}
	}
}

/* Narrows p and q by the coarse bound, where there are rows enough for it to be the cheaper one. */
static bool bound_coarsely(
	struct cascade_bounder *b, struct cascade_box *x, const uint32_t *by_p, size_t n, double floor, double *bound)
{
	size_t k = b->rows->m - 3;
	struct cascade_range p = {x->lo[k], x->hi[k]}, q = {x->lo[k + 1], x->hi[k + 1]};

	*bound = INFINITY;
	if (n < COARSE_ROWS)
		return true;
	if (!cascade_coarse(b->bins, b->reach, by_p, n, floor, &p, &q, bound))
		return false;
	x->lo[k] = p.lo;
	x->hi[k] = p.hi;
	x->lo[k + 1] = q.lo;
	x->hi[k + 1] = q.hi;
	return true;
}

bool cascade_bound(struct cascade_bounder *b, struct cascade_box *x, const uint32_t *by_p, const uint32_t *by_q,
	size_t n, double floor, bool loose, struct cascade_bounded *found)
{
	size_t k = b->rows->m - 3;
	struct track t;

	if (!bound_coarsely(b, x, by_p, n, floor, &found->worth))
		return false;
	if (loose && !isinf(found->worth)) {
		found->p = x->lo[k] + (x->hi[k] - x->lo[k]) / 2;
		found->q = x->lo[k + 1] + (x->hi[k + 1] - x->lo[k + 1]) / 2;
		return true;
	}
	t = sweep_p(b, x, by_p, n, floor);
	*found = (struct cascade_bounded){t.best, t.at, x->lo[k + 1] + t.other};
	if (!t.any)
		return false;
	narrow(&t, x, k);
	if (x->lo[k + 1] == x->hi[k + 1])
		return true;
	t = sweep_q(b, x, by_q, n, floor);
	narrow(&t, x, k + 1);
	return t.any;
}
