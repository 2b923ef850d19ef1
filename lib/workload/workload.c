/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/workload.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clash.h"
#include "decide/best_agent.h"
#include "math/klproject.h"
#include "math/sum.h"
#include "assign/assign.h"
#include "workload/greedy.h"
#include "workload/workload_settle.h"

/* One batch while it is decided. */
struct batch_work {
	const struct workload *w;
	struct workload_rows *d;
	size_t first, n;  /* its rows in sorted order */
	size_t idle;      /* rows of weight 0 after them */
	bool *usable;     /* [m] */
	size_t *lo, *hi;  /* [m] counts */
	size_t *count;    /* [m] */
	uint32_t *chosen; /* [n][most] */
	struct workload_batch *out;
};

static int batch_work_init(struct batch_work *k, struct err *e)
{
	size_t m = k->d->m;

	k->usable = mem_alloc(m, sizeof *k->usable, e);
	k->lo = mem_alloc(3 * m, sizeof *k->lo, e);
	if (!k->usable || !k->lo)
		return ST_SYSTEM;
	k->hi = k->lo + m;
	k->count = k->hi + m;
	for (size_t i = k->first; i < k->first + k->n; i++)
		for (size_t a = 0; a < m; a++) {
			double x = k->d->value[i * m + a];

			k->usable[a] |= k->w->mode == WORKLOAD_PROJECT ? x > 0 : isfinite(x);
		}
	return ST_OK;
}

static void batch_work_free(struct batch_work *k)
{
	free(k->usable);
	free(k->lo);
}

static int set_counts(struct batch_work *k, const struct limit *limit, struct err *e)
{
	int st = limits_check(k->w->limits, limit, (double)k->n, e);

	if (!st)
		st = limits_counts(k->w->limits, limit, k->n, k->w->least, k->w->most, k->usable, k->lo, k->hi, e);

	for (size_t a = 0; !st && a < k->d->m; a++) {
		k->out->lo[a] = (double)k->lo[a];
		k->out->hi[a] = (double)k->hi[a];
	}
	return st;
}

static void set_shares(struct batch_work *k)
{
	for (size_t a = 0; a < k->d->m; a++) {
		k->out->count[a] = (double)k->count[a];
		k->out->share[a] = (double)k->count[a] / (double)k->n;
	}
}

static struct assign batch_work_problem(const struct batch_work *k)
{
	const struct exchange_rule *rule = &k->w->limits->sets.rule;

	return (struct assign){.n = k->n,
		.m = k->d->m,
		.cost = k->d->value + k->first * k->d->m,
		.lo = k->lo,
		.hi = k->hi,
		.least = k->w->least,
		.most = k->w->most,
		.agent = k->w->limits->agent,
		.readings = k->d->readings ? k->d->readings + k->first : NULL,
		.rule = rule->n ? rule : NULL,
		.kept = k->d->kept ? k->d->kept + k->first * k->w->most : NULL};
}

static int assign_batch(struct batch_work *k, const struct limit *limit, struct err *e)
{
	struct assign p = batch_work_problem(k);
	struct assign_result r = {.chosen = k->chosen, .count = k->count, .price = k->out->price};
	int st = set_counts(k, limit, e);

	if (!st)
		st = side_limits_solve(&k->w->side, &p, k->d, k->first, k->d->m, &r, k->out, e);
	if (st)
		return st;
	set_shares(k);
	k->out->loss = r.objective;
	k->out->bound = r.bound;
	k->out->gap = r.gap;
	k->out->steps = (double)r.moved;
	return ST_OK;
}

static int klproject_batch(struct batch_work *k, const struct limit *limit, struct err *e)
{
	size_t m = k->d->m;
	double *q = k->d->value + k->first * m, weight = klproject_weight(k->d->weight + k->first, k->n);
	struct klproject p = {k->n, m, q, k->d->weight + k->first, k->out->lo, k->out->hi, k->w->limits->agent};
	struct klproject_result r = {.share = k->out->share};
	int st = limits_check(k->w->limits, limit, weight, e);

	if (st)
		return st;
	limits_shares(k->w->limits, limit, weight, 1, 1, k->usable, k->out->lo, k->out->hi);
	st = klproject_solve(&p, k->out->price, &r, e);
	if (st)
		return st;
	for (size_t i = 0; i < k->n; i++)
		klproject_row(q + i * m, k->out->price, m, q + i * m);
	for (size_t a = 0; a < m; a++)
		k->out->count[a] = k->out->share[a] * weight;
	k->out->bound = -r.value;
	k->out->gap = r.residual;
	k->out->steps = (double)r.passes;
	return ST_OK;
}

static int by_row(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

/* Greedy has failed: the message that names the limits that clash if nobody could have met them, else its own. */
static int explain_greedy(struct batch_work *k, struct err *e)
{
	struct err own = *e, assign = {0};
	struct assign p = batch_work_problem(k);
	struct assign_result r = {.chosen = k->chosen, .count = k->count, .price = k->out->price};
	int st = assign_solve(&p, &r, &assign);

	*e = st ? assign : own;
	return st ? st : ST_NUMERIC;
}

/* In the order in which the rows came. */
static int greedy_rows(struct batch_work *k, struct greedy *g, struct sum *loss, struct err *e)
{
	size_t *row = mem_alloc(k->n, sizeof *row, e), m = k->d->m, most = k->w->most;
	int st = row ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < k->n; i++)
		row[i] = k->d->place[k->first + i].row;
	if (!st && k->n)
		qsort(row, k->n, sizeof *row, by_row);
	for (size_t i = 0; !st && i < k->n; i++) {
		size_t at = k->d->at[row[i]], n;
		uint32_t *chosen = k->chosen + (at - k->first) * most;

		st = greedy_row(g, k->d->value + at * m, chosen, &n, e);
		for (size_t j = 0; !st && j < n; j++)
			sum_add(loss, k->d->value[at * m + chosen[j]]);
		if (!st)
			agent_in_order(chosen, n, most);
	}
	free(row);
	return st;
}

static int greedy_batch(struct batch_work *k, const struct limit *limit, struct err *e)
{
	struct greedy g = {0};
	struct sum loss = {0};
	size_t m = k->d->m;
	int st = set_counts(k, limit, e);

	if (st)
		return st;
	st = greedy_init(&g, k->n, m, k->w->least, k->w->most, k->lo, k->hi, e);
	if (!st)
		st = greedy_rows(k, &g, &loss, e);
	for (size_t a = 0; !st && a < m; a++) {
		k->count[a] = g.count[a];
		k->out->price[a] = NAN;
	}
	if (!st) {
		set_shares(k);
		k->out->loss = sum_value(&loss);
	}
	greedy_free(&g);
	return st == ST_NUMERIC ? explain_greedy(k, e) : st;
}

void workload_idle_row(const struct workload *w, const struct limit *limit, size_t m, size_t least, size_t most,
	double *cost, uint32_t *chosen)
{
	size_t open = 0;

	for (size_t a = 0; a < m; a++)
		open += isfinite(cost[a]) && !limits_shut(&limit[a]);
	for (size_t a = 0; a < m; a++)
		if (open >= least && limits_shut(&limit[a]) && cost[a] > FIXED_STAYS)
			cost[a] = INFINITY;
	agent_in_order(chosen, agent_cheapest(cost, NULL, m, least, most, chosen), w->most);
}

/* A row of weight 0 has its gates at the prices, or as they are where the limits shut out all of its agents. */
static void project_idle_row(const struct batch_work *k, double *q)
{
	bool open = false;

	for (size_t a = 0; a < k->d->m; a++)
		open |= q[a] > 0 && !isinf(k->out->price[a]);
	if (open)
		klproject_row(q, k->out->price, k->d->m, q);
}

static void decide_idle(struct batch_work *k, const struct limit *limit, size_t row)
{
	double *value = k->d->value + row * k->d->m;
	const uint32_t *own = k->d->readings;

	if (k->w->mode == WORKLOAD_PROJECT)
		project_idle_row(k, value);
	else
		workload_idle_row(k->w, limit, k->d->m, own ? own[row] : k->w->least, own ? own[row] : k->w->most,
			value, k->chosen + (row - k->first) * k->w->most);
}

static int decide_batch(struct batch_work *k, const struct name *name, struct err *e)
{
	const struct limit *limit = limits_of(k->w->limits, name->s, name->n);
	char shown[ERR_EXCERPT];
	struct err inner;
	int st;

	err_excerpt(shown, name->s, name->n);
	if (!limit)
		return err_set(e, ST_DATA, "batch '%s': the limits file does not list it", shown);
	k->out->rows = k->n;
	st = batch_work_init(k, e);
	if (!st && k->n)
		st = k->w->mode == WORKLOAD_ASSIGN       ? assign_batch(k, limit, e)
			: k->w->mode == WORKLOAD_PROJECT ? klproject_batch(k, limit, e)
							 : greedy_batch(k, limit, e);
	for (size_t i = 0; !st && i < k->idle; i++)
		decide_idle(k, limit, k->first + k->n + i);
	if (st == ST_NUMERIC && name->n) {
		inner = *e;
		err_set(e, st, "batch '%s': %.700s", shown, inner.text);
	}
	return st;
}

/* Without rows nobody can answer as many as a lower limit asks for; batches without rows are not asked. */
static int check_no_rows(const struct limits *l, struct err *e)
{
	struct clash clash = {0};

	for (size_t a = 0; a < l->agent->n && !l->batched; a++)
		if (l->limit[a].lo > 0 && !l->limit[a].lo_share) {
			clash_add(&clash, &l->agent->name[a]);
			return clash_end(&clash, e, "lower limits %.17g, but there are no rows", l->limit[a].lo);
		}
	return ST_OK;
}

int workload_decide(const struct workload *w, struct workload_rows *d, uint32_t *chosen, struct workload_batch *batch,
	struct err *e)
{
	size_t busy = 0;
	int st = ST_OK;

	for (size_t b = 0; !st && b < d->batch.n; b++)
		st = workload_settle_rows(d, b, &w->limits->sets, e);
	for (size_t b = 0; b < d->batch.n; b++)
		busy += d->busy[b];
	if (!st)
		st = busy ? ST_OK : check_no_rows(w->limits, e);
	for (size_t b = 0; !st && b < d->batch.n; b++) {
		struct batch_work k = {.w = w,
			.d = d,
			.first = d->first[b],
			.n = d->busy[b],
			.idle = d->first[b + 1] - d->first[b] - d->busy[b],
			.chosen = chosen + d->first[b] * w->most,
			.out = &batch[b]};

		st = workload_batch_init(&batch[b], d->m + side_limits_lines(&w->side, d), e);
		if (!st)
			st = decide_batch(&k, &d->batch.name[b], e);
		batch_work_free(&k);
	}
	return st;
}
