/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "decide/decision.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cases/cases_read.h"
#include "decide/best_agent.h"
#include "decide/known.h"
#include "inference/row_keys.h"
#include "summary/state.h"

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

static int bind_decision(struct decision *r, struct table *t, bool need_score, struct err *e)
{
	int st = table_single(t, ROLE_SCORE, need_score, &r->score_column, e);

	if (!st)
		st = readings_init(&r->readings, &r->c, e);
	if (!st)
		st = table_single(t, ROLE_ANSWER, false, &r->answer_column, e);
	if (!st)
		st = table_single(t, ROLE_PAID, false, &r->paid_column, e);
	if (!st && r->paid_column != NAMES_NONE && !isnan(r->opt->cost))
		st = err_at(e, ST_DATA, table_file(t), 1, 1,
			"column '%.200s' says what rows cost: --cost would be ignored; --columns paid= unbinds it",
			t->header.name[r->paid_column].s);
	return st ? st : bind_forced(r, e);
}

int decision_sign(struct buf *signature, const struct table_options *table, const struct interval_options *interval,
	const struct decision_options *opt, struct err *e)
{
	int st = state_sign(signature, "other-answers", table->other_answers ? "wrong" : NULL, e);

	if (!st && opt->noise)
		st = label_noise_sign(signature, opt->noise, e);
	if (!st)
		st = row_keys_sign(signature, interval, e);
	return st ? st : state_sign_decision(signature, opt->cost, opt->expert, opt->renormalize, e);
}

int decision_init(struct decision *r, struct table *t, unsigned need, bool need_score,
	const struct decision_options *opt, struct err *e)
{
	unsigned want = CASES_PROB | CASES_ANSWER | CASES_CONF | CASES_COST | CASES_WEIGHT | CASES_AVAILABLE
		| CASES_QUALITY | CASES_ESTIMATE | (opt->binary ? CASES_BINARY : 0);
	int st;

	*r = (struct decision){.opt = opt};
	st = table_single(t, ROLE_AGENT, false, &r->agent_column, e);
	if (!st && (r->agent_column != NAMES_NONE || names_find(&t->header, "agent_1", 7) != NAMES_NONE))
		want |= CASES_REJECT;
	need |= CASES_LABEL;
	if (!st)
		st = cases_init(&r->c, t, need, want & ~need, opt->renormalize, e);
	if (!st && opt->noise)
		st = label_noise_bind(opt->noise, &r->c, e);
	if (!st)
		st = bind_decision(r, t, need_score, e);
	if (st)
		return st;
	for (size_t j = 0; j < r->c.nexpert; j++)
		r->any_conf |= r->c.conf_column[1 + j] != NAMES_NONE || r->c.estimate_column[1 + j] != NAMES_NONE;
	if (!(r->conf = mem_alloc(r->c.nexpert, sizeof *r->conf, e)))
		return ST_SYSTEM;
	return r->c.nexpert < 2 || r->readings.most || r->agent_column != NAMES_NONE || r->forced != NAMES_NONE
		? ST_OK
		: known_check_experts(&r->c, opt->cost > 0, NULL, e);
}

void decision_free(struct decision *r)
{
	cases_free(&r->c);
	readings_free(&r->readings);
	free(r->conf);
	*r = (struct decision){0};
}

/* What agent a asks for on this row. */
static double price(const struct decision *r, size_t a)
{
	return a && !isnan(r->opt->cost) ? r->opt->cost : r->c.cost[a];
}

/* What is expected of expert j. */
static double expected(const struct cases *c, size_t j)
{
	return c->estimate_column[1 + j] == NAMES_NONE ? c->conf[1 + j] : c->estimate[1 + j];
}

/* The expert whom the row goes to when it is deferred, NAMES_NONE where there is none. */
static size_t choose(struct decision *r)
{
	struct cases *c = &r->c;
	size_t best;

	if (r->forced != NAMES_NONE)
		return r->forced;
	if (r->one)
		return r->one - 1;
	for (size_t j = 0; j < c->nexpert; j++) {
		r->conf[j] = !c->available[1 + j] ? NAN : r->any_conf ? expected(c, j) : 0;
		c->cost[1 + j] = price(r, 1 + j);
	}
	best = agent_best(r->conf, c->cost + 1, c->nexpert);
	return best < c->nexpert ? best : NAMES_NONE;
}

static int read_agents(struct decision *r, struct err *e)
{
	int st = ST_OK;

	r->one = 0;
	r->agent = &r->one;
	r->n = 1;
	if (r->readings.most) {
		st = readings_next(&r->readings, &r->c, e);
		r->agent = r->readings.agent;
		r->n = r->readings.n;
	} else if (r->agent_column != NAMES_NONE) {
		st = cases_agent(&r->c, r->agent_column, &r->one, e);
		if (!st && r->one == NAMES_NONE)
			st = table_cell_missing(r->c.t, r->agent_column, e);
	}
	r->kept = r->n == 1 && !r->agent[0];
	return st;
}

static int read_decision(struct decision *r, struct err *e)
{
	int st = read_agents(r, e);

	r->score = NAN;
	if (!st && r->score_column != NAMES_NONE)
		st = table_needed_number(r->c.t, r->score_column, &r->score, e);
	r->cost = 0;
	if (!st && r->paid_column != NAMES_NONE)
		st = table_needed_number(r->c.t, r->paid_column, &r->cost, e);
	else if (!st)
		for (size_t i = 0; i < r->n; i++)
			r->cost += price(r, r->agent[i]);
	if (!st && r->answer_column != NAMES_NONE)
		st = cases_class(&r->c, r->answer_column, &r->answer, e);
	else if (!st)
		r->answer = r->readings.most ? readings_combine(r->readings.answer, r->readings.conf, r->n)
					     : cases_answer(&r->c, r->one);
	return st;
}

/* What the decision's answer was worth. */
static double outcome(const struct decision *r)
{
	if (r->readings.most)
		return readings_outcome(&r->readings, &r->c, r->answer);
	if (r->c.graded)
		return r->c.quality[r->one];
	return cases_right(&r->c, r->answer);
}

/* What becomes of the row when it is deferred: to the readers who decided it, else to one expert. */
static void refer(struct decision *r)
{
	bool readers = r->readings.most && !r->kept && r->forced == NAMES_NONE;
	size_t expert = choose(r);
	bool stands = readers || (!r->kept && expert == r->one - 1);

	r->help = stands ? r->answer : expert == NAMES_NONE ? NAMES_NONE : r->c.answer[expert];
	r->help_outcome = stands ? r->outcome : expert == NAMES_NONE ? NAN : cases_outcome(&r->c, 1 + expert);
	r->model_cost = r->c.cost[0];
	r->expert_cost = expert == NAMES_NONE ? 0 : price(r, 1 + expert);
	if (r->kept && r->paid_column != NAMES_NONE)
		r->model_cost = r->cost;
	else if (stands)
		r->expert_cost = r->cost;
}

static int take_decision(struct decision *r, struct err *e)
{
	int st = read_decision(r, e);

	if (st)
		return st;
	r->model = cases_answer(&r->c, 0);
	r->outcome = outcome(r);
	r->model_outcome = cases_outcome(&r->c, 0);
	refer(r);
	return ST_OK;
}

int decision_next(struct decision *r, struct err *e)
{
	int st;

	while (!(st = cases_next(&r->c, e)) && (st = take_decision(r, e)) == ST_SKIP)
		;
	return st;
}

int decision_read(struct decision *r, struct err *e)
{
	int st = cases_read(&r->c, e);

	return st ? st : take_decision(r, e);
}
