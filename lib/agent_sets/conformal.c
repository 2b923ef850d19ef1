/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "agent_sets/conformal.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

void conformal_free(struct conformal *f)
{
	names_free(&f->agent);
	names_free(&f->group);
	free(f->q);
	*f = (struct conformal){0};
}

int conformal_check(const struct route_input *in, struct err *e)
{
	for (size_t a = 0; a < in->agent.n; a++)
		if (in->conf[a] < 0 || in->conf[a] > 1)
			return table_bad_cell(
				in->c.t, in->c.estimate_column[in->number[a]], "an estimate that is no probability", e);
	return ST_OK;
}

struct fit {
	struct route_input in;
	struct groups groups;
	struct reach *row; /* [n] */
	size_t n, cap;
	uint32_t *order; /* [m] */
	bool *right;     /* [m] */
};

static int open_fit(struct fit *f, const struct conformal_options *o, const struct route_input_options *labelled,
	struct table *t, struct err *e)
{
	int st = route_input_init(&f->in, t, labelled, e);

	if (!st && f->in.c.label_column == NAMES_NONE && !f->in.c.graded)
		st = table_absent(t, (const enum role[]){ROLE_LABEL}, 1, e);
	if (!st)
		st = groups_bind_names(&f->groups, o->by, &(struct names){0}, t, e);
	if (st)
		return st;
	f->order = arena_alloc(&f->in.arena, f->in.agent.n, sizeof *f->order);
	f->right = arena_alloc(&f->in.arena, f->in.agent.n, sizeof *f->right);
	return arena_status(&f->in.arena, e);
}

static int learn(struct fit *f, struct table *t, struct err *e)
{
	const struct route_input *in = &f->in;
	size_t group, n;
	int st = conformal_check(in, e);

	if (!st)
		st = groups_row(&f->groups, t, in->c.weight > 0, &group, e);
	if (st || !(in->c.weight > 0))
		return st;
	for (size_t a = 0; a < in->agent.n; a++)
		f->right[a] = in->outcome[a].right == 1;
	n = agent_set_order(in->conf, in->agent.n, f->order);
	st = array_reserve(&f->row, &f->cap, f->n + 1, sizeof *f->row, e);
	if (!st)
		f->row[f->n++] =
			(struct reach){agent_set_reach(in->conf, f->right, f->order, n), in->toss, in->c.weight, group};
	return st;
}

static int no_set(const struct name *group, const struct reach *v, size_t n, double alpha, struct err *e)
{
	struct err inner;
	size_t nobody = 0;

	for (size_t i = 0; i < n; i++)
		nobody += isinf(v[i].s);
	err_set(&inner, ST_FALSE,
		"no set of agents holds a right one with probability %g: nobody is right on %zu of %zu calibration rows",
		1 - alpha, nobody, n);
	return group ? groups_name_error(group, ST_FALSE, &inner, e) : err_set(e, ST_FALSE, "%.900s", inner.text);
}

/* q of the rows of one group, or of all; work [n]. */
static int fit_group(
	const struct fit *f, size_t group, double alpha, struct reach *work, struct reach *q, struct err *e)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		if (!group || f->row[i].group == group)
			work[n++] = f->row[i];
	*q = agent_set_quantile(work, n, alpha);
	return isinf(q->s) ? no_set(group ? &f->groups.name.name[group] : NULL, work, n, alpha, e) : ST_OK;
}

static int settle(struct conformal *c, const struct fit *f, double alpha, struct err *e)
{
	size_t n = f->groups.name.n ? f->groups.name.n - 1 : 0;
	struct reach *work = mem_alloc(f->n, sizeof *work, e);
	int st = work ? names_add_list(&c->agent, f->in.agent.name, f->in.agent.n, e) : ST_SYSTEM;

	if (!st)
		st = names_add_list(&c->group, f->groups.name.name + (n ? 1 : 0), n, e);
	c->q = st ? NULL : mem_alloc(1 + n, sizeof *c->q, e);
	if (!st && !c->q)
		st = ST_SYSTEM;
	for (size_t g = 0; !st && g <= n; g++)
		st = fit_group(f, g, alpha, work, &c->q[g], e);
	free(work);
	return st;
}

int conformal_fit(struct conformal *c, const struct conformal_options *o, const struct route_input_options *input,
	const struct table_options *table, struct err *e)
{
	const struct strings files = {.v = &(const char *){o->fit}, .n = 1};
	struct route_input_options labelled = *input;
	struct fit f = {0};
	struct table t;
	int st = table_open_whole(&t, table, &files, e);

	if (st)
		return st;
	labelled.label = true;
	st = open_fit(&f, o, &labelled, &t, e);
	while (!st && !(st = route_input_next(&f.in, e)))
		st = learn(&f, &t, e);
	if (st == ST_END)
		st = cases_check(&f.in.c, e);
	if (!st)
		st = settle(c, &f, o->alpha, e);
	groups_free(&f.groups);
	route_input_free(&f.in);
	free(f.row);
	table_close(&t);
	return st;
}
