/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "training/train_totals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "parallel/peers.h"
#include "train/loss_case.h"

static int start_empty(struct train_totals *t, size_t nexpert, bool priced, struct err *e)
{
	*t = (struct train_totals){.nexpert = nexpert, .priced = priced, .lo = INFINITY, .hi = -INFINITY};
	t->answered = mem_alloc(nexpert, sizeof *t->answered, e);
	t->cost = mem_alloc(nexpert, sizeof *t->cost, e);
	for (size_t j = 0; t->cost && j < nexpert; j++)
		t->cost[j] = NAN;
	return t->answered && t->cost ? ST_OK : ST_SYSTEM;
}

int train_totals_init(struct train_totals *t, const struct train_columns *r, struct err *e)
{
	return start_empty(t, r->c.nexpert, r->row_costs, e);
}

void train_totals_free(struct train_totals *t)
{
	free(t->answered);
	free(t->cost);
	free(t->used);
	*t = (struct train_totals){0};
}

static int use(struct train_totals *t, size_t class, struct err *e)
{
	int st = array_reserve(&t->used, &t->usedcap, class + 1, sizeof *t->used, e);

	if (st)
		return st;
	while (t->nused <= class)
		t->used[t->nused++] = false;
	t->used[class] = true;
	return ST_OK;
}

/* An expert who was not asked may have no price. */
static void price(struct train_totals *t, size_t j, double c)
{
	t->mixed |= !isnan(t->cost[j]) && !isnan(c) && c != t->cost[j];
	t->cost[j] = isnan(c) ? t->cost[j] : c;
}

int train_totals_add(struct train_totals *t, const struct train_columns *r, struct err *e)
{
	const struct pile *p = &r->rows;
	const double *c0 = pile_next(p, TRAIN_C0), *q = pile_next(p, TRAIN_Q);
	const int32_t *answer = pile_next(p, TRAIN_E);

	t->n++;
	tally_add(&t->weight, r->c.weight);
	for (size_t j = 0; t->priced && j < t->nexpert; j++)
		price(t, j, c0[j]);
	for (size_t j = 0; j < t->nexpert; j++)
		if (q ? !isnan(q[1 + j]) : answer[j] != LOSS_MISSING)
			tally_add(&t->answered[j], r->c.weight);
	for (size_t a = 0; q && a <= t->nexpert; a++) {
		t->lo = fmin(t->lo, q[a]);
		t->hi = fmax(t->hi, q[a]);
	}
	return r->classes && r->c.open ? use(t, (size_t) * (int32_t *)pile_next(p, TRAIN_Y), e) : ST_OK;
}

int train_totals_merge(struct train_totals *t, const struct train_totals *other, const size_t *to, struct err *e)
{
	int st = ST_OK;

	t->n += other->n;
	t->holes |= other->holes;
	tally_merge(&t->weight, &other->weight);
	t->mixed |= other->mixed;
	t->lo = fmin(t->lo, other->lo);
	t->hi = fmax(t->hi, other->hi);
	for (size_t j = 0; j < t->nexpert; j++) {
		tally_merge(&t->answered[j], &other->answered[j]);
		price(t, j, other->cost[j]);
	}
	for (size_t k = 0; !st && k < other->nused; k++)
		if (other->used[k])
			st = use(t, to ? to[k] : k, e);
	return st;
}

/* What processes tell each other; their experts are the same. */
static int pack(const struct train_totals *t, struct buf *b, struct err *e)
{
	int st = buf_add(b, t, sizeof *t, e);

	if (!st)
		st = buf_add(b, t->answered, t->nexpert * sizeof *t->answered, e);
	if (!st)
		st = buf_add(b, t->cost, t->nexpert * sizeof *t->cost, e);
	return st ? st : buf_add(b, t->used, t->nused * sizeof *t->used, e);
}

static int merge_packed(struct train_totals *t, const char *p, struct err *e)
{
	struct train_totals other;
	size_t ne = t->nexpert;
	int st;

	memcpy(&other, p, sizeof other);
	other.answered = mem_alloc(ne, sizeof *other.answered, e);
	other.cost = mem_alloc(ne, sizeof *other.cost, e);
	other.used = mem_alloc(other.nused, sizeof *other.used, e);
	st = other.answered && other.cost && other.used ? ST_OK : ST_SYSTEM;
	if (!st) {
		memcpy(other.answered, p += sizeof other, ne * sizeof *other.answered);
		memcpy(other.cost, p += ne * sizeof *other.answered, ne * sizeof *other.cost);
		memcpy(other.used, p + ne * sizeof *other.cost, other.nused * sizeof *other.used);
		st = train_totals_merge(t, &other, NULL, e);
	}
	train_totals_free(&other);
	return st;
}

static int merge_all(struct train_totals *all, const struct buf *mine, size_t *begin, struct err *e)
{
	char *packed = NULL;
	int st = peers_gather(mine->p, mine->n, &packed, begin, e);

	for (size_t i = 0; !st && i < peers_n(); i++) {
		if (i == peers_me())
			all->before = all->n;
		st = merge_packed(all, packed + begin[i], e);
	}
	free(packed);
	return st;
}

int train_totals_gather(struct train_totals *t, const size_t *to, struct err *e)
{
	struct train_totals own, all = {0};
	struct buf mine = {0};
	size_t *begin = mem_alloc(peers_n() + 1, sizeof *begin, e);
	int st = start_empty(&own, t->nexpert, t->priced, e);

	if (!st)
		st = begin ? train_totals_merge(&own, t, to, e) : ST_SYSTEM;
	if (!st)
		st = pack(&own, &mine, e);
	if (!st)
		st = start_empty(&all, t->nexpert, t->priced, e);
	if (!st)
		st = merge_all(&all, &mine, begin, e);
	train_totals_free(&own);
	train_totals_free(st ? &all : t);
	if (!st)
		*t = all;
	buf_free(&mine);
	free(begin);
	return st;
}
