/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "rank/scored_draws.h"

#include <stdlib.h>

#include "base/buf.h"
#include "inference/draws.h"

/* A column of a draw, which varies if the rows' does. */
static int column_init(struct varying *drawn, const struct varying *rows, size_t n, bool varies, struct err *e)
{
	drawn->first = rows->first;
	if (!rows->v && !varies)
		return ST_OK;
	drawn->v = mem_alloc(n, sizeof *drawn->v, e);
	return drawn->v ? ST_OK : ST_SYSTEM;
}

int scored_draws_init(struct scored_draws *d, const struct scored_rows *rows, struct err *e)
{
	size_t n = rows->order.n;
	int st;

	*d = (struct scored_draws){
		.rows = rows, .drawn = {.whole = rows->whole, .beyond = rows->beyond, .cost_unit = rows->cost_unit}};
	d->key = mem_alloc(n, sizeof *d->key, e);
	d->count = mem_alloc(n, sizeof *d->count, e);
	d->drawn.order.row = mem_alloc(n, sizeof *d->drawn.order.row, e);
	st = d->key && d->count && d->drawn.order.row ? ST_OK : ST_SYSTEM;
	if (!st)
		st = column_init(&d->drawn.weight, &rows->weight, n, true, e);
	if (!st)
		st = column_init(&d->drawn.model_cost, &rows->model_cost, n, false, e);
	if (!st)
		st = column_init(&d->drawn.expert_cost, &rows->expert_cost, n, false, e);
	if (!st)
		st = column_init(&d->drawn.p, &rows->p, n, false, e);
	if (!st)
		st = column_init(&d->drawn.right, &rows->right, n, false, e);
	if (!st)
		st = column_init(&d->drawn.expert_right, &rows->expert_right, n, false, e);
	for (size_t i = 0; !st && i < n; i++)
		d->key[i] = scored_row(rows, i).key;
	return st;
}

void scored_draws_free(struct scored_draws *d)
{
	free(d->key);
	free(d->count);
	scored_rows_free(&d->drawn);
}

static void copy(struct varying *to, size_t at, const struct varying *from, size_t i)
{
	if (to->v)
		to->v[at] = from->v[i];
}

const struct scored_rows *scored_draws_take(struct scored_draws *d, size_t draw)
{
	const struct scored_rows *t = d->rows;
	struct scored_rows *to = &d->drawn;
	size_t n = 0;

	draws_of_rows(d->key, t->order.n, draw, d->count);
	for (size_t i = 0; i < t->order.n; i++) {
		uint64_t item = t->order.row[i].item;
		size_t at = item >> SCORED_OUTCOME_BITS;

		if (!d->count[i])
			continue;
		to->order.row[n] = (struct order_row){
			t->order.row[i].key, (uint64_t)n << SCORED_OUTCOME_BITS | (item & (SCORED_OUTCOMES - 1))};
		to->weight.v[n] = d->count[i] * (t->weight.v ? t->weight.v[at] : t->weight.first);
		copy(&to->model_cost, n, &t->model_cost, at);
		copy(&to->expert_cost, n, &t->expert_cost, at);
		copy(&to->p, n, &t->p, at);
		copy(&to->right, n, &t->right, at);
		copy(&to->expert_right, n, &t->expert_right, at);
		n++;
	}
	to->order.n = n;
	return to;
}
