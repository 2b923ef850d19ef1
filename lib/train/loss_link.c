/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/loss_link.h"

#include <math.h>

#include "math/vec.h"
#include "real/real.h"
#include "train/loss_asm.h"

static double clip(double p)
{
	return p < 0 ? 0 : p > 1 ? 1 : p;
}

/* P(e_j = y) from the ratio of d's weight to `unit` times (1 + scale b): css has scale L, ova 1. */
static double expert_right(const struct loss_link *k, size_t j, double ratio, double scale)
{
	double c0 = k->c0[j];

	if (k->tight)
		return clip(ratio * (1 + scale * c0) / (1 - c0 + ratio * scale * c0));
	return clip((1 + scale * k->b) * ratio - (k->b - c0));
}

/* p = max(0, (1 + scale b) p - b), normalised; the raw values when that leaves nothing. */
static void undo_cost(double *p, size_t n, double scale, double b)
{
	double sum = 0, raw = 0;

	for (size_t i = 0; i < n; i++) {
		sum += fmax(0, (1 + scale * b) * p[i] - b);
		raw += p[i];
	}
	for (size_t i = 0; i < n; i++)
		p[i] = sum > 0 ? fmax(0, (1 + scale * b) * p[i] - b) / sum : raw > 0 ? p[i] / raw : 1 / (double)n;
}

static double tight_b(const struct loss_link *k, const double *conf)
{
	return k->tight ? k->share * (1 - conf[1]) * k->c0[0] : k->b;
}

void loss_link_css(const struct loss_link *k, const double *z, double *p, double *conf)
{
	double scale = (double)k->nclass, lse = vec_softmax_lse(z, k->nclass, p);

	for (size_t j = 0; j < k->nexpert; j++)
		conf[1 + j] = expert_right(k, j, real_exp(z[k->nclass + j] - lse), scale);
	undo_cost(p, k->nclass, scale, tight_b(k, conf));
	conf[0] = p[vec_argmax(p, k->nclass)];
}

static void link_defer_ova(const struct loss_link *k, const double *z, double *conf)
{
	for (size_t j = 0; j < k->nexpert; j++)
		conf[1 + j] = expert_right(k, j, logistic(z[k->nclass + j]), 1);
}

void loss_link_ova(const struct loss_link *k, const double *z, double *p, double *conf)
{
	double b;

	link_defer_ova(k, z, conf);
	b = tight_b(k, conf);
	for (size_t i = 0; i < k->nclass; i++)
		p[i] = logistic(z[i]);
	conf[0] = clip((1 + b) * p[vec_argmax(z, k->nclass)] - b);
	undo_cost(p, k->nclass, 1, b);
}

void loss_link_asm(const struct loss_link *k, const double *z, double *p, double *conf)
{
	size_t nc = k->nclass;
	double m = loss_others_logsumexp(z, nc, vec_argmax(z, nc));

	vec_softmax(z, nc, p);
	conf[0] = p[vec_argmax(p, nc)];
	for (size_t j = 0; j < k->nexpert; j++)
		conf[1 + j] = logistic(z[nc + j] - m);
}

void loss_link_softmax(const struct loss_link *k, const double *z, double *p, double *conf)
{
	vec_softmax(z, k->nclass, p);
	conf[0] = p[vec_argmax(p, k->nclass)];
}

void loss_link_sova(const struct loss_link *k, const double *z, double *p, double *conf)
{
	loss_link_softmax(k, z, p, conf);
	link_defer_ova(k, z, conf);
}

void loss_link_logistic(const struct loss_link *k, const double *z, double *p, double *conf)
{
	if (k->nclass)
		loss_link_softmax(k, z, p, conf);
	for (size_t j = 0; j < k->nexpert; j++)
		conf[1 + j] = logistic(z[k->nclass + j]);
}
