/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "pacing/pace_batches.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "decide/best_agent.h"

void pace_batches_init(struct pace_batches *s, const struct workload *w, const struct names *agent)
{
	*s = (struct pace_batches){.w = w, .agent = agent};
}

void pace_batches_free(struct pace_batches *s)
{
	for (size_t b = 0; b < s->batch.n && s->at; b++) {
		pace_free(&s->at[b].pace);
		workload_batch_free(&s->at[b].out);
	}
	names_free(&s->batch);
	free(s->at);
	*s = (struct pace_batches){0};
}

static int check_shares(const struct pace_batches *s, const struct limit *limit, struct err *e)
{
	for (size_t a = 0; a < s->agent->n; a++)
		if ((limit[a].lo > 0 && !limit[a].lo_share) || (!isinf(limit[a].hi) && !limit[a].hi_share))
			return err_set(e, ST_DATA, "agent '%.200s': a stream has no counts: limits must be shares",
				s->agent->name[a].s);
	return ST_OK;
}

static int start_batch(struct pace_batches *s, struct pace_batch *b, const struct limit *limit, struct err *e)
{
	const struct workload *w = s->w;
	size_t m = s->agent->n;
	bool *usable = mem_alloc(m, sizeof *usable, e);
	int st = usable ? check_shares(s, limit, e) : ST_SYSTEM;

	for (size_t a = 0; !st && a < m; a++)
		usable[a] = limits_allow(w->limits, limit, a);
	if (!st)
		st = workload_batch_init(&b->out, m, e);
	if (!st) {
		limits_shares(w->limits, limit, 1, w->least, w->most, usable, b->out.lo, b->out.hi);
		st = limits_check_shares(w->limits, b->out.lo, b->out.hi, w->least, w->most, e);
	}
	if (!st)
		st = pace_init(&b->pace, m, w->least, w->most, b->out.lo, b->out.hi, w->step, e);
	free(usable);
	return st;
}

int pace_batches_row(struct pace_batches *s, const char *batch, size_t n, const struct limit *limit, double *cost,
	double weight, uint32_t *chosen, struct err *e)
{
	size_t index = names_find(&s->batch, batch, n), k;
	struct pace_batch *b;
	int st = ST_OK;

	if (index == NAMES_NONE) {
		st = array_reserve(&s->at, &s->cap, s->batch.n + 1, sizeof *s->at, e);
		if (!st) {
			s->at[s->batch.n] = (struct pace_batch){0};
			st = names_add(&s->batch, batch, n, &index, e);
		}
		if (!st)
			st = start_batch(s, &s->at[index], limit, e);
	}
	if (st)
		return st;
	b = &s->at[index];
	if (!(weight > 0)) {
		workload_idle_row(s->w, limit, s->agent->n, s->w->least, s->w->most, cost, chosen);
		return ST_OK;
	}
	k = pace_row(&b->pace, cost, chosen);
	for (size_t i = 0; i < k; i++) {
		b->out.count[chosen[i]]++;
		sum_add(&b->loss, cost[chosen[i]]);
	}
	agent_in_order(chosen, k, s->w->most);
	return ST_OK;
}

const struct workload_batch *pace_batches_result(struct pace_batches *s, size_t index)
{
	struct pace_batch *b = &s->at[index];

	b->out.rows = b->pace.rows;
	b->out.loss = sum_value(&b->loss);
	for (size_t a = 0; a < s->agent->n; a++) {
		b->out.share[a] = b->out.count[a] / (double)b->out.rows;
		b->out.price[a] = b->pace.price[a];
	}
	return &b->out;
}
