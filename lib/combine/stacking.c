/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "combine/stacking.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/sum.h"
#include "math/vec.h"
#include "optim/optim.h"

struct fit {
	const struct combine_data *d;
	size_t k, experts, n; /* classes, experts, coefficients: the slope, intercepts, weights */
	double lambda;
	struct sum total; /* of weights */
	struct sum *sum;  /* [n] of the gradient */
	double *p;        /* [k] */
};

/* The row's probabilities under x; returns its negative log-likelihood. */
static double predict(const struct fit *f, const double *x, size_t i)
{
	const double *logp = f->d->logp ? f->d->logp + i * f->k : NULL;
	const uint32_t *said = f->d->answer + i * f->experts;
	const double *weight = x + 1 + f->k;
	double own, lse;

	for (size_t c = 0; c < f->k; c++)
		f->p[c] = x[1 + c] + (logp ? x[0] * logp[c] : 0);
	for (size_t j = 0; j < f->experts; j++)
		for (size_t c = 0; said[j] != UINT32_MAX && c < f->k; c++)
			f->p[c] += weight[(j * f->k + said[j]) * f->k + c];
	own = f->p[f->d->y[i]];
	lse = vec_softmax_lse(f->p, f->k, f->p);
	return lse - own;
}

/* Adds the row's part to the gradient. */
static void add_row(const struct fit *f, size_t i)
{
	const double *logp = f->d->logp ? f->d->logp + i * f->k : NULL;
	const uint32_t *said = f->d->answer + i * f->experts;
	double w = f->d->w[i];

	for (size_t c = 0; c < f->k; c++) {
		double r = f->p[c] - (c == f->d->y[i]);

		sum_add_product(&f->sum[1 + c], w, r);
		if (logp)
			sum_add_product(&f->sum[0], w, r * logp[c]);
		for (size_t j = 0; j < f->experts; j++)
			if (said[j] != UINT32_MAX)
				sum_add_product(&f->sum[1 + f->k + (j * f->k + said[j]) * f->k + c], w, r);
	}
}

static double value(void *ctx, const double *x, double *g)
{
	struct fit *f = ctx;
	struct sum loss = {0};
	double penalty = 0;

	memset(f->sum, 0, f->n * sizeof *f->sum);
	for (size_t i = 0; i < f->d->n; i++) {
		sum_add_product(&loss, f->d->w[i], predict(f, x, i));
		add_row(f, i);
	}
	for (size_t i = 0; i < f->n; i++) {
		double away = i ? x[i] : x[i] - 1;

		g[i] = sum_ratio(&f->sum[i], &f->total) + f->lambda * away;
		penalty += away * away;
	}
	return sum_ratio(&loss, &f->total) + f->lambda / 2 * penalty;
}

static int minimise(struct fit *f, double *x, struct err *e)
{
	const struct optim o = {
		.n = f->n, .value = value, .ctx = f, .relative = 1e-9, .absolute = 1e-11, .iterations = 2000};
	struct optim_result r;
	int st = optim_lbfgs(&o, x, &r, e);

	return st ? st : optim_check(&o, &r, e);
}

int stacking_fit(struct combiner *m, double lambda, const struct combine_data *d, struct err *e)
{
	size_t k = m->classes.n, weights = m->experts.n * k * k;
	struct fit f = {.d = d, .k = k, .experts = m->experts.n, .n = 1 + k + weights, .lambda = lambda};
	double *x = mem_alloc(f.n, sizeof *x, e);
	int st;

	f.sum = x ? mem_alloc(f.n, sizeof *f.sum, e) : NULL;
	f.p = f.sum ? mem_alloc(k, sizeof *f.p, e) : NULL;
	st = f.p ? ST_OK : ST_SYSTEM;
	if (!st) {
		x[0] = 1;
		for (size_t i = 0; i < d->n; i++)
			sum_add(&f.total, d->w[i]);
		st = minimise(&f, x, e);
	}
	if (!st) {
		m->slope = m->model ? x[0] : 0;
		memcpy(m->intercept, x + 1, k * sizeof *x);
		if (weights)
			memcpy(m->weight, x + 1 + k, weights * sizeof *x);
	}
	free(f.p);
	free(f.sum);
	free(x);
	return st;
}
