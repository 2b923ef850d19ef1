/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "select/system_value.h"

#include <math.h>

#include "base/arena.h"
#include "math/vec.h"

struct valuing {
	const struct head *p;
	const struct train_data *d;
	struct loss_link link;
	bool by_conf;
	double *scratch, *z, *prob, *conf;
};

static double worth(const struct valuing *v, size_t i, size_t agent)
{
	const struct train_data *d = v->d;
	size_t ne = v->p->experts.n;

	/* A classifier that is trained is judged by labels, also where experts' outcomes are graded. */
	if (agent ? !!d->q : d->q && v->p->loss->flags & LOSS_FROZEN)
		return d->q[i * (1 + ne) + agent];
	return agent ? d->e[i * ne + agent - 1] == d->y[i]
		     : v->p->classes.n && vec_argmax(v->z, v->p->classes.n) == (size_t)d->y[i];
}

static bool answered(const struct valuing *v, size_t i, size_t j)
{
	size_t ne = v->p->experts.n;

	return v->d->q ? !isnan(v->d->q[i * (1 + ne) + 1 + j]) : v->d->e[i * ne + j] != LOSS_MISSING;
}

static const double *prices(const struct valuing *v, size_t i)
{
	return v->d->c0 ? v->d->c0 + i * v->p->experts.n : v->p->cost;
}

/* What the model's offer is, and expert j's: the largest decides. */
static double model_offer(const struct valuing *v)
{
	unsigned flags = v->p->loss->flags;
	size_t nc = v->p->classes.n;

	if (!nc)
		return flags & LOSS_FROZEN ? 0 : -INFINITY;
	if (v->by_conf)
		return v->prob[vec_argmax(v->prob, nc)];
	if (flags & LOSS_FROZEN)
		return flags & LOSS_FREE && !v->p->setup.free ? v->z[vec_argmax(v->z, nc)] : 0;
	return flags & LOSS_SHIFT_F ? 0 : v->z[vec_argmax(v->z, nc)];
}

static double offer(const struct valuing *v, size_t i, size_t j)
{
	return v->by_conf ? v->conf[1 + j] - prices(v, i)[j] : v->z[v->p->classes.n + j];
}

static double row_value(struct valuing *v, size_t i)
{
	const struct head *p = v->p;
	size_t nc = p->classes.n, agent = 0;
	double best;

	for (size_t k = 0; v->d->f && k < nc; k++)
		v->z[k] = v->d->f[i * nc + k];
	head_logits(p, v->d->x + i * p->features.n, v->scratch, v->z);
	if (v->by_conf)
		loss_link_row(&v->link, v->z, v->prob, v->conf);
	best = model_offer(v);
	for (size_t j = 0; j < p->experts.n; j++)
		if (answered(v, i, j) && offer(v, i, j) > best) {
			best = offer(v, i, j);
			agent = 1 + j;
		}
	return worth(v, i, agent) - (agent && p->loss->flags & LOSS_COST ? prices(v, i)[agent - 1] : 0);
}

int system_value(const struct head *p, const struct train_data *d, double *value, double *weight, struct err *e)
{
	struct arena a = {0};
	unsigned by_conf = LOSS_SHIFT_F | LOSS_CONF;
	struct valuing v = {.p = p, .d = d, .by_conf = (p->loss->flags & by_conf) == by_conf && p->classes.n};
	size_t nc = p->classes.n, ne = p->experts.n;
	int st;

	v.scratch = arena_alloc(&a, head_scratch(p), sizeof *v.scratch);
	v.z = arena_alloc(&a, nc + ne, sizeof *v.z);
	v.prob = arena_alloc(&a, nc, sizeof *v.prob);
	v.conf = arena_alloc(&a, 1 + ne, sizeof *v.conf);
	st = arena_status(&a, e);
	if (!st && v.by_conf)
		st = loss_link_init(&v.link, p->loss, &p->setup, p->cost, e);
	for (size_t i = 0; !st && i < d->n; i++) {
		double w = d->w ? d->w[i] : 1;

		*value += w * row_value(&v, i);
		*weight += w;
	}
	arena_free(&a);
	return st;
}
