/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "decide/decision.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "decide/agent.h"

static int bind_forced(struct decision *r, struct err *e)
{
	size_t agent;

	r->forced = NAMES_NONE;
	if (!r->opt->expert)
		return ST_OK;
	agent = names_find(&r->c.agent, r->opt->expert, strlen(r->opt->expert));
	if (agent == NAMES_NONE || agent == 0)
		return err_set(e, ST_USAGE, "--expert: no such expert: '%.200s'", r->opt->expert);
	r->forced = agent - 1;
	return ST_OK;
}

int decision_init(struct decision *r, struct table *t, unsigned need, bool need_score,
	const struct decision_options *opt, struct err *e)
{
	const unsigned want = CASES_PROB | CASES_ANSWER | CASES_CONF | CASES_COST | CASES_WEIGHT;
	int st;

	*r = (struct decision){.opt = opt};
	st = cases_init(&r->c, t, CASES_LABEL | need, want & ~need, opt->renormalize, e);
	if (!st)
		st = table_single(t, ROLE_SCORE, need_score, &r->score_column, e);
	if (!st)
		st = table_single(t, ROLE_AGENT, false, &r->agent_column, e);
	if (!st)
		st = table_single(t, ROLE_ANSWER, false, &r->answer_column, e);
	if (!st)
		st = bind_forced(r, e);
	if (st)
		return st;
	for (size_t j = 0; j < r->c.nexpert; j++)
		r->any_conf |= r->c.conf_column[1 + j] != NAMES_NONE;
	r->conf = mem_alloc(r->c.nexpert, sizeof *r->conf, e);
	return r->conf ? ST_OK : ST_SYSTEM;
}

void decision_free(struct decision *r)
{
	cases_free(&r->c);
	free(r->conf);
	*r = (struct decision){0};
}

double decision_price(const struct decision *r, size_t j)
{
	return isnan(r->opt->cost) ? r->c.cost[1 + j] : r->opt->cost;
}

static size_t choose(struct decision *r)
{
	struct cases *c = &r->c;
	size_t best;

	if (r->forced != NAMES_NONE)
		return r->forced;
	if (r->agent)
		return r->agent - 1;
	if (!c->nexpert)
		return NAMES_NONE;
	for (size_t j = 0; j < c->nexpert; j++) {
		r->conf[j] = r->any_conf ? c->conf[1 + j] : 0;
		if (!isnan(r->opt->cost))
			c->cost[1 + j] = r->opt->cost;
	}
	best = agent_best(r->conf, c->cost + 1, c->nexpert);
	return best < c->nexpert ? best : NAMES_NONE;
}

static int read_decision(struct decision *r, struct err *e)
{
	int st = ST_OK;

	r->agent = 0;
	r->score = NAN;
	if (r->score_column != NAMES_NONE)
		st = table_needed_number(r->c.t, r->score_column, &r->score, e);
	if (!st && r->agent_column != NAMES_NONE)
		st = cases_agent(&r->c, r->agent_column, &r->agent, e);
	if (!st && r->agent == NAMES_NONE)
		st = table_cell_missing(r->c.t, r->agent_column, e);
	if (!st && r->answer_column != NAMES_NONE)
		st = cases_class(&r->c, r->answer_column, &r->answer, e);
	return st;
}

int decision_next(struct decision *r, struct err *e)
{
	struct cases *c = &r->c;
	int st;

	while (!(st = cases_next(c, e)) && (st = read_decision(r, e)) == ST_SKIP)
		;
	if (st)
		return st;
	r->model = cases_answer(c, 0);
	r->expert = choose(r);
	r->help = r->expert == NAMES_NONE ? NAMES_NONE : c->answer[r->expert];
	r->model_cost = c->cost[0];
	r->expert_cost = r->expert == NAMES_NONE ? 0 : decision_price(r, r->expert);
	if (r->answer_column == NAMES_NONE)
		r->answer = cases_answer(c, r->agent);
	return ST_OK;
}
