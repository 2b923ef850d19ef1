/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_rows.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/order.h"
#include "math/sum.h"

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

/* Sorts the rows once more, by a column of `width` columns. */
static int sort_by(struct order *o, const double *column, size_t width, struct err *e)
{
	for (size_t i = 0; i < o->n; i++) {
		double x = column[o->row[i].item * width];

		o->row[i].key = (isnan(x) ? -INFINITY : x) + 0.0; /* -0 is 0 */
	}
	return order_sort(o, e);
}

int cascade_sort(struct order *o, const struct cascade *c, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < c->n; i++)
		st = order_add(o, c->weight[i], i, e);
	if (!st)
		st = order_sort(o, e);
	for (size_t k = c->m; !st && k-- > 0;) {
		if (c->latency)
			st = sort_by(o, c->latency + k, c->m, e);
		if (!st)
			st = sort_by(o, c->gain + k, c->m, e);
		if (!st)
			st = sort_by(o, c->cost + k, c->m, e);
	}
	for (size_t k = c->m; !st && k-- > 0;)
		st = sort_by(o, c->conf + k, c->m, e);
	return st;
}

static bool alike(const double *a, const double *b, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (!(a[k] == b[k] || (isnan(a[k]) && isnan(b[k]))))
			return false;
	return true;
}

static bool same_row(const struct cascade *c, size_t i, size_t j)
{
	size_t m = c->m;

	return alike(c->conf + i * m, c->conf + j * m, m) && alike(c->cost + i * m, c->cost + j * m, m)
		&& alike(c->gain + i * m, c->gain + j * m, m)
		&& (!c->latency || alike(c->latency + i * m, c->latency + j * m, m));
}

/* Shares of the rows in order; equal rows make one. */
static void fill(struct cascade_table *t, const struct cascade *c, const struct order *o)
{
	struct sum all = {0}, one;

	for (size_t i = 0; i < c->n; i++)
		sum_add(&all, c->weight[i]);
	for (size_t from = 0, end; from < c->n; from = end, t->n++) {
		size_t i = o->row[from].item;

		one = (struct sum){0};
		for (end = from; end < c->n && same_row(c, i, o->row[end].item); end++)
			sum_add(&one, c->weight[o->row[end].item]);
		t->share[t->n] = sum_ratio(&one, &all);
		t->row[t->n] = i;
		memcpy(t->gain + t->n * c->m, c->gain + i * c->m, c->m * sizeof *t->gain);
		memcpy(t->cost + t->n * c->m, c->cost + i * c->m, c->m * sizeof *t->cost);
	}
}

static int rank_agent(struct cascade_table *t, size_t a, struct err *e)
{
	const struct cascade *c = t->cascade;
	struct order o = {0};
	size_t levels = 0;
	int st = ST_OK;

	for (size_t i = 0; !st && i < t->n; i++)
		if (!isnan(c->conf[t->row[i] * c->m + a]))
			st = order_add(&o, c->conf[t->row[i] * c->m + a], i, e);
	t->holes |= o.n < t->n;
	if (!st)
		st = order_sort(&o, e);
	t->level[a] = arena_alloc(&t->arena, o.n, sizeof *t->level[a]);
	if (!st)
		st = arena_status(&t->arena, e);
	for (size_t j = 0; !st && j < o.n; j++) {
		if (!j || o.row[j].key > o.row[j - 1].key)
			t->level[a][levels++] = o.row[j].key;
		t->rank[o.row[j].item * t->m + a] = (uint32_t)levels;
	}
	t->levels[a] = (uint32_t)levels;
	order_free(&o);
	return st;
}

int cascade_table_init(struct cascade_table *t, const struct cascade *c, double budget, struct err *e)
{
	struct order o = {0};
	int st;

	*t = (struct cascade_table){.m = c->m, .budget = budget, .cascade = c, .holes = c->latency};
	t->share = arena_alloc(&t->arena, c->n, sizeof *t->share);
	t->row = arena_alloc(&t->arena, c->n, sizeof *t->row);
	t->gain = arena_alloc(&t->arena, c->n * c->m, sizeof *t->gain);
	t->cost = arena_alloc(&t->arena, c->n * c->m, sizeof *t->cost);
	t->rank = arena_alloc(&t->arena, c->n * c->m, sizeof *t->rank);
	t->levels = arena_alloc(&t->arena, c->m, sizeof *t->levels);
	t->level = arena_alloc(&t->arena, c->m, sizeof *t->level);
	st = arena_status(&t->arena, e);
	if (!st)
		st = cascade_sort(&o, c, e);
	if (!st)
		fill(t, c, &o);
	order_free(&o);
	for (size_t a = 0; !st && a < c->m; a++)
		st = rank_agent(t, a, e);
	return st;
}

void cascade_table_free(struct cascade_table *t)
{
	arena_free(&t->arena);
	*t = (struct cascade_table){0};
}

void cascade_rows_init(struct cascade_rows *r, const struct cascade_table *t, struct arena *a)
{
	*r = (struct cascade_rows){.n = t->n};
	r->amount = arena_alloc(a, t->n * t->m, sizeof *r->amount);
	r->rank = arena_alloc(a, t->n * t->m, sizeof *r->rank);
}

/* False where the row may ask nobody. */
static bool arrange_row(struct cascade_rows *r, const struct cascade_table *t, size_t i)
{
	const double *gain = t->gain + i * t->m, *cost = t->cost + i * t->m;
	const double *latency = t->cascade->latency ? t->cascade->latency + t->row[i] * t->m : NULL;
	double paid = 0, late = 0, share = t->share[i];
	size_t m = r->m, last = m;

	for (size_t k = 0; k < m; k++) {
		size_t a = r->order[k];
		uint32_t rank = t->rank[i * t->m + a];

		if (rank && latency && late + latency[a] > t->cascade->limit)
			rank = 0;
		if (rank) {
			late += latency ? latency[a] : 0;
			paid += cost[a];
			last = k;
		}
		r->amount[i * m + k] = (struct cascade_amount){rank ? share * gain[a] : 0, share * (paid - t->budget)};
		if (k + 1 < m)
			r->rank[i * (m - 1) + k] = rank;
	}
	if (last + 1 < m)
		r->rank[i * (m - 1) + last] = r->levels[last] + 1;
	return last < m;
}

bool cascade_rows_arrange(struct cascade_rows *r, const struct cascade_table *t, const size_t *order, size_t m)
{
	bool whole = true;

	r->m = m;
	r->order = order;
	for (size_t k = 0; k < m; k++) {
		r->levels[k] = t->levels[order[k]];
		r->level[k] = t->level[order[k]];
	}
	for (size_t i = 0; i < t->n; i++)
		whole &= arrange_row(r, t, i);
	return whole;
}

void cascade_rows_plan(const struct cascade_rows *r, const uint32_t *at, struct cascade_plan *p)
{
	*p = (struct cascade_plan){.stages = r->m};
	for (size_t k = 0; k < r->m; k++) {
		uint32_t n = r->levels[k];

		p->order[k] = r->order[k];
		if (k + 1 == r->m)
			break;
		if (at[k] <= n)
			p->tau[k] = r->level[k][at[k] - 1];
		else
			p->tau[k] = n ? nextafter(r->level[k][n - 1], INFINITY) : DBL_MAX;
	}
}

/* All stages are compared and the first bit is taken: which stage that is no processor guesses. */
size_t cascade_rows_stop(const struct cascade_rows *r, size_t i, const uint32_t *at, size_t from)
{
	const uint32_t *rank = r->rank + i * (r->m - 1);
	uint32_t stop = (uint32_t)1 << (r->m - 1);

	for (size_t k = from; k + 1 < r->m; k++)
		stop |= (uint32_t)(rank[k] >= at[k]) << k;
	return (size_t)__builtin_ctz(stop);
}

int cascade_table_sample(
	struct cascade_table *t, struct cascade *rows, const struct cascade_table *from, size_t n, struct err *e)
{
	int st = ST_OK;

	*t = (struct cascade_table){0};
	cascade_init(rows, from->m, from->cascade->limit);
	for (size_t k = 0; !st && k < n; k++) {
		size_t i = k * from->n / n;
		struct cascade_row row = cascade_row_at(from->cascade, from->row[i]);

		st = cascade_add(rows, &row, from->gain + i * from->m, from->share[i], e);
	}
	return st ? st : cascade_table_init(t, rows, from->budget, e);
}

void cascade_rows_ranks(const struct cascade_rows *r, const struct cascade_plan *p, uint32_t *at)
{
	for (size_t k = 0; k + 1 < r->m; k++) {
		uint32_t lo = 0, hi = r->levels[k];

		while (lo < hi) {
			uint32_t middle = lo + (hi - lo) / 2;

			if (r->level[k][middle] < p->tau[k])
				lo = middle + 1;
			else
				hi = middle;
		}
		at[k] = lo + 1;
	}
}
