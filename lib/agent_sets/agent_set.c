/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "agent_sets/agent_set.h"

#include <math.h>
#include <stdlib.h>

#include "math/sum.h"

/* alpha (n + 1) is a whole number more often than its product in doubles: a few roundings are allowed for. */
#define ROUNDINGS (1 + 0x1p-50)

size_t agent_set_order(const double *key, size_t m, uint32_t *order)
{
	size_t n = 0;

	for (size_t a = 0; a < m; a++) {
		size_t at = n;

		if (isnan(key[a]))
			continue;
		for (; at > 0 && key[order[at - 1]] < key[a]; at--)
			order[at] = order[at - 1];
		order[at] = (uint32_t)a;
		n++;
	}
	return n;
}

double agent_set_reach(const double *conf, const bool *right, const uint32_t *order, size_t n)
{
	double miss = 1;

	for (size_t i = 0; i < n; i++) {
		if (right[order[i]])
			return 1 - miss;
		miss *= 1 - conf[order[i]];
	}
	return INFINITY;
}

size_t agent_set_within(const double *conf, const uint32_t *order, size_t n, const struct reach *q, double u)
{
	double miss = 1;
	size_t k = 0;

	while (k < n && (1 - miss < q->s || (1 - miss == q->s && u <= q->u)))
		miss *= 1 - conf[order[k++]];
	return k ? k : 1;
}

size_t agent_set_best(
	const double *conf, const double *cost, double lambda, double each, const uint32_t *order, size_t n)
{
	double miss = 1, price = 0, least = INFINITY;
	size_t best = 1;

	for (size_t k = 0; k < n; k++) {
		miss *= 1 - conf[order[k]];
		price += lambda * cost[order[k]] + each;
		if (miss + price < least) {
			least = miss + price;
			best = k + 1;
		}
	}
	return best;
}

static int farther(const void *a, const void *b)
{
	const struct reach *x = a, *y = b;

	if (x->s != y->s)
		return x->s < y->s ? 1 : -1;
	return (x->u < y->u) - (x->u > y->u);
}

struct reach agent_set_quantile(struct reach *v, size_t n, double alpha)
{
	struct sum all = {0}, beyond = {0};
	struct reach q = {.s = INFINITY};
	double most;

	for (size_t i = 0; i < n; i++)
		sum_add(&all, v[i].w);
	most = alpha * (sum_value(&all) + 1) * ROUNDINGS - 1;
	qsort(v, n, sizeof *v, farther);
	for (size_t i = 0; i < n && sum_value(&beyond) <= most;) { /* a block of equals, which q may be */
		q = v[i];
		for (; i < n && !farther(&v[i], &q); i++)
			sum_add(&beyond, v[i].w);
	}
	return q;
}
