/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "agent_sets/agent_sets.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "agent_sets/agent_sets_file.h"
#include "decide/agent_columns.h"
#include "decide/best_agent.h"
#include "table/record.h"

/* What all states share. */
struct plan {
	struct agent_sets o;
	struct conformal fitted; /* of set */
	struct names by;         /* of a model */
};

struct state {
	const struct plan *plan;
	struct route_input in;
	struct groups groups;
	double *key;     /* [m] what agents are ordered by */
	uint32_t *order; /* [m] */
};

/* The calibration table must be about the same agents: with others the sets would be others. */
static int check_agents(const struct state *s, struct err *e)
{
	const struct names *cal = &s->plan->fitted.agent, *own = &s->in.agent;
	const char *of = s->plan->o.model ? "the model" : "the table of --fit";

	for (size_t a = 0; a < own->n; a++)
		if (names_find(cal, own->name[a].s, own->name[a].n) == NAMES_NONE)
			return err_at(e, ST_DATA, table_file(s->in.c.t), 1, 1, "agent '%.200s' is not in %s",
				own->name[a].s, of);
	if (own->n != cal->n)
		return err_at(e, ST_DATA, table_file(s->in.c.t), 1, 1, "%zu agents, but %zu in %s", own->n, cal->n, of);
	return ST_OK;
}

/* Columns of another decision that would stand beside this one: of more readers, or their combination. */
static int check_record(const struct state *s, struct err *e)
{
	const struct table *t = s->in.c.t;
	size_t m = s->in.agent.n, other = NAMES_NONE;
	char name[40], shown[ERR_EXCERPT];
	int st = record_check(t, RECORD_PAID | (m > 1 ? RECORD_SEVERAL : 0), e);

	if (st || m < 2 || t->opt->keep)
		return st;
	snprintf(name, sizeof name, "agent_%zu", m + 1);
	other = names_find(&t->header, name, strlen(name));
	if (other == NAMES_NONE)
		st = table_single(t, ROLE_ANSWER, false, &other, e);
	return st || other == NAMES_NONE
		? st
		: err_at(e, ST_DATA, table_file(t), 1, 1,
			"column '%s' is of another decision and would stand beside this one: leave it out of the table",
			err_excerpt(shown, t->header.name[other].s, t->header.name[other].n));
}

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	static const char *const paid[] = {"paid", NULL};
	struct state *s = state;
	const struct agent_sets *o = &s->plan->o;
	int st = route_input_init(&s->in, t, &o->input, e);

	if (!st)
		st = check_record(s, e);
	if (!st && o->conformal)
		st = check_agents(s, e);
	if (!st)
		st = groups_bind_names(&s->groups, o->set.by, &s->plan->fitted.group, t, e);
	if (st)
		return st;
	s->key = arena_alloc(&s->in.arena, s->in.agent.n, sizeof *s->key);
	s->order = arena_alloc(&s->in.arena, s->in.agent.n, sizeof *s->order);
	st = arena_status(&s->in.arena, e);
	if (!st)
		st = agent_columns_name(computed, s->in.agent.n, e);
	return st ? st : names_add_words(computed, paid, e);
}

/* Puts those who are asked first in order; *k says how many there are. */
static int choose(struct state *s, size_t *k, struct err *e)
{
	const struct agent_sets *o = &s->plan->o;
	const struct route_input *in = &s->in;
	size_t group = NAMES_NONE, n;
	int st = o->set.by->n ? groups_next(&s->groups, in->c.t, e) : ST_OK;

	if (st)
		return st;
	if (o->set.by->n)
		group = groups_find(&s->groups);
	for (size_t a = 0; a < in->agent.n; a++) {
		s->key[a] = o->conformal ? in->conf[a] : in->conf[a] - o->lambda * in->cost[a];
		if (!o->conformal && isinf(o->lambda * in->cost[a]))
			return table_bad_cell(
				in->c.t, in->c.cost_column[in->number[a]], "too large a cost for this --lambda", e);
	}
	n = agent_set_order(s->key, in->agent.n, s->order);
	*k = o->conformal
		? agent_set_within(in->conf, s->order, n, &s->plan->fitted.q[group == NAMES_NONE ? 0 : group], in->toss)
		: agent_set_best(in->conf, in->cost, o->lambda, o->each, s->order, n);
	return ST_OK;
}

static int row(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	struct route_input *in = &s->in;
	size_t k = 0;
	double paid = 0;
	bool silent = false;
	int st = route_input_next(in, e);

	if (!st)
		st = conformal_check(in, e);
	if (!st)
		st = choose(s, &k, e);
	if (st)
		return st;
	for (size_t i = 0; i < k; i++) {
		size_t a = s->order[i];

		paid += in->cost[a];
		silent |= in->answer[a] == UINT32_MAX && route_input_answers(in, a);
	}
	for (size_t i = k; i < in->agent.n; i++)
		s->order[i] = AGENT_NONE;
	in->c.t->counts.unanswered += silent;
	extend_row(x, &in->c.t->row);
	agent_columns_write(x, s->order, in->agent.n, &in->agent, in->answer, &in->c);
	extend_number(x, paid);
	return extend_end(x, e);
}

static void free_state(void *state)
{
	struct state *s = state;

	groups_free(&s->groups);
	route_input_free(&s->in);
}

/* What is known before the table is read. */
static int find(struct plan *p, const struct table_run *run, struct err *e)
{
	struct agent_sets *o = &p->o;
	int st = ST_OK;

	if (o->model) {
		o->set.by = &p->by;
		return agent_sets_read(o, &p->fitted, &p->by, e);
	}
	if (o->conformal)
		st = conformal_fit(&p->fitted, &o->set, &o->input, run->options, e);
	return st || !o->save ? st : agent_sets_write_file(o, &p->fitted, e);
}

int agent_sets_run(const struct agent_sets *o, const struct table_run *run, struct err *e)
{
	struct plan plan = {.o = *o};
	const struct state fresh = {.plan = &plan};
	const struct table_task task = {
		.start = start, .row = row, .free = free_state, .fresh = &fresh, .size = sizeof fresh};
	int st = find(&plan, run, e);

	if (!st)
		st = table_run(&task, run, e);
	conformal_free(&plan.fitted);
	names_free(&plan.by);
	return st;
}
