/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "math/sum.h"

size_t cascade_stop(const double *conf, const double *tau, size_t stages)
{
	size_t last = stages;

	for (size_t k = 0; k < stages; k++) {
		if (isnan(conf[k]))
			continue;
		last = k;
		if (k + 1 == stages || conf[k] >= tau[k])
			break;
	}
	return last;
}

void cascade_init(struct cascade *c, size_t m)
{
	*c = (struct cascade){.m = m};
}

void cascade_free(struct cascade *c)
{
	free(c->conf);
	free(c->paid);
	free(c->gain);
	free(c->weight);
	*c = (struct cascade){0};
}

int cascade_add(
	struct cascade *c, const double *conf, const double *cost, const double *gain, double weight, struct err *e)
{
	size_t m = c->m, end = (c->n + 1) * m, none = 0;
	double paid = 0;
	int st;

	if (!(weight > 0))
		return ST_OK;
	st = array_reserve(&c->conf, &c->cap[0], end, sizeof *c->conf, e);
	if (!st)
		st = array_reserve(&c->paid, &c->cap[1], end, sizeof *c->paid, e);
	if (!st)
		st = array_reserve(&c->gain, &c->cap[2], end, sizeof *c->gain, e);
	if (!st)
		st = array_reserve(&c->weight, &c->cap[3], c->n + 1, sizeof *c->weight, e);
	for (size_t k = 0; !st && k < m; k++) {
		bool out = isnan(conf[k]);

		none += out;
		paid += out ? 0 : cost[k];
		c->conf[c->n * m + k] = conf[k];
		c->paid[c->n * m + k] = paid;
		c->gain[c->n * m + k] = out ? 0 : gain[k];
	}
	if (!st && none == m)
		st = err_set(e, ST_NUMERIC, "no agent of the cascade is available");
	if (!st)
		c->weight[c->n++] = weight;
	return st;
}

struct cascade_result cascade_measure(const struct cascade *c, const double *tau)
{
	struct sum weight = {0}, cost = {0}, gain = {0};

	for (size_t i = 0; i < c->n; i++) {
		size_t k = i * c->m + cascade_stop(c->conf + i * c->m, tau, c->m);

		sum_add(&weight, c->weight[i]);
		sum_add_product(&cost, c->weight[i], c->paid[k]);
		sum_add_product(&gain, c->weight[i], c->gain[k]);
	}
	return (struct cascade_result){sum_ratio(&cost, &weight), sum_ratio(&gain, &weight)};
}
