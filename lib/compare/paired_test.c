/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "compare/paired_test.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/jobs.h"
#include "inference/draws.h"
#include "math/order.h"
#include "real/binomial.h"
#include "real/normal.h"

double mcnemar_exact(size_t only_a, size_t only_b)
{
	size_t few = only_a < only_b ? only_a : only_b;

	return fmin(1, 2 * binomial_below((double)few, (double)(only_a + only_b), .5));
}

double tango_not_worse(size_t n, size_t only_a, size_t only_b, double margin)
{
	double all = (double)n, b = (double)only_b, c = (double)only_a, delta = -margin;
	/* The most likely share of only_a where the difference is delta. */
	double p = 2 * all, q = -b - c + (2 * all - b + c) * delta, r = -c * delta * (1 - delta);
	double share = (sqrt(fmax(0, q * q - 4 * p * r)) - q) / (2 * p);
	double variance = all * (2 * share + delta * (1 - delta));

	return variance > 0 ? normal_tail((b - c - all * delta) / sqrt(variance)) : NAN;
}

/* Permutations that are taken together. */
enum { PART = 16 * DRAWS_BLOCK };

struct flips {
	const double *d;
	const uint64_t *key;
	size_t n, permutations;
	double *sum;
	double (*turned)[PART]; /* [jobs] */
};

static void take_flips(void *context, size_t part, size_t thread)
{
	const struct flips *f = context;
	size_t from = part * PART, n = f->permutations - from < PART ? f->permutations - from : PART;
	double *sum = f->sum + from, *turned = f->turned[thread];

	for (size_t b = 0; b < n; b++)
		sum[b] = 0;
	for (size_t i = 0; i < f->n; i++) {
		double d = f->d[i];

		draws_events(f->key[i], .5, from, PART, turned);
		for (size_t b = 0; b < n; b++)
			sum[b] += d - 2 * d * turned[b];
	}
}

int sign_flips(
	const double *d, const uint64_t *key, size_t n, double *sum, size_t permutations, size_t jobs, struct err *e)
{
	struct flips f = {d, key, n, permutations, sum, mem_alloc(jobs, sizeof *f.turned, e)};

	if (!f.turned)
		return ST_SYSTEM;
	jobs_run(jobs, (permutations + PART - 1) / PART, take_flips, &f);
	free(f.turned);
	return ST_OK;
}

void sign_flips_all(const double *d, size_t n, double *sum)
{
	for (size_t b = 0; b < (size_t)1 << n; b++) {
		sum[b] = 0;
		for (size_t i = 0; i < n; i++)
			sum[b] += b >> i & 1 ? -d[i] : d[i];
	}
}

double permutation_p(double observed, const double *value, size_t n, bool all)
{
	double least = fabs(observed) * (1 - 1e-9);
	size_t beyond = 0;

	for (size_t b = 0; b < n; b++)
		beyond += fabs(value[b]) >= least;
	return all ? (double)beyond / (double)n : (double)(beyond + 1) / (double)(n + 1);
}

int holm(const double *p, size_t n, double *adjusted, struct err *e)
{
	struct order o = {0};
	double worst = 0;
	int st = ST_OK;

	for (size_t i = 0; !st && i < n; i++) {
		adjusted[i] = NAN;
		if (!isnan(p[i]))
			st = order_add(&o, p[i], i, e);
	}
	if (!st)
		st = order_sort(&o, e);
	for (size_t k = 0; !st && k < o.n; k++) {
		worst = fmax(worst, fmin(1, (double)(o.n - k) * o.row[k].key));
		adjusted[o.row[k].item] = worst;
	}
	order_free(&o);
	return st;
}
