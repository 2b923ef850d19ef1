/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/cascade.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/num.h"
#include "math/sum.h"
#include "route/cascade_rows.h"
#include "route/cascade_search.h"

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

static int too_dear(double cost, double budget, struct err *e)
{
	char shown[2][NUM_LENGTH + 1];

	shown[0][num_print(shown[0], cost, 6)] = 0;
	shown[1][num_print(shown[1], budget, 6)] = 0;
	return err_set(
		e, ST_NUMERIC, "the first stage alone costs %s a row, more than the budget of %s", shown[0], shown[1]);
}

int cascade_fit(const struct cascade *c, double budget, double *tau, struct cascade_fit *fit, struct err *e)
{
	struct cascade_rows rows;
	struct cascade_found found = {0};
	double allowed =
		budget + 1e-12 * fabs(budget); /* a sum that is the budget in decimals may come out just above */
	int st = cascade_rows_init(&rows, c, allowed, e);

	if (!st)
		st = cascade_search(&rows, &found, e);
	if (!st) {
		cascade_rows_thresholds(&rows, found.at, tau);
		fit->mean = cascade_measure(c, tau);
		fit->bound = found.proven ? fit->mean.gain : fmax(fit->mean.gain, found.bound);
		if (!found.affordable)
			st = too_dear(fit->mean.cost, budget, e);
	}
	cascade_rows_free(&rows);
	return st;
}
