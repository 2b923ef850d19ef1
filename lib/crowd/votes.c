/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "crowd/votes.h"

#include <stdlib.h>

#include "base/buf.h"
#include "math/sum.h"

void votes_free(struct votes *v)
{
	free(v->item);
	free(v->vote);
	free(v->x);
	free(v->prior);
	free(v->pattern);
	*v = (struct votes){0};
}

static int compare_vote(const void *a, const void *b)
{
	const struct vote *x = a, *y = b;

	if (x->worker != y->worker)
		return x->worker < y->worker ? -1 : 1;
	if (x->label != y->label)
		return x->label < y->label ? -1 : 1;
	return (x->w > y->w) - (x->w < y->w);
}

static int compare_numbers(const double *x, const double *y, size_t n)
{
	for (size_t i = 0; x && i < n; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

static int compare_item(const void *a, const void *b, void *votes)
{
	const struct crowd_item *x = a, *y = b;
	const struct votes *v = votes;
	int order;

	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	for (size_t i = 0; i < x->n; i++)
		if ((order = compare_vote(&x->vote[i], &y->vote[i])))
			return order;
	order = compare_numbers(x->prior, y->prior, v->nclass);
	return order ? order : compare_numbers(x->x, y->x, v->nfeature);
}

/* A worker who gave an item a label several times did so once with the sum of the weights. */
static size_t merge_votes(struct vote *v, size_t n)
{
	size_t kept = 0;

	qsort(v, n, sizeof *v, compare_vote);
	for (size_t i = 0, end; i < n; i = end) {
		struct sum w = {0};

		for (end = i; end < n && v[end].worker == v[i].worker && v[end].label == v[i].label; end++)
			sum_add(&w, v[end].w);
		v[kept] = v[i];
		v[kept++].w = sum_value(&w);
	}
	return kept;
}

/* Equal neighbours become one. */
static size_t merge_items(struct crowd_item *p, size_t n, struct votes *v)
{
	size_t kept = 0;

	for (size_t i = 0, end; i < n; i = end) {
		struct sum w = {0};

		for (end = i; end < n && !compare_item(&p[i], &p[end], v); end++)
			sum_add(&w, p[end].w);
		p[kept] = p[i];
		p[kept++].w = sum_value(&w);
	}
	return kept;
}

int votes_patterns(struct votes *v, struct err *e)
{
	size_t n = 0;

	if (!(v->pattern = mem_alloc(v->n, sizeof *v->pattern, e)))
		return ST_SYSTEM;
	for (size_t i = 0; i < v->n; i++) {
		struct crowd_item *item = &v->item[i];

		item->n = merge_votes(v->vote + (item->vote - v->vote), item->n);
		if (item->n)
			v->pattern[n++] = *item;
	}
	qsort_r(v->pattern, n, sizeof *v->pattern, compare_item, v);
	v->npattern = merge_items(v->pattern, n, v);
	return ST_OK;
}
