/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "online/exponential.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/vec.h"
#include "real/real.h"

int exponential_init(struct exponential *x, size_t k, double gamma, double alpha, bool blocks, struct err *e)
{
	*x = (struct exponential){.k = k, .gamma = gamma, .alpha = alpha};
	if (!(x->gain = mem_alloc(3 * k, sizeof *x->gain, e)))
		return ST_SYSTEM;
	x->weight = x->gain + k;
	x->block = blocks ? x->weight + k : NULL;
	for (size_t i = 0; alpha > 0 && i < k; i++)
		x->gain[i] = -real_log((double)k);
	return ST_OK;
}

void exponential_free(struct exponential *x)
{
	free(x->gain);
	*x = (struct exponential){0};
}

static double gamma_of(const struct exponential *x, size_t n)
{
	double k = (double)x->k, a = x->alpha;

	if (!isnan(x->gamma))
		return x->gamma;
	if (a > 0)
		return fmin(1, sqrt(k * a * (real_log(k / a) + M_E) / (M_E - 1)));
	return fmin(1, sqrt((double)n * real_log(k) / ((M_E - 1) * fmax(1, x->t))));
}

void exponential_probabilities(struct exponential *x, const double *advice, const bool *allowed, size_t n, double *p)
{
	double gamma, some = 0;

	x->t++;
	x->block_t++;
	gamma = gamma_of(x, n);
	for (size_t i = 0; i < x->k; i++)
		x->weight[i] = x->alpha > 0 ? x->gain[i] : gamma / (double)n * x->gain[i];
	vec_softmax(x->weight, x->k, x->weight);
	for (size_t a = 0; a < n; a++)
		some += allowed[a];
	for (size_t a = 0; a < n; a++) {
		p[a] = 0;
		for (size_t i = 0; i < x->k; i++)
			p[a] += x->weight[i] * advice[i * n + a];
		p[a] = allowed[a] ? fmin(1, (1 - gamma) * p[a] + gamma / some) : 0;
	}
}

void exponential_add(struct exponential *x, const double *y, size_t n)
{
	double rate = gamma_of(x, n) / (double)n, sum;

	for (size_t i = 0; i < x->k; i++) {
		x->gain[i] += x->alpha > 0 ? rate * y[i] : y[i];
		if (x->block)
			x->block[i] += y[i];
	}
	if (!(x->alpha > 0))
		return;
	/* the sum before the gains was 1 */
	for (size_t i = 0; i < x->k; i++)
		x->gain[i] = real_log(real_exp(x->gain[i]) + M_E * x->alpha / (double)x->k);
	sum = vec_logsumexp(x->gain, x->k);
	for (size_t i = 0; i < x->k; i++)
		x->gain[i] -= sum;
}

void exponential_discount(struct exponential *x, double factor)
{
	if (x->alpha > 0)
		return;
	x->t *= factor;
	for (size_t i = 0; factor < 1 && i < x->k; i++)
		x->gain[i] *= factor;
}

void exponential_next_block(struct exponential *x)
{
	if (!x->block)
		return;
	memcpy(x->gain, x->block, x->k * sizeof *x->gain);
	memset(x->block, 0, x->k * sizeof *x->block);
	x->t = x->block_t;
	x->block_t = 0;
}
