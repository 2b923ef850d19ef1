/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade_rows.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/order.h"
#include "math/sum.h"

/* Sorts the rows once more, by a column of `width` columns. */
static int sort_by(struct order *o, const double *column, size_t width, struct err *e)
{
	for (size_t i = 0; i < o->n; i++) {
		double x = column[o->row[i].item * width];

		o->row[i].key = (isnan(x) ? -INFINITY : x) + 0.0; /* -0 is 0 */
	}
	return order_sort(o, e);
}

static int sort_rows(struct order *o, const struct cascade *c, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < c->n; i++)
		st = order_add(o, c->weight[i], i, e);
	if (!st)
		st = order_sort(o, e);
	for (size_t k = c->m; !st && k-- > 0;) {
		st = sort_by(o, c->gain + k, c->m, e);
		if (!st)
			st = sort_by(o, c->paid + k, c->m, e);
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

	return alike(c->conf + i * m, c->conf + j * m, m) && alike(c->paid + i * m, c->paid + j * m, m)
		&& alike(c->gain + i * m, c->gain + j * m, m);
}

/* Weighted values of the rows in order; equal rows make one.  first: [n] a row of each. */
static void fill(struct cascade_rows *r, const struct cascade *c, const struct order *o, double budget, size_t *first)
{
	struct sum all = {0}, one;
	size_t m = c->m;

	for (size_t i = 0; i < c->n; i++)
		sum_add(&all, c->weight[i]);
	for (size_t from = 0, end; from < c->n; from = end, r->n++) {
		size_t i = o->row[from].item, at = r->n * m;
		double share;

		one = (struct sum){0};
		for (end = from; end < c->n && same_row(c, i, o->row[end].item); end++)
			sum_add(&one, c->weight[o->row[end].item]);
		share = sum_ratio(&one, &all);
		first[r->n] = i;
		for (size_t k = 0; k < m; k++) {
			r->gain[at + k] = share * c->gain[i * m + k];
			r->cost[at + k] = share * (c->paid[i * m + k] - budget);
		}
	}
}

/* The last stage that row i may ask. */
static size_t last_stage(const struct cascade *c, size_t i)
{
	size_t k = c->m - 1;

	while (isnan(c->conf[i * c->m + k]))
		k--;
	return k;
}

static int rank_stage(struct cascade_rows *r, const struct cascade *c, size_t k, const size_t *first, struct err *e)
{
	struct order o = {0};
	size_t stages = r->m - 1, levels = 0;
	int st = ST_OK;

	for (size_t i = 0; !st && i < r->n; i++)
		if (last_stage(c, first[i]) > k && !isnan(c->conf[first[i] * c->m + k]))
			st = order_add(&o, c->conf[first[i] * c->m + k], i, e);
	if (!st)
		st = order_sort(&o, e);
	r->level[k] = arena_alloc(&r->arena, o.n, sizeof *r->level[k]);
	if (!st)
		st = arena_status(&r->arena, e);
	for (size_t j = 0; !st && j < o.n; j++) {
		if (!j || o.row[j].key > o.row[j - 1].key)
			r->level[k][levels++] = o.row[j].key;
		r->rank[o.row[j].item * stages + k] = (uint32_t)levels;
	}
	r->levels[k] = (uint32_t)levels;
	for (size_t i = 0; !st && i < r->n; i++)
		if (last_stage(c, first[i]) == k)
			r->rank[i * stages + k] = (uint32_t)levels + 1;
	order_free(&o);
	return st;
}

int cascade_rows_init(struct cascade_rows *r, const struct cascade *c, double budget, struct err *e)
{
	struct order o = {0};
	size_t m = c->m, *first;
	int st;

	*r = (struct cascade_rows){.m = m};
	r->gain = arena_alloc(&r->arena, c->n * m, sizeof *r->gain);
	r->cost = arena_alloc(&r->arena, c->n * m, sizeof *r->cost);
	r->rank = arena_alloc(&r->arena, c->n * (m - 1), sizeof *r->rank);
	r->levels = arena_alloc(&r->arena, m, sizeof *r->levels);
	r->level = arena_alloc(&r->arena, m, sizeof *r->level);
	first = arena_alloc(&r->arena, c->n, sizeof *first);
	st = arena_status(&r->arena, e);
	if (!st)
		st = sort_rows(&o, c, e);
	if (!st)
		fill(r, c, &o, budget, first);
	order_free(&o);
	for (size_t k = 0; !st && k + 1 < m; k++)
		st = rank_stage(r, c, k, first, e);
	return st;
}

void cascade_rows_free(struct cascade_rows *r)
{
	arena_free(&r->arena);
	*r = (struct cascade_rows){0};
}

void cascade_rows_thresholds(const struct cascade_rows *r, const uint32_t *at, double *tau)
{
	for (size_t k = 0; k + 1 < r->m; k++) {
		uint32_t n = r->levels[k];

		if (at[k] <= n)
			tau[k] = r->level[k][at[k] - 1];
		else
			tau[k] = n ? nextafter(r->level[k][n - 1], INFINITY) : DBL_MAX;
	}
}
