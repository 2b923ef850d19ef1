/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cascade/cascade.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/sum.h"
#include "number/num_print.h"

size_t cascade_ask(const struct cascade_plan *p, const struct cascade_row *r, double *paid)
{
	size_t last = SIZE_MAX;
	double late = 0;

	*paid = 0;
	for (size_t k = 0; k < p->stages; k++) {
		size_t a = p->order[k];

		if (isnan(r->conf[a]) || (r->latency && late + r->latency[a] > r->limit))
			continue;
		late += r->latency ? r->latency[a] : 0;
		*paid += r->cost[a];
		last = a;
		if (k + 1 < p->stages && r->conf[a] >= p->tau[k])
			break;
	}
	return last;
}

void cascade_init(struct cascade *c, size_t m, double limit)
{
	*c = (struct cascade){.m = m, .limit = limit};
}

void cascade_free(struct cascade *c)
{
	free(c->conf);
	free(c->cost);
	free(c->gain);
	free(c->weight);
	free(c->latency);
	*c = (struct cascade){0};
}

int cascade_add(struct cascade *c, const struct cascade_row *r, const double *gain, double weight, struct err *e)
{
	size_t m = c->m, at = c->n * m, end = at + m;
	int st;

	if (!(weight > 0))
		return ST_OK;
	st = array_reserve(&c->conf, &c->cap[0], end, sizeof *c->conf, e);
	if (!st)
		st = array_reserve(&c->cost, &c->cap[1], end, sizeof *c->cost, e);
	if (!st)
		st = array_reserve(&c->gain, &c->cap[2], end, sizeof *c->gain, e);
	if (!st)
		st = array_reserve(&c->weight, &c->cap[3], c->n + 1, sizeof *c->weight, e);
	if (!st && !isinf(c->limit))
		st = array_reserve(&c->latency, &c->cap[4], end, sizeof *c->latency, e);
	if (st)
		return st;
	for (size_t a = 0; a < m; a++) {
		c->conf[at + a] = r->conf[a];
		c->cost[at + a] = isnan(r->conf[a]) ? 0 : r->cost[a];
		c->gain[at + a] = isnan(r->conf[a]) ? 0 : gain[a];
		if (c->latency)
			c->latency[at + a] = r->latency && !isnan(r->conf[a]) ? r->latency[a] : 0;
	}
	c->weight[c->n++] = weight;
	return ST_OK;
}

struct cascade_row cascade_row_at(const struct cascade *c, size_t i)
{
	return (struct cascade_row){
		c->conf + i * c->m, c->cost + i * c->m, c->latency ? c->latency + i * c->m : NULL, c->limit};
}

struct cascade_result cascade_measure(const struct cascade *c, const struct cascade_plan *p)
{
	struct sum weight = {0}, cost = {0}, gain = {0};
	double paid;

	for (size_t i = 0; i < c->n; i++) {
		struct cascade_row r = cascade_row_at(c, i);
		size_t a = cascade_ask(p, &r, &paid);

		sum_add(&weight, c->weight[i]);
		sum_add_product(&cost, c->weight[i], paid);
		sum_add_product(&gain, c->weight[i], c->gain[i * c->m + a]);
	}
	return (struct cascade_result){sum_ratio(&cost, &weight), sum_ratio(&gain, &weight)};
}

int cascade_too_dear(const char *what, double cost, double budget, struct err *e)
{
	char shown[2][NUM_LENGTH + 1];

	shown[0][num_print(shown[0], cost, 6)] = 0;
	shown[1][num_print(shown[1], budget, 6)] = 0;
	return err_set(
		e, ST_NUMERIC, "the %s alone costs %s a row, more than the budget of %s", what, shown[0], shown[1]);
}
