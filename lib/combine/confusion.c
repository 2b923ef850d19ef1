/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "combine/confusion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "scaling/temperature.h"
#include "math/sum.h"
#include "real/real.h"

/* The matrix of expert j; count [k][k] is of answers, by class. */
static void fit_expert(struct combiner *m, const struct confusion_options *o, const struct combine_data *d, size_t j,
	struct sum *count)
{
	size_t k = m->classes.n;
	double *chance = m->chance + j * k * k, *weight = m->weight + j * k * k;

	memset(count, 0, k * k * sizeof *count);
	for (size_t i = 0; i < d->n; i++) {
		uint32_t h = d->answer[i * m->experts.n + j];

		if (h != UINT32_MAX)
			sum_add(&count[d->y[i] * k + h], d->w[i]);
	}
	for (size_t c = 0; c < k; c++) {
		struct sum all = {0};

		for (size_t h = 0; h < k; h++) {
			sum_add(&count[c * k + h], o->prior);
			if (h == c)
				sum_add(&count[c * k + h], o->right);
			sum_merge(&all, &count[c * k + h]);
		}
		for (size_t h = 0; h < k; h++) {
			chance[h * k + c] = fmax(sum_ratio(&count[c * k + h], &all), CHANCE_LEAST);
			weight[h * k + c] = real_log(chance[h * k + c]);
		}
	}
}

static void fit_frequencies(
	struct combiner *m, const struct confusion_options *o, const struct combine_data *d, struct sum *count)
{
	size_t k = m->classes.n;
	struct sum all = {0};

	memset(count, 0, k * sizeof *count);
	for (size_t c = 0; c < k; c++)
		sum_add(&count[c], o->prior);
	for (size_t i = 0; i < d->n; i++)
		sum_add(&count[d->y[i]], d->w[i]);
	for (size_t c = 0; c < k; c++)
		sum_merge(&all, &count[c]);
	for (size_t c = 0; c < k; c++)
		m->intercept[c] = real_log(fmax(sum_ratio(&count[c], &all), CHANCE_LEAST));
}

static int fit_slope(struct combiner *m, const struct confusion_options *o, const struct combine_data *d, struct err *e)
{
	struct temperature t = {.beta = 1};
	size_t *y;
	int st;

	m->slope = 1;
	if (o->calibrated)
		return ST_OK;
	y = mem_alloc(d->n, sizeof *y, e);
	if (!y)
		return ST_SYSTEM;
	for (size_t i = 0; i < d->n; i++)
		y[i] = d->y[i];
	temperature_fit(d->n, m->classes.n, d->logp, y, d->w, &t);
	free(y);
	st = temperature_check(&t, e);
	m->slope = t.beta;
	return st;
}

int confusion_fit(struct combiner *m, const struct confusion_options *o, const struct combine_data *d, struct err *e)
{
	size_t k = m->classes.n;
	struct sum *count = mem_alloc(k * k, sizeof *count, e);
	int st = count ? ST_OK : ST_SYSTEM;

	if (!st && m->model)
		st = fit_slope(m, o, d, e);
	if (!st && !m->model)
		fit_frequencies(m, o, d, count);
	for (size_t j = 0; !st && j < m->experts.n; j++)
		fit_expert(m, o, d, j, count);
	free(count);
	return st;
}
