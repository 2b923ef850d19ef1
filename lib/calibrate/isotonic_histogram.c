/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/isotonic_histogram.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "math/order.h"
#include "math/pav.h"
#include "math/sum.h"

void knots_free(struct knots *k)
{
	free(k->x);
	free(k->y);
	*k = (struct knots){0};
}

static int knots_from_pav(const struct pav *p, struct knots *k, struct err *e)
{
	k->x = mem_alloc(2 * p->n, sizeof *k->x, e);
	k->y = mem_alloc(2 * p->n, sizeof *k->y, e);
	if (!k->x || !k->y) {
		knots_free(k);
		return ST_SYSTEM;
	}
	for (size_t i = 0; i < p->n; i++) {
		const struct pav_block *b = &p->block[i];

		for (int end = 0; end < (b->lo < b->hi ? 2 : 1); end++) {
			k->x[k->n] = end ? b->hi : b->lo;
			k->y[k->n++] = pav_value(b);
		}
	}
	return ST_OK;
}

int isotonic_fit(
	size_t n, const double *x, const double *event, const double *w, size_t jobs, struct knots *k, struct err *e)
{
	struct pav p = {.jobs = jobs};
	int st = pav_fit(&p, x, event, w, n, e);

	*k = (struct knots){0};
	if (!st && p.n == 0)
		st = err_set(e, ST_NUMERIC, "isotonic: no rows");
	if (!st)
		st = knots_from_pav(&p, k, e);
	pav_free(&p);
	return st;
}

double isotonic_apply(const struct knots *k, bool interpolate, double x)
{
	size_t low = 0, high = k->n; /* x[low] <= x < x[high] */

	if (x < k->x[0])
		return k->y[0];
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (k->x[middle] <= x)
			low = middle;
		else
			high = middle;
	}
	if (!interpolate || high == k->n)
		return k->y[low];
	return k->y[low] + (k->y[high] - k->y[low]) * ((x - k->x[low]) / (k->x[high] - k->x[low]));
}

/* The distinct values with their weights, for bins of equal mass. */
static int mass_edges(
	size_t n, const double *x, const double *w, size_t jobs, size_t bins, bool left, struct edges *b, struct err *e)
{
	struct order o = {.jobs = jobs};
	double *value = mem_alloc(n, sizeof *value, e), *weight = mem_alloc(n, sizeof *weight, e);
	size_t m = 0;
	int st = value && weight ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < n; i++)
		st = w && !(w[i] > 0) ? ST_OK : order_add(&o, x[i], i, e);
	if (!st)
		st = order_sort(&o, e);
	for (size_t i = 0, end; !st && i < o.n; i = end) {
		struct sum s = {0};

		end = order_block_end(&o, i);
		for (size_t j = i; j < end; j++)
			sum_add(&s, w ? w[o.row[j].item] : 1);
		value[m] = o.row[i].key;
		weight[m++] = sum_value(&s);
	}
	if (!st)
		st = m ? edges_mass(b, bins, left, m, value, weight, e) : err_set(e, ST_NUMERIC, "histogram: no rows");
	order_free(&o);
	free(value);
	free(weight);
	return st;
}

/* The weighted frequency of every bin of b. */
static int frequencies(size_t n, const double *x, const double *event, const double *w, const struct edges *b,
	double **value, struct err *e)
{
	struct bin {
		struct sum weight, events;
	} *bin = mem_alloc(b->n, sizeof *bin, e);
	bool any = false;

	*value = mem_alloc(b->n, sizeof **value, e);
	if (!bin || !*value) {
		free(bin);
		return ST_SYSTEM;
	}
	for (size_t i = 0; i < n; i++) {
		struct bin *t = &bin[edges_find(b, x[i])];

		sum_add(&t->weight, w ? w[i] : 1);
		sum_add_product(&t->events, w ? w[i] : 1, event[i]);
	}
	for (size_t i = 0; i < b->n; i++) {
		double share = sum_ratio(&bin[i].events, &bin[i].weight);

		any = any || !isnan(share);
		(*value)[i] = isnan(share) ? (b->edge[i] + b->edge[i + 1]) / 2 : share;
	}
	free(bin);
	if (any)
		return ST_OK;
	return err_set(e, ST_NUMERIC, "histogram: no rows");
}

int histogram_fit(size_t n, const double *x, const double *event, const double *w, size_t jobs, size_t bins, bool mass,
	bool left, struct edges *b, double **value, struct err *e)
{
	int st = mass ? mass_edges(n, x, w, jobs, bins, left, b, e) : edges_width(b, bins, left, e);

	*value = NULL;
	if (!st)
		st = frequencies(n, x, event, w, b, value, e);
	if (st) {
		edges_free(b);
		free(*value);
		*value = NULL;
	}
	return st;
}
