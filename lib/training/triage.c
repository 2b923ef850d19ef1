/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "training/triage.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "math/order.h"
#include "math/vec.h"
#include "training/train_fit.h"
#include "training/train_rows.h"

enum { BLOCK = 256 };

/* The classifier's cross-entropy on all rows. */
static int cross_entropies(const struct head *p, const struct train_data *d, double *ce, struct err *e)
{
	const struct head_part *h = &p->part[0];
	size_t npacked = network_packed(&h->network);
	double *packed = mem_alloc(npacked + network_scratch(&h->network, BLOCK), sizeof *packed, e);

	if (!packed)
		return ST_SYSTEM;
	network_pack(&h->network, h->theta, packed);

	for (size_t i = 0; i < d->n; i += BLOCK) {
		size_t n = d->n - i < BLOCK ? d->n - i : BLOCK;
		const double *z =
			network_forward(&h->network, h->theta, packed, d->x + i * p->map.nout, n, packed + npacked);

		for (size_t k = 0; k < n; k++)
			ce[i + k] = vec_logsumexp(z + k * h->n, h->n) - z[k * h->n + (size_t)d->y[i + k]];
	}
	free(packed);
	return ST_OK;
}

static size_t right_expert(const struct job *j, size_t i, double *cost)
{
	struct loss_case c = train_row_case(j, i);

	return loss_right_expert(&j->setup, &c, cost);
}

/* Gives rows from the end of the order, block after block, while they fit in the budget. */
static void give_rows(const struct job *j, const struct order *o, double budget, size_t *who)
{
	double given = 0, cost;

	for (size_t end = o->n; end > 0;) {
		size_t from = end;
		double block = 0;

		while (from > 0 && o->row[from - 1].key == o->row[end - 1].key) {
			from--;
			block += j->d->w ? j->d->w[o->row[from].item] : 1;
		}
		if (given + block > budget * (1 + 1e-12))
			return;
		given += block;
		for (; end > from; end--)
			who[o->row[end - 1].item] = right_expert(j, o->row[end - 1].item, &cost);
	}
}

static int divide(const struct job *j, const double *ce, size_t *who, struct err *e)
{
	struct order o = {0};
	int st = ST_OK;

	memset(who, 0, j->d->n * sizeof *who);
	for (size_t i = 0; !st && i < j->d->n; i++) {
		double cost;

		if (right_expert(j, i, &cost) && ce[i] > cost)
			st = order_add(&o, ce[i] - cost, i, e);
	}
	if (!st)
		st = order_sort(&o, e);
	if (!st)
		give_rows(j, &o, j->o->budget * j->d->total, who);
	order_free(&o);
	return st;
}

int train_triage(struct job *j, struct err *e)
{
	struct arena arena = {0};
	size_t n = j->d->n, *who = arena_alloc(&arena, n, sizeof *who), *before = arena_alloc(&arena, n, sizeof *who);
	double *ce = arena_alloc(&arena, n, sizeof *ce);
	int st = arena_status(&arena, e);

	j->who = who;
	for (j->round = 0; !st && j->round < TRAIN_ROUNDS; j->round++) {
		memcpy(before, who, n * sizeof *who);
		st = train_fit_part(j, &j->p->part[0], e);
		if (!st)
			st = cross_entropies(j->p, j->d, ce, e);
		if (!st)
			st = divide(j, ce, who, e);
		if (!st && !memcmp(before, who, n * sizeof *who))
			break;
	}
	if (!st)
		st = train_fit_part(j, &j->p->part[1], e);
	arena_free(&arena);
	return st;
}
