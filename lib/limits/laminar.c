/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "limits/laminar.h"

#include <stdlib.h>

#include "base/buf.h"

struct place {
	size_t size, set;
};

static int by_size(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	return (x->set > y->set) - (x->set < y->set);
}

static int sort(struct laminar *l, const struct laminar_set *set, struct err *e)
{
	struct place *place = mem_alloc(l->n, sizeof *place, e);

	if (!place)
		return ST_SYSTEM;
	for (size_t k = 0; k < l->n; k++)
		place[k] = (struct place){set[k].n, k};
	if (l->n)
		qsort(place, l->n, sizeof *place, by_size);
	for (size_t k = 0; k < l->n; k++)
		l->order[k] = place[k].set;
	free(place);
	return ST_OK;
}

/* Puts the k-th set above the sets at the top of its leaves.  False: it holds only a part of one, l->crossing. */
static bool put(struct laminar *l, const struct laminar_set *set, size_t k, size_t *top, size_t *part)
{
	const struct laminar_set *s = &set[l->order[k]];

	for (size_t i = 0; i < s->n; i++)
		if (top[s->leaf[i]] < l->n)
			part[top[s->leaf[i]]]++;
	for (size_t i = 0; i < s->n; i++) {
		size_t *t = &top[s->leaf[i]];

		if (*t < l->n && part[*t] < set[l->order[*t]].n) {
			l->crossing[0] = l->order[*t];
			l->crossing[1] = l->order[k];
			return false;
		}
		if (*t < l->n)
			l->up[*t] = k;
		else
			l->first[s->leaf[i]] = k;
		*t = k;
	}
	return true;
}

int laminar_init(struct laminar *l, const struct laminar_set *set, size_t n, size_t leaves, struct err *e)
{
	size_t *top = mem_alloc(leaves + n, sizeof *top, e);
	int st;

	*l = (struct laminar){.n = n, .crossing = {n, n}};
	l->order = mem_alloc(2 * n + leaves, sizeof *l->order, e);
	st = top && l->order ? sort(l, set, e) : ST_SYSTEM;
	if (!st) {
		l->up = l->order + n;
		l->first = l->up + n;
		for (size_t k = 0; k < n + leaves; k++)
			l->up[k] = n;
		for (size_t i = 0; i < leaves; i++)
			top[i] = n;
		for (size_t k = 0; k < n && put(l, set, k, top, top + leaves); k++)
			;
	}
	free(top);
	return st;
}

void laminar_free(struct laminar *l)
{
	free(l->order);
	*l = (struct laminar){0};
}
