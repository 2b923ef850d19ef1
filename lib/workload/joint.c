/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/joint.h"

#include <math.h>
#include <stdlib.h>

#include "assign/assign.h"
#include "assign/tree.h"
#include "base/buf.h"
#include "limits/set_forest.h"
#include "limits/set_minutes.h"
#include "workload/workload_settle.h"

/* What is beyond a soft limit, and what that costs. */
static void pay(struct workload_batch *b, size_t k, double price)
{
	b->over[k] = fmax(0, b->count[k] - b->hi[k]);
	b->under[k] = fmax(0, b->lo[k] - b->count[k]);
	b->paid[k] = price * (b->over[k] + b->under[k]);
}

/* What the agents do, and then what comes of every limit. */
static int fill(struct workload_batch *b, const struct workload_rows *d, const struct set_forest *f,
	const uint32_t *chosen, size_t most, const struct assign_result *r, struct err *e)
{
	size_t m = d->m, n = d->busy[0], first = m + b->limit.n;
	int st = ST_OK;

	for (size_t i = 0; i < n * most; i++)
		if (chosen[i] != AGENT_NONE)
			b->count[chosen[i]]++;
	for (size_t k = 0; k < f->n; k++)
		if (!isinf(f->forest.price[k]))
			b->all_paid = forest_paid(&f->forest, r->count);
	for (size_t a = 0; a < m; a++)
		b->lo[a] = b->hi[a] = b->price[a] = NAN;
	for (size_t s = 0; !st && s < f->n; s++) {
		size_t k = f->laminar.order[s];

		b->lo[first + k] = (double)f->limit[k].lo;
		b->hi[first + k] = (double)f->limit[k].hi;
		b->count[first + k] = (double)r->count[s];
		if (!isinf(f->limit[k].price))
			pay(b, first + k, f->limit[k].price);
		b->price[first + k] = fmax(-f->limit[k].price, fmin(f->limit[k].price, r->price[s]));
		st = names_add_list(&b->limit, &f->name.name[s], 1, e);
	}
	for (size_t a = 0; a < first + f->n; a = a + 1 == m ? first : a + 1)
		b->share[a] = b->count[a] / (double)n;
	return st;
}

static struct assign problem(
	const struct workload *w, const struct workload_rows *d, const struct set_forest *f, const uint32_t *class)
{
	const struct exchange_rule *rule = &w->limits->sets.rule;

	return (struct assign){.n = d->busy[0],
		.m = d->m,
		.cost = d->value,
		.least = w->least,
		.most = w->most,
		.agent = w->limits->agent,
		.readings = d->readings,
		.class = class,
		.classes = d->batch.n,
		.forest = &f->forest,
		.rule = rule->n ? rule : NULL,
		.kept = d->kept};
}

static int solve(const struct workload *w, struct workload_rows *d, const struct set_forest *f,
	const struct set_minutes *minutes, const uint32_t *class, uint32_t *chosen, struct workload_batch *b,
	struct err *e)
{
	struct side_limits side = w->side;
	struct assign p = problem(w, d, f, class);
	struct assign_result r = {.chosen = chosen, .count = mem_alloc(f->n, sizeof *r.count, e)};
	int st = ST_OK;

	side.sets = minutes;
	r.price = mem_alloc(f->n, sizeof *r.price, e);
	if (!r.count || !r.price)
		st = ST_SYSTEM;
	if (!st)
		st = workload_batch_init(b, d->m + f->n + side_limits_lines(&side, d), e);
	if (!st)
		st = side_limits_solve(&side, &p, d, 0, d->m, &r, b, e);
	if (!st) {
		b->rows = p.n;
		b->loss = r.objective;
		b->bound = r.bound;
		b->gap = r.gap;
		b->steps = (double)r.moved;
		st = fill(b, d, f, chosen, w->most, &r, e);
	}
	free(r.count);
	free(r.price);
	return st;
}

int joint_decide(const struct workload *w, struct workload_rows *d, uint32_t *chosen, struct workload_batch *batch,
	struct err *e)
{
	size_t n = d->busy[0], m = d->m, *rows = mem_alloc(d->batch.n, sizeof *rows, e);
	uint32_t *class = mem_alloc(n, sizeof *class, e);
	struct set_forest f = {0};
	struct set_minutes minutes = {0};
	int st = rows && class ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < n; i++) {
		class[i] = (uint32_t)d->place[i].batch;
		rows[d->place[i].batch]++;
	}
	if (!st)
		st = workload_settle_rows(d, 0, &w->limits->sets, e);
	if (!st)
		st = set_forest_init(&f, &w->limits->sets, &d->batch, rows, e);
	if (!st)
		st = set_minutes_init(&minutes, &w->limits->sets, &d->batch, w->side.timed, e);
	if (!st && n)
		st = solve(w, d, &f, &minutes, class, chosen, batch, e);
	for (size_t i = n; !st && i < d->n; i++) {
		size_t k = d->readings ? d->readings[i] : w->most;

		workload_idle_row(w, w->limits->limit, m, k, k, d->value + i * m, chosen + i * w->most);
	}
	set_forest_free(&f);
	set_minutes_free(&minutes);
	free(rows);
	free(class);
	return st;
}

/* Of a batch's rows with weight, those that agents had and have no more. */
static void count_changes(const struct workload_plan *p, const struct workload_rows *d, size_t batch, size_t most,
	struct workload_batch *b)
{
	b->all_changed = 0;
	for (size_t a = 0; a < d->m; a++)
		b->changed[a] = 0;
	for (size_t i = d->first[batch]; i < d->first[batch] + d->busy[batch]; i++)
		for (size_t k = 0; k < most && d->fixed[i * most + k] != AGENT_NONE; k++) {
			bool stays = false;

			for (size_t j = 0; j < most; j++)
				stays |= p->chosen[i * most + j] == d->fixed[i * most + k];
			b->changed[d->fixed[i * most + k]] += !stays;
			b->all_changed += !stays;
		}
}

int workload_plan_make(
	struct workload_plan *p, const struct workload *w, struct workload_rows *d, size_t jobs, struct err *e)
{
	int st = workload_rows_sort(d, jobs, e);

	if (st)
		return st;
	p->nbatch = d->batch.n + 1;
	p->batch = mem_alloc(p->nbatch, sizeof *p->batch, e);
	p->chosen = mem_alloc(d->n * w->most, sizeof *p->chosen, e);
	if (!p->batch || !p->chosen)
		return ST_SYSTEM;
	st = (d->joint ? joint_decide : workload_decide)(w, d, p->chosen, p->batch, e);
	for (size_t b = 0; !st && d->fixed && b < (d->joint ? 1 : d->batch.n); b++)
		if (d->busy[b])
			count_changes(p, d, b, w->most, &p->batch[b]);
	return st;
}

void workload_plan_free(struct workload_plan *p)
{
	for (size_t b = 0; p->batch && b < p->nbatch; b++)
		workload_batch_free(&p->batch[b]);
	free(p->batch);
	free(p->chosen);
}
