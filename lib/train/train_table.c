/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/train_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/num.h"
#include "math/sum.h"
#include "table/cases.h"
#include "table/classes.h"

struct reading {
	struct head *p;
	struct train_data *d;
	struct table *t;
	struct cases c;
	struct family feature;
	bool row_costs; /* cost_* are read */
	size_t xcap, ycap, ecap, ccap, wcap, fcap;
};

int train_costs(const struct strings *costs, const struct names *agents, double *cost, struct err *e)
{
	for (size_t i = 0; i < costs->n; i++) {
		const char *option = costs->v[i], *value = option;
		size_t n = 0, agent = 0;
		bool named = opt_split(option, &n, &value);
		double c;

		if (num_parse(value, strlen(value), &c) || c < 0)
			return err_set(e, ST_USAGE, "--cost: not C or NAME=C with C at least 0: '%.200s'", option);
		if (named && (agent = names_find(agents, option, n)) - 1 >= agents->n - 1)
			return err_set(e, ST_USAGE, "--cost: no such expert: '%.200s'", option);
		for (size_t a = 1; a < agents->n; a++)
			if (!named || a == agent)
				cost[a - 1] = c;
	}
	return ST_OK;
}

static int bind(struct reading *r, const struct strings *costs, struct err *e)
{
	unsigned flags = r->p->loss->flags, need = CASES_LABEL, want = CASES_WEIGHT;
	int st;

	if (flags & LOSS_EXPERTS)
		need |= CASES_ANSWER;
	if (flags & LOSS_COST && !costs->n)
		want |= CASES_COST | CASES_UNPRICED;
	if (flags & LOSS_FROZEN)
		need |= CASES_PROB, want |= CASES_LOGIT;
	st = cases_init(&r->c, r->t, need, want, false, e);
	if (!st)
		st = table_need(r->t, ROLE_FEATURE, &r->feature, e);
	if (!st)
		st = names_add_list(&r->p->features, r->feature.member.name, r->feature.n, e);
	if (!st && flags & LOSS_EXPERTS)
		st = names_add_list(&r->p->experts, r->c.agent.name + 1, r->c.nexpert, e);
	if (st)
		return st;
	for (size_t a = 0; a < r->c.agent.n; a++)
		r->row_costs |= r->c.cost_column[a] != NAMES_NONE;
	r->p->cost = mem_alloc(r->c.nexpert, sizeof *r->p->cost, e);
	return r->p->cost ? train_costs(costs, &r->c.agent, r->p->cost, e) : ST_SYSTEM;
}

/* Room for one row more. */
static int reserve(struct reading *r, struct err *e)
{
	struct train_data *d = r->d;
	size_t n = d->n + 1, ne = r->c.nexpert;
	int st = array_reserve(&d->x, &r->xcap, n * r->feature.n, sizeof *d->x, e);

	if (!st)
		st = array_reserve(&d->y, &r->ycap, n, sizeof *d->y, e);
	if (!st)
		st = array_reserve(&d->e, &r->ecap, n * ne + 1, sizeof *d->e, e);
	if (!st && r->row_costs)
		st = array_reserve(&d->c0, &r->ccap, n * ne + 1, sizeof *d->c0, e);
	if (!st && r->c.weight_column != NAMES_NONE)
		st = array_reserve(&d->w, &r->wcap, n, sizeof *d->w, e);
	if (!st && r->p->loss->flags & LOSS_FROZEN)
		st = array_reserve(&d->f, &r->fcap, n * r->c.classes.n, sizeof *d->f, e);
	return st;
}

static int read_costs(struct reading *r, double *c0, struct err *e)
{
	for (size_t j = 0; j < r->c.nexpert; j++) {
		c0[j] = r->c.cost[1 + j] - r->c.cost[0];
		if (c0[j] < 0)
			return table_bad_cell(r->t, cases_cost_column(&r->c, j), "a cost below the model's own", e);
	}
	return ST_OK;
}

static int add_row(struct reading *r, struct err *e)
{
	struct train_data *d = r->d;
	struct cases *c = &r->c;
	size_t i = d->n, ne = c->nexpert, nc = c->classes.n;
	int st;

	if (!(c->weight > 0)) /* no row */
		return ST_OK;
	st = reserve(r, e);
	for (size_t k = 0; !st && k < r->feature.n; k++)
		st = table_needed_number(r->t, r->feature.column[k], &d->x[i * r->feature.n + k], e);
	if (!st && r->row_costs)
		st = read_costs(r, d->c0 + i * ne, e);
	if (st || c->weight == 0)
		return st;
	d->y[i] = (int32_t)c->label;
	for (size_t j = 0; j < ne; j++)
		d->e[i * ne + j] =
			c->open && c->answer[j] != NAMES_NONE ? (int32_t)c->answer[j] : loss_answer(c->answer[j], nc);
	if (d->w)
		d->w[i] = c->weight;
	if (d->f)
		cases_logits(c, d->f + i * nc);
	d->n++;
	return ST_OK;
}

/* The share of the weight that every expert answered; an expert without an answer is refused. */
static int sum_answers(struct reading *r, struct err *e)
{
	const struct train_data *d = r->d;
	size_t ne = r->c.nexpert;
	bool *answered = mem_alloc(ne, sizeof *answered, e);
	struct sum all = {0}, some;
	int st = ST_OK;

	r->p->setup.share = r->p->share = mem_alloc(ne, sizeof *r->p->share, e);
	if (!answered || !r->p->share)
		st = ST_SYSTEM;
	for (size_t i = 0; i < d->n; i++)
		sum_add(&all, d->w ? d->w[i] : 1);
	for (size_t j = 0; !st && j < ne; j++) {
		some = (struct sum){0};
		for (size_t i = 0; i < d->n; i++)
			if (d->e[i * ne + j] != LOSS_MISSING)
				sum_add(&some, d->w ? d->w[i] : 1);
		r->p->share[j] = sum_value(&some) / sum_value(&all);
		answered[j] = sum_value(&some) > 0;
	}
	if (!st)
		st = cases_check_answered(&r->c, answered, e);
	free(answered);
	return st;
}

/* Renumbers the classes of an open table: those of the labels, sorted. */
static int close_classes(struct reading *r, struct err *e)
{
	struct train_data *d = r->d;
	size_t nc = r->c.classes.n;
	bool *used = mem_alloc(nc, sizeof *used, e);
	size_t *to = mem_alloc(nc, sizeof *to, e);
	int st = used && to ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < d->n; i++)
		used[d->y[i]] = true;
	if (!st)
		st = classes_sort(&r->c.classes, used, &r->p->classes, to, e);
	for (size_t i = 0; !st && i < d->n; i++)
		d->y[i] = (int32_t)to[d->y[i]];
	for (size_t i = 0; !st && i < d->n * r->c.nexpert; i++)
		if (d->e[i] != LOSS_MISSING)
			d->e[i] = to[d->e[i]] == NAMES_NONE ? LOSS_OTHER : (int32_t)to[d->e[i]];
	free(used);
	free(to);
	return st;
}

/* Costs that are the same in every row are fixed. */
static void fix_costs(struct reading *r)
{
	struct train_data *d = r->d;
	size_t ne = r->c.nexpert;
	bool fixed = true;

	if (!d->c0 || !d->n)
		return;
	for (size_t j = 0; j < ne; j++) {
		double known = NAN; /* an expert who was not asked may have no price */

		for (size_t i = j; i < d->n * ne; i += ne) {
			fixed = fixed && (isnan(known) || isnan(d->c0[i]) || d->c0[i] == known);
			known = isnan(d->c0[i]) ? known : d->c0[i];
		}
		r->p->cost[j] = isnan(known) ? 0 : known;
	}
	if (fixed) {
		free(d->c0);
		d->c0 = NULL;
		return;
	}
	free(r->p->cost);
	r->p->cost = NULL;
}

static int read_rows(struct reading *r, const struct strings *costs, struct err *e)
{
	int st = bind(r, costs, e);

	while ((!st || st == ST_SKIP) && !(st = cases_next(&r->c, e)))
		st = add_row(r, e);
	if (st != ST_END)
		return st;
	if ((st = cases_check(&r->c, e)))
		return st;
	st = r->c.open ? close_classes(r, e) : names_add_list(&r->p->classes, r->c.classes.name, r->c.classes.n, e);
	if (!st && !r->d->n)
		st = err_set(e, ST_DATA, "no rows to train on");
	if (!st && r->p->classes.n < 2)
		st = err_set(e, ST_DATA, "fewer than two classes to train on");
	fix_costs(r);
	return st || !(r->p->loss->flags & LOSS_EXPERTS) ? st : sum_answers(r, e);
}

int train_read(struct head *p, struct train_data *d, struct table *t, const struct strings *costs, struct err *e)
{
	struct reading r = {.p = p, .d = d, .t = t};
	int st = read_rows(&r, costs, e);

	cases_free(&r.c);
	family_free(&r.feature);
	return st;
}
