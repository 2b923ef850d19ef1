/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/worst.h"

#include <math.h>

#include "real/real.h"

/* v_i of the difference of logits k and t; the base, logit n, is 0. */
static double difference(const struct network *h, const double *weight, size_t k, size_t t, size_t i)
{
	size_t n = h->width[1], nin = h->width[0];

	return (k < n ? weight[k * nin + i] : 0) - (t < n ? weight[t * nin + i] : 0);
}

/* sum of (exp((v_i - top) / width) + exp((-v_i - top) / width)); *top is the largest |v_i|. */
static double largest_sum(
	const struct worst *w, const struct network *h, const double *weight, size_t k, size_t t, double *top)
{
	double sum = 0;

	*top = 0;
	for (size_t i = 0; i < h->width[0]; i++)
		*top = fmax(*top, fabs(difference(h, weight, k, t, i)));
	for (size_t i = 0; i < h->width[0]; i++) {
		double v = difference(h, weight, k, t, i);

		sum += real_exp((v - *top) / w->width) + real_exp((-v - *top) / w->width);
	}
	return sum;
}

static double dual(const struct worst *w, const struct network *h, const double *weight, size_t k, size_t t)
{
	double sum = 0, top;

	if (w->norm == NORM_1) {
		sum = largest_sum(w, h, weight, k, t, &top);
		return top + w->width * real_log(sum / (2 * (double)h->width[0]));
	}
	for (size_t i = 0; i < h->width[0]; i++) {
		double v = difference(h, weight, k, t, i);

		sum += w->norm == NORM_2 ? v * v : sqrt(v * v + w->width * w->width) - w->width;
	}
	return w->norm == NORM_2 ? sqrt(sum + w->width * w->width) - w->width : sum;
}

void worst_rho(const struct worst *w, const struct network *h, const double *theta, double *rho)
{
	const double *weight = theta + network_weights(h, 0);
	size_t n = h->width[1] + 1;

	for (size_t k = 0; k < n; k++) {
		rho[k * n + k] = 0;
		for (size_t t = 0; t < k; t++)
			rho[k * n + t] = rho[t * n + k] = w->radius * dual(w, h, weight, k, t);
	}
}

void worst_back(const struct worst *w, const struct network *h, const double *theta, const double *grho, double *grad)
{
	const double *weight = theta + network_weights(h, 0);
	double *to = grad + network_weights(h, 0);
	size_t n = h->width[1] + 1, nin = h->width[0];

	for (size_t k = 0; k < n; k++)
		for (size_t t = 0; t < k; t++) {
			double g = w->radius * (grho[k * n + t] + grho[t * n + k]), top = 0, sum = 0;

			if (g == 0)
				continue;
			if (w->norm == NORM_1)
				sum = largest_sum(w, h, weight, k, t, &top);
			else if (w->norm == NORM_2)
				top = dual(w, h, weight, k, t) + w->width;
			for (size_t i = 0; i < nin; i++) {
				double v = difference(h, weight, k, t, i), slope;

				slope = w->norm == NORM_1
					? (real_exp((v - top) / w->width) - real_exp((-v - top) / w->width)) / sum
					: v / (w->norm == NORM_2 ? top : sqrt(v * v + w->width * w->width));
				if (k + 1 < n)
					to[k * nin + i] += g * slope;
				if (t + 1 < n)
					to[t * nin + i] -= g * slope;
			}
		}
}

double worst_smooth(const struct worst *w, const struct loss_terms *t, const double *rho, double share, double *grho)
{
	size_t n = t->n + 1;
	double value = 0;

	for (size_t target = 0; target < n; target++) {
		double sum = 0, weight = w->nu * t->target[target];

		if (weight == 0)
			continue;
		for (size_t k = 0; k < n; k++)
			sum += rho[k * n + target] * rho[k * n + target];
		sum = sqrt(sum);
		value += weight * sum;
		for (size_t k = 0; k < n && sum > 0; k++)
			grho[k * n + target] += share * weight * rho[k * n + target] / sum;
	}
	return value;
}
