/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/loss_asm.h"

#include <math.h>

#include "math/vec.h"
#include "real/kernel.h"
#include "real/real.h"
#include "train/loss_row.h"

double loss_others_logsumexp(const double *z, size_t n, size_t h)
{
	double top = -INFINITY, sum = 0;

	for (size_t k = 0; k < n; k++)
		if (k != h && z[k] > top)
			top = z[k];
	if (isinf(top))
		return top;
	for (size_t k = 0; k < n; k++)
		if (k != h)
			sum += real_exp(z[k] - top);
	return top + real_log(sum);
}

/* m with the largest exp f_k replaced by sum_k w_k exp f_k, w = softmax(f / width), and what its slopes
 * need. */
struct soft_others {
	double width, top, weights, mean, sum;
	double m;
};

static struct soft_others soft_others(const double *z, size_t n, double top, double width)
{
	struct soft_others o = {.width = width, .top = top};

	for (size_t k = 0; k < n; k++)
		o.weights += real_exp((z[k] - top) / width);
	for (size_t k = 0; k < n; k++)
		o.mean += real_exp((z[k] - top) / width) / o.weights * real_exp(z[k] - top);
	for (size_t k = 0; k < n; k++)
		o.sum += (1 - real_exp((z[k] - top) / width) / o.weights) * real_exp(z[k] - top);
	o.m = top + real_log(o.sum);
	return o;
}

/* dm / df */
static double soft_slope(const struct soft_others *o, double f)
{
	double e = real_exp(f - o->top), w = real_exp((f - o->top) / o->width) / o->weights;

	return ((1 - w) * e - w * (e - o->mean) / o->width) / o->sum;
}

/* sum_j of -log psi_j or -log(1 - psi_j), given m; *pull gets its derivative by -m. */
static double asm_experts(
	const struct loss_setup *s, const struct loss_case *c, const double *d, double m, double *g, double *pull)
{
	double value = 0, slope;

	*pull = 0;
	for (size_t j = 0; j < s->nexpert; j++) {
		double r = d[j] - m;

		g[j] = 0;
		if (!answered(c, j))
			continue;
		value += softplus_slope(right(c, j) ? -r : r, &slope);
		g[j] = right(c, j) ? -slope : slope;
		*pull += g[j];
	}
	return value;
}

double loss_asm(const struct loss_setup *s, const struct loss_case *c, const double *z, double *g)
{
	size_t nc = s->nclass, h = vec_argmax(z, nc);
	double value = loss_ce(s, c, z, g), second = -INFINITY, m, pull;

	for (size_t k = 0; k < nc; k++)
		if (k != h && z[k] > second)
			second = z[k];
	/* Further apart than 50 widths, w is the indicator of h to the last place. */
	if (z[h] - second < 50 * s->smooth) {
		struct soft_others o = soft_others(z, nc, z[h], s->smooth);

		value += asm_experts(s, c, z + nc, o.m, g + nc, &pull);
		for (size_t k = 0; k < nc; k++)
			g[k] -= pull * soft_slope(&o, z[k]);
		return value;
	}
	m = loss_others_logsumexp(z, nc, h);
	value += asm_experts(s, c, z + nc, m, g + nc, &pull);
	for (size_t k = 0; k < nc; k++)
		if (k != h && isfinite(m))
			g[k] -= pull * real_exp(z[k] - m);
	return value;
}
