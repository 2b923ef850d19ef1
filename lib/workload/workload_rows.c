/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/workload_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"

void workload_rows_free(struct workload_rows *d)
{
	keep_free(&d->rows);
	names_free(&d->batch);
	free(d->answer);
	free(d->place);
	free(d->value);
	free(d->weight);
	free(d->at);
	free(d->first);
	free(d->busy);
	*d = (struct workload_rows){0};
}

static int reserve(struct workload_rows *d, bool answers, struct err *e)
{
	size_t n = d->n + 1;
	int st = array_reserve(&d->place, &d->cap[0], n, sizeof *d->place, e);

	if (!st)
		st = array_reserve(&d->value, &d->cap[1], n * d->m, sizeof *d->value, e);
	if (!st)
		st = array_reserve(&d->weight, &d->cap[2], n, sizeof *d->weight, e);
	if (!st && answers)
		st = array_reserve(&d->answer, &d->cap[3], n * d->m, sizeof *d->answer, e);
	return st;
}

/* Gates are summed over the rows: rows with the same numbers are the same.  Else ties are broken by all of the row. */
static uint64_t hash_row(const struct workload_input *r)
{
	const struct csv_row *row = &r->t->row;
	uint64_t h;

	if (r->kind != WORKLOAD_INPUT_GATE)
		return hash_bytes(row->raw, row->rawn, 0);
	h = hash_bytes(&r->c.weight, sizeof r->c.weight, 0);
	return hash_bytes(r->value, r->agent.n * sizeof *r->value, h);
}

int workload_rows_add(
	struct workload_rows *d, const struct workload_input *r, const char *batch, size_t n, struct err *e)
{
	const struct csv_row *row = &r->t->row;
	bool answers = r->c.nexpert || r->c.prob.n;
	size_t index, m = d->m = r->agent.n;
	int st = names_add(&d->batch, batch, n, &index, e);

	if (!st)
		st = reserve(d, answers, e);
	if (!st)
		st = keep_add(&d->rows, row, e);
	if (st)
		return st;
	d->place[d->n] = (struct workload_place){index, !(r->c.weight > 0), hash_row(r), d->n};
	d->weight[d->n] = r->c.weight;
	memcpy(d->value + d->n * m, r->value, m * sizeof *d->value);
	if (answers)
		memcpy(d->answer + d->n * m, r->answer, m * sizeof *d->answer);
	d->n++;
	return ST_OK;
}

static int by_name(const void *a, const void *b)
{
	const struct name *x = *(const struct name *const *)a, *y = *(const struct name *const *)b;
	int c = memcmp(x->s, y->s, x->n < y->n ? x->n : y->n);

	return c ? c : (x->n > y->n) - (x->n < y->n);
}

/* Batches get their ranks by name, so that not even they tell of the rows' order. */
static int areas_batches(struct workload_rows *d, struct err *e)
{
	size_t n = d->batch.n, *rank = mem_alloc(n, sizeof *rank, e);
	const struct name **name = mem_alloc(n, sizeof *name, e);
	struct names sorted = {0};
	int st = rank && name ? ST_OK : ST_SYSTEM;

	for (size_t b = 0; !st && b < n; b++)
		name[b] = &d->batch.name[b];
	if (!st && n)
		qsort(name, n, sizeof *name, by_name);
	for (size_t k = 0; !st && k < n; k++) {
		size_t index;

		rank[name[k] - d->batch.name] = k;
		st = names_add(&sorted, name[k]->s, name[k]->n, &index, e);
	}
	for (size_t i = 0; !st && i < d->n; i++)
		d->place[i].batch = rank[d->place[i].batch];
	free(rank);
	free(name);
	if (st) {
		names_free(&sorted);
		return st;
	}
	names_free(&d->batch);
	d->batch = sorted;
	return ST_OK;
}

static int by_place(const void *a, const void *b)
{
	const struct workload_place *x = a, *y = b;

	if (x->batch != y->batch)
		return x->batch < y->batch ? -1 : 1;
	if (x->idle != y->idle)
		return x->idle ? 1 : -1;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

/* *x in sorted order, width numbers a row. */
static int gather(const struct workload_rows *d, double **x, size_t width, struct err *e)
{
	double *sorted = mem_alloc(d->n * width, sizeof *sorted, e);

	if (!sorted)
		return ST_SYSTEM;
	for (size_t i = 0; i < d->n; i++)
		memcpy(sorted + i * width, *x + d->place[i].row * width, width * sizeof *sorted);
	free(*x);
	*x = sorted;
	return ST_OK;
}

int workload_rows_sort(struct workload_rows *d, struct err *e)
{
	int st = areas_batches(d, e);

	if (st)
		return st;
	if (d->n)
		qsort(d->place, d->n, sizeof *d->place, by_place);
	d->at = mem_alloc(d->n, sizeof *d->at, e);
	d->first = mem_alloc(d->batch.n + 1, sizeof *d->first, e);
	d->busy = mem_alloc(d->batch.n, sizeof *d->busy, e);
	if (!d->at || !d->first || !d->busy)
		return ST_SYSTEM;
	for (size_t i = 0; i < d->n; i++) {
		d->at[d->place[i].row] = i;
		d->first[d->place[i].batch + 1] = i + 1;
		d->busy[d->place[i].batch] += !d->place[i].idle;
	}
	st = gather(d, &d->value, d->m, e);
	return st ? st : gather(d, &d->weight, 1, e);
}
