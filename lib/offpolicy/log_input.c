/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "offpolicy/log_input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cases/cases_join.h"
#include "cases/cases_read.h"

enum { WANTED = CASES_PROB | CASES_ANSWER | CASES_CONF | CASES_COST | CASES_WEIGHT | CASES_QUALITY | CASES_ESTIMATE };

static int bind(struct log_input *in, struct table *t, struct err *e)
{
	int st = cases_init(&in->c, t, CASES_LABEL, WANTED, in->opt->renormalize, e);

	if (!st && names_find(&t->header, "agent_1", 7) != NAMES_NONE)
		st = err_at(e, ST_DATA, table_file(t), 1, 1,
			"column 'agent_1': a propensity is of one agent, not of several readers of a row");
	if (!st)
		st = table_single(t, ROLE_AGENT, true, &in->agent_column, e);
	if (!st)
		st = table_single(t, ROLE_ANSWER, false, &in->answer_column, e);
	if (!st)
		st = table_single(t, ROLE_PROPENSITY, true, &in->propensity_column, e);
	if (!st)
		st = log_rules_open(&in->rules, &in->opt->rules, &in->c, in->agent_column, e);
	return st ? st : row_keys_open(&in->keys, t, &in->opt->interval, false, in->opt->state || in->opt->partial, e);
}

/* Counts of n agents, those from `known` on being 0. */
static int reserve_agents(struct log_input *in, size_t known, size_t n, struct err *e)
{
	size_t rules = log_rules_count(&in->opt->rules);
	size_t *wanted = mem_alloc(n * rules, sizeof *wanted, e), *asked = mem_alloc(n, sizeof *asked, e);

	if (!wanted || !asked) {
		free(wanted);
		free(asked);
		return ST_SYSTEM;
	}
	if (known) {
		memcpy(wanted, in->wanted, known * rules * sizeof *wanted);
		memcpy(asked, in->asked, known * sizeof *asked);
	}
	free(in->wanted);
	free(in->asked);
	in->wanted = wanted;
	in->asked = asked;
	return ST_OK;
}

int log_input_add_agent(struct log_input *in, const char *s, size_t n, size_t *agent, struct err *e)
{
	size_t known = in->c.agent.n;
	int st = names_add(&in->c.agent, s, n, agent, e);

	return st || *agent < known ? st : reserve_agents(in, known, known + 1, e);
}

/* What the table tells of its agents. */
static int know_agents(struct log_input *in, struct err *e)
{
	in->confs = true;
	for (size_t a = 0; a < in->c.agent.n; a++)
		in->confs &= in->c.estimate_column[a] != NAMES_NONE || in->c.conf_column[a] != NAMES_NONE
			|| (!a && !in->c.prob.n);
	return reserve_agents(in, 0, in->c.agent.n, e);
}

int log_input_init(struct log_input *in, struct table *t, const struct log_options *opt, struct err *e)
{
	size_t rules = log_rules_count(&opt->rules);
	int st;

	in->opt = opt;
	in->rules.n = rules;
	st = t ? bind(in, t, e) : ST_OK;
	if (!st && t)
		st = know_agents(in, e);
	if (!st && !(in->candidate = mem_alloc(1 + rules, sizeof *in->candidate, e)))
		st = ST_SYSTEM;
	if (st)
		return st;
	return opt->interval.level > 0
		? draw_sums_init(&in->sums, DRAW_WEIGHTS, 1 + rules, OFFPOLICY_SUMS, false, opt->interval.draws, e)
		: ST_OK;
}

void log_input_free(struct log_input *in)
{
	cases_free(&in->c);
	log_rules_free(&in->rules);
	free(in->candidate);
	free(in->wanted);
	free(in->asked);
	draw_sums_free(&in->sums);
	*in = (struct log_input){0};
}

static int read_agent(struct log_input *in, size_t column, size_t *agent, struct err *e)
{
	int st = cases_agent(&in->c, column, agent, e);

	return !st && *agent == NAMES_NONE ? table_cell_missing(in->c.t, column, e) : st;
}

/* Propensities are sums of rounded shares. */
static const double ROUNDING = 1e-9;

static int read_propensity(struct log_input *in, double *p, struct err *e)
{
	int st = table_needed_number(in->c.t, in->propensity_column, p, e);

	if (st || (*p > 0 && *p <= 1))
		return st ? st
			: in->opt->least * (1 - ROUNDING) > *p
			? table_bad_cell(in->c.t, in->propensity_column, "below the least one (--bernstein)", e)
			: ST_OK;
	return table_bad_cell(in->c.t, in->propensity_column, "no probability above 0, though it happened", e);
}

/* Where the table has qualities the agent's, else 1 where the answer is the label. */
static int read_reward(struct log_input *in, size_t agent, double *reward, struct err *e)
{
	struct cases *c = &in->c;
	size_t answer = NAMES_NONE, column = in->answer_column;
	int st = ST_OK;

	if (c->graded) {
		*reward = c->quality[agent];
		column = c->quality_column[agent];
		if (*reward < in->opt->lo || *reward > in->opt->hi)
			return table_bad_cell(c->t, column, "beyond LO:HI of --scale, or [0, 1]", e);
	} else {
		if (column != NAMES_NONE)
			st = cases_class(c, column, &answer, e);
		else
			answer = cases_answer(c, agent);
		*reward = answer == NAMES_NONE ? NAN : answer == c->label;
	}
	if (st || !isnan(*reward))
		return st;
	return table_cell_missing(c->t, column == NAMES_NONE ? in->agent_column : column, e);
}

static void add(struct log_input *in, size_t i, const struct offpolicy_row *r)
{
	double value[OFFPOLICY_SUMS];

	candidate_add(&in->candidate[i], r, in->opt->cap, value);
	if (in->opt->interval.level > 0)
		draw_sums_add(&in->sums, i, &(struct draw_row){.key = in->keys.row, .weight = r->weight}, value);
}

/* The rules' choices on a row with weight. */
static void add_rules(struct log_input *in, size_t agent, struct offpolicy_row *r)
{
	const struct cases *c = &in->c;

	for (size_t i = 0; i < in->rules.n; i++) {
		size_t choice = in->rules.choice[i];

		in->wanted[choice * in->rules.n + i]++;
		r->same = choice == agent;
		r->expected = c->estimate_column[choice] == NAMES_NONE ? c->conf[choice] : c->estimate[choice];
		r->cost = c->cost[choice];
		add(in, 1 + i, r);
	}
}

int log_input_next(struct log_input *in, struct err *e)
{
	struct offpolicy_row r = {.same = true, .expected = NAN};
	size_t agent;
	int st = cases_next(&in->c, e);

	if (!st)
		st = read_agent(in, in->agent_column, &agent, e);
	if (!st)
		st = read_propensity(in, &r.propensity, e);
	if (!st)
		st = read_reward(in, agent, &r.reward, e);
	if (!st)
		st = log_rules_read(&in->rules, e);
	if (st || !(in->c.weight > 0))
		return st;
	if ((st = row_keys_next(&in->keys, e)))
		return st;
	in->asked[agent]++;
	r.weight = in->c.weight;
	r.cost = in->c.cost[agent];
	add(in, 0, &(struct offpolicy_row){true, 1, r.reward, NAN, r.cost, r.weight});
	add_rules(in, agent, &r);
	return ST_OK;
}

int log_input_merge(struct log_input *in, const struct log_input *other, struct err *e)
{
	for (size_t i = 0; i <= in->rules.n; i++)
		candidate_merge(&in->candidate[i], &other->candidate[i]);
	for (size_t i = 0; i < in->rules.n * in->c.agent.n; i++)
		in->wanted[i] += other->wanted[i];
	for (size_t a = 0; a < in->c.agent.n; a++)
		in->asked[a] += other->asked[a];
	if (in->opt->interval.level > 0)
		draw_sums_merge(&in->sums, &other->sums);
	return cases_merge(&in->c, &other->c, e);
}

int log_input_check(const struct log_input *in, struct err *e)
{
	char shown[ERR_EXCERPT];
	size_t n = in->c.agent.n, rules = in->rules.n;

	for (size_t k = 0; k < rules * n; k++)
		if (in->wanted[k % n * rules + k / n] && !in->asked[k % n])
			return err_set(e, ST_DATA,
				"the rule '%.200s' asks '%s' on %zu rows, whom the log never asks: nothing is known of it there (--bounds)",
				log_rules_name(&in->opt->rules, k / n),
				err_excerpt(shown, in->c.agent.name[k % n].s, in->c.agent.name[k % n].n),
				in->wanted[k % n * rules + k / n]);
	return ST_OK;
}
