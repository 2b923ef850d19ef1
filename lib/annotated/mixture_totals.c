/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "annotated/mixture_totals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "parallel/peers.h"

static size_t width(const struct mixture_totals *t)
{
	return 1 + t->nexpert;
}

/* The line of a class; of ANNOTATION_OTHER the first. */
static unsigned char *line(const struct mixture_totals *t, size_t class)
{
	return t->seen + (class == ANNOTATION_OTHER ? 0 : (1 + class) * width(t));
}

static int make_room(struct mixture_totals *t, size_t nclass, struct err *e)
{
	size_t n = (1 + t->nclass) * width(t);
	int st = nclass > t->nclass || !t->seen
		? array_reserve(&t->seen, &t->cap, (1 + nclass) * width(t), sizeof *t->seen, e)
		: ST_OK;

	if (st || nclass <= t->nclass)
		return st;
	memset(t->seen + n, 0, (nclass - t->nclass) * width(t));
	t->nclass = nclass;
	return ST_OK;
}

int mixture_totals_init(struct mixture_totals *t, size_t nexpert, struct err *e)
{
	int st;

	*t = (struct mixture_totals){.nexpert = nexpert, .latest = {-INFINITY, -INFINITY}};
	st = make_room(t, 0, e);
	if (!st)
		memset(t->seen, 0, width(t));
	return st;
}

void mixture_totals_free(struct mixture_totals *t)
{
	free(t->seen);
	*t = (struct mixture_totals){0};
}

int mixture_totals_add(struct mixture_totals *t, const struct mixture_columns *r, enum mixture_kind kind, struct err *e)
{
	const double *time = pile_next(&r->pile[kind], MIXTURE_TIME);
	int st = make_room(t, r->c.classes.n, e);

	if (st)
		return st;
	t->n[kind]++;
	tally_add(&t->weight, r->c.weight);
	if (time)
		t->latest[kind] = fmax(t->latest[kind], *time);
	if (kind == MIXTURE_LABELLED)
		line(t, r->c.label)[0] |= 1 << kind;
	for (size_t k = 0; k < r->n; k++)
		line(t, r->note[k].label)[1 + r->note[k].expert] |= (unsigned char)(1 << kind);
	return ST_OK;
}

int mixture_totals_merge(struct mixture_totals *t, const struct mixture_totals *other, const size_t *to, struct err *e)
{
	int st = ST_OK;

	t->holes |= other->holes;
	tally_merge(&t->weight, &other->weight);
	for (int k = 0; k < MIXTURE_KINDS; k++) {
		t->n[k] += other->n[k];
		t->latest[k] = fmax(t->latest[k], other->latest[k]);
	}
	for (size_t c = 0; !st && c <= other->nclass; c++) {
		size_t class = c ? c - 1 : ANNOTATION_OTHER, there = c && to ? to[class] : class;

		if (c)
			st = make_room(t, there + 1, e);
		for (size_t j = 0; !st && j < width(t); j++)
			line(t, there)[j] |= line(other, class)[j];
	}
	return st;
}

/* What processes tell each other; their experts are the same. */
static int pack(const struct mixture_totals *t, struct buf *b, struct err *e)
{
	int st = buf_add(b, t, sizeof *t, e);

	return st ? st : buf_add(b, t->seen, (1 + t->nclass) * width(t), e);
}

static int merge_packed(struct mixture_totals *t, char *p, struct err *e)
{
	struct mixture_totals other;

	memcpy(&other, p, sizeof other);
	other.seen = (unsigned char *)p + sizeof other;
	return mixture_totals_merge(t, &other, NULL, e);
}

static int merge_all(struct mixture_totals *all, const struct buf *mine, size_t *begin, struct err *e)
{
	char *packed = NULL;
	int st = peers_gather(mine->p, mine->n, &packed, begin, e);

	for (size_t i = 0; !st && i < peers_n(); i++) {
		if (i == peers_me())
			memcpy(all->before, all->n, sizeof all->before);
		st = merge_packed(all, packed + begin[i], e);
	}
	free(packed);
	return st;
}

int mixture_totals_gather(struct mixture_totals *t, const size_t *to, struct err *e)
{
	struct mixture_totals own = {0}, all = {0};
	struct buf mine = {0};
	size_t *begin = mem_alloc(peers_n() + 1, sizeof *begin, e);
	int st = begin ? mixture_totals_init(&own, t->nexpert, e) : ST_SYSTEM;

	if (!st)
		st = mixture_totals_merge(&own, t, to, e);
	if (!st)
		st = pack(&own, &mine, e);
	if (!st)
		st = mixture_totals_init(&all, t->nexpert, e);
	if (!st)
		st = merge_all(&all, &mine, begin, e);
	mixture_totals_free(&own);
	mixture_totals_free(st ? &all : t);
	if (!st)
		*t = all;
	buf_free(&mine);
	free(begin);
	return st;
}

void mixture_totals_used(const struct mixture_totals *t, bool answers, bool *used, size_t n)
{
	for (size_t c = 0; c < n && c < t->nclass; c++)
		for (size_t j = 0; j < (answers ? width(t) : 1); j++)
			used[c] |= line(t, c)[j] != 0;
}

void mixture_totals_answered(const struct mixture_totals *t, const bool *used, bool *answered)
{
	for (size_t c = 0; c <= t->nclass; c++)
		for (size_t j = 0; j < t->nexpert; j++) {
			unsigned char seen = t->seen[c * width(t) + 1 + j];
			bool class = c && (!used || used[c - 1]);

			answered[j] |= seen & 1 << MIXTURE_LABELLED || (class && seen & 1 << MIXTURE_UNLABELLED);
		}
}
