/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "watch/ranks.h"

#include <math.h>

static void take_first(struct ranks *r, double x)
{
	size_t i = r->first++;

	for (; i && r->value[i - 1] > x; i--)
		r->value[i] = r->value[i - 1];
	r->value[i] = x;
}

/* Cell k has the numbers from the k-th smallest of the first ones on, counted from 0. */
static size_t cell(const struct ranks *r, double x)
{
	size_t k = 0;

	if (r->binary)
		return x > 0;
	while (k + 1 < RANKS_CELLS && x >= r->value[k + 1])
		k++;
	return k;
}

double ranks_next(struct ranks *r, double x, double u)
{
	double below = 0;
	size_t at;

	if (!r->binary && r->first < RANKS_FIRST) {
		take_first(r, x);
		return NAN;
	}
	at = cell(r, x);
	for (size_t k = 0; k < at; k++)
		below += r->count[k];
	r->count[at]++;
	r->n++;
	return (below + u * r->count[at]) / (double)r->n;
}

double ranks_of_zero(const struct ranks *r)
{
	return (r->count[0] + .5) / ((double)r->n + 1);
}
