/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/vec.h"

#include <math.h>
#include <stdbool.h>

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

double vec_logsumexp(const double *x, size_t n)
{
	double top, sum = 0;

	if (!n)
		return -INFINITY;
	top = x[vec_argmax(x, n)];
	if (isinf(top))
		return top;
	for (size_t i = 0; i < n; i++)
		sum += exp(x[i] - top);
	return top + log(sum);
}

double vec_softmax(const double *x, size_t n, double *p)
{
	double top = x[vec_argmax(x, n)], sum = 0;

	for (size_t i = 0; i < n; i++) {
		p[i] = exp(x[i] - top);
		sum += p[i];
	}
	for (size_t i = 0; i < n; i++)
		p[i] /= sum;
	return top + log(sum);
}

double logistic(double x)
{
	double e = exp(-fabs(x));

	return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

double softplus(double x)
{
	return (x > 0 ? x : 0) + log1p(exp(-fabs(x)));
}

double softplus_slope(double x, double *slope)
{
	double e = exp(-fabs(x));

	*slope = (x < 0 ? e : 1) / (1 + e);
	return (x > 0 ? x : 0) + log1p(e);
}

double logit(double p)
{
	return log(p) - log1p(-p);
}
