/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "pacing/capped.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "decide/best_agent.h"
#include "summary/state_file.h"

int capped_init(struct capped *c, const struct workload *w, const struct names *agent, const char *prices, bool batches,
	struct err *e)
{
	int st;

	*c = (struct capped){.w = w};
	st = names_add_list(&c->agent, agent->name, agent->n, e);
	if (!st && !(c->open = mem_alloc(agent->n, sizeof *c->open, e)))
		st = ST_SYSTEM;
	return st ? st : price_list_read(&c->prices, prices, agent, batches, e);
}

void capped_free(struct capped *c)
{
	for (size_t b = 0; b < c->batch.n && c->at; b++)
		workload_batch_free(&c->at[b].out);
	names_free(&c->agent);
	names_free(&c->batch);
	price_list_free(&c->prices);
	free(c->at);
	free(c->open);
	*c = (struct capped){0};
}

static int find_batch(struct capped *c, const char *batch, size_t n, struct capped_batch **found, struct err *e)
{
	size_t i = names_find(&c->batch, batch, n);
	int st = ST_OK;

	if (i == NAMES_NONE) {
		st = array_reserve(&c->at, &c->cap, c->batch.n + 1, sizeof *c->at, e);
		if (!st) {
			c->at[c->batch.n] = (struct capped_batch){0};
			st = names_add(&c->batch, batch, n, &i, e);
		}
		if (!st)
			st = workload_batch_init(&c->at[i].out, c->agent.n, e);
	}
	*found = st ? NULL : &c->at[i];
	return st;
}

static int check_limits(const struct capped *c, const struct limit *limit, struct err *e)
{
	for (size_t a = 0; a < c->agent.n; a++)
		if (limit[a].lo > 0 || (!isinf(limit[a].hi) && limit[a].hi_share))
			return err_set(e, ST_DATA,
				"agent '%.200s': rows that come one at a time keep upper limits that are counts",
				c->agent.name[a].s);
	return ST_OK;
}

int capped_row(struct capped *c, const char *batch, size_t n, const struct limit *limit, double *cost, double weight,
	uint32_t *chosen, struct err *e)
{
	const struct workload *w = c->w;
	const double *price = price_list_of(&c->prices, batch, n, c->agent.n);
	struct capped_batch *b = NULL;
	char shown[ERR_EXCERPT];
	size_t k;
	int st = check_limits(c, limit, e);

	if (!st && !price)
		return err_set(e, ST_DATA, "--prices has none of batch '%s'", err_excerpt(shown, batch, n));
	if (!st)
		st = find_batch(c, batch, n, &b, e);
	if (st)
		return st;
	if (!(weight > 0)) {
		workload_idle_row(w, limit, c->agent.n, w->least, w->most, cost, chosen);
		return ST_OK;
	}
	for (size_t a = 0; a < c->agent.n; a++) {
		b->out.hi[a] = limits_allow(w->limits, limit, a) ? limit[a].hi : 0;
		b->out.price[a] = price[a];
		c->open[a] = b->out.count[a] < b->out.hi[a] ? cost[a] : INFINITY;
	}
	k = agent_cheapest(c->open, price, c->agent.n, w->least, w->most, chosen);
	if (k < w->least)
		return err_set(
			e, ST_NUMERIC, "the limits leave only %zu agents for a row, and it needs %zu", k, w->least);
	b->out.rows++;
	for (size_t i = 0; i < k; i++) {
		b->out.count[chosen[i]]++;
		sum_add(&b->loss, cost[chosen[i]]);
	}
	agent_in_order(chosen, k, w->most);
	return ST_OK;
}

const struct workload_batch *capped_result(struct capped *c, size_t batch)
{
	struct capped_batch *b = &c->at[batch];

	b->out.loss = sum_value(&b->loss);
	for (size_t a = 0; a < c->agent.n; a++) {
		b->out.share[a] = b->out.count[a] / (double)b->out.rows;
		b->out.hi[a] = isinf(b->out.hi[a]) ? NAN : b->out.hi[a];
	}
	return &b->out;
}

/* Limits and prices may change from run to run. */
static int sign(const struct capped *c, const char *batch_column, struct buf *signature, struct err *e)
{
	int st = state_sign(signature, "l2d-workload", NULL, e);

	if (!st)
		st = state_sign(signature, "batch", batch_column, e);
	for (size_t a = 0; !st && a < c->agent.n; a++)
		st = state_sign(signature, "agent", c->agent.name[a].s, e);
	return st;
}

static int write_all(const void *arg, struct state_out *o, struct err *e)
{
	const struct capped *c = arg;
	int st = ST_OK;

	for (size_t i = 0; !st && i < c->batch.n; i++) {
		const struct capped_batch *b = &c->at[i];

		state_out_member(o, &c->batch.name[i]);
		st = state_write_count(o, "rows", 0, b->out.rows, e);
		if (!st)
			st = state_write_sum(o, "loss", 0, &b->loss, e);
		for (size_t a = 0; !st && a < c->agent.n; a++)
			st = state_write_count(o, "count", (double)a, (size_t)b->out.count[a], e);
	}
	return st;
}

static int take(void *arg, struct state_item *i, bool *taken, struct err *e)
{
	struct capped *c = arg;
	size_t a = state_index(i, c->agent.n), n = 0;
	struct capped_batch *b;
	int st = find_batch(c, i->member, i->member_length, &b, e);

	*taken = true;
	if (st)
		return st;
	if (state_is(i, "rows")) {
		state_add_count(i, &b->out.rows);
	} else if (state_is(i, "loss")) {
		state_add_sum(i, &b->loss);
	} else if (state_is(i, "count") && a < c->agent.n) {
		state_add_count(i, &n);
		b->out.count[a] += (double)n;
	} else {
		*taken = false;
	}
	return ST_OK;
}

int capped_read(struct capped *c, const char *path, const char *batch_column, struct err *e)
{
	struct buf signature = {0};
	int st = sign(c, batch_column, &signature, e);

	if (!st)
		st = state_file_read(path, signature.p, take, c, e);
	buf_free(&signature);
	return st;
}

int capped_write(const struct capped *c, const char *path, const char *batch_column, struct err *e)
{
	struct buf signature = {0};
	int st = sign(c, batch_column, &signature, e);

	if (!st)
		st = state_file_write(path, signature.p, write_all, c, e);
	buf_free(&signature);
	return st;
}
