/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/vec.h"

#include <math.h>
#include <stdbool.h>

#include "real/kernel.h"
#include "real/real.h"

size_t vec_argmax(const double *x, size_t n)
{
	double top = x[0];
	size_t best = 0;

	/* two selections rather than a branch, which the processor could not foresee */
	for (size_t i = 1; i < n; i++) {
		bool higher = x[i] > top;

		best = higher ? i : best;
		top = higher ? x[i] : top;
	}
	return best;
}

double vec_max(const double *x, size_t n)
{
	double top = x[0];

	for (size_t i = 1; i < n; i++)
		top = x[i] > top ? x[i] : top;
	return top;
}

double vec_logsumexp(const double *x, size_t n)
{
	double top;

	if (!n)
		return -INFINITY;
	top = kernel()->max(x, n);
	if (isinf(top))
		return top;
	return top + real_log(kernel()->sum_exp(x, top, n));
}

void vec_softmax(const double *x, size_t n, double *p)
{
	double top, sum;

	kernel()->softmax(x, 1, n, n, p, &top, &sum);
}

double vec_softmax_lse(const double *x, size_t n, double *p)
{
	double top, sum;

	kernel()->softmax(x, 1, n, n, p, &top, &sum);
	return top + real_log(sum);
}

double vec_cross_entropy(const double *z, const double *q, size_t n, double *g)
{
	return vec_cross_entropy_of(z, vec_softmax_lse(z, n, g), q, n, g);
}

double vec_cross_entropy_of(const double *z, double lse, const double *q, size_t n, double *g)
{
	double loss = 0, total = 0;

	for (size_t k = 0; k < n; k++) {
		loss += q[k] * (lse - z[k]);
		total += q[k];
	}
	for (size_t k = 0; k < n; k++)
		g[k] = total * g[k] - q[k];
	return loss;
}

void vec_softmax_rows(const double *x, size_t rows, size_t n, double *p, double *lse)
{
	enum { TOGETHER = 64 };
	double top[TOGETHER];

	for (size_t r = 0; r < rows; r += TOGETHER) {
		size_t m = rows - r < TOGETHER ? rows - r : TOGETHER;

		kernel()->softmax(x + r * n, m, n, n, p + r * n, top, lse + r);
		kernel()->log(lse + r, lse + r, m);
		for (size_t k = 0; k < m; k++)
			lse[r + k] += top[k];
	}
}

double logistic(double x)
{
	double e = real_exp(-fabs(x));

	return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

double softplus(double x)
{
	double slope;

	return real_softplus(x, &slope);
}

double softplus_slope(double x, double *slope)
{
	return real_softplus(x, slope);
}

double logit(double p)
{
	return real_log(p) - real_log1p(-p);
}
