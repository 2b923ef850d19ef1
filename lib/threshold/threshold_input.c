/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/threshold_input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cases/cases_read.h"
#include "decide/known.h"
#include "number/num_parse.h"
#include "summary/state.h"
#include "table/record.h"

/* A group of readers has a price and an answer, but no confidence and no logit. */
static int bind_readings(struct threshold_input *t, enum rule rule, struct err *e)
{
	int st = readings_init(&t->readings, &t->c, e);

	if (st || !t->readings.most)
		return st;
	if (rule != RULE_CHOW && !rule_scored(rule))
		return err_at(e, ST_DATA, table_file(t->c.t), 1, 1,
			"column 'agent_1': rows have several readers, of whose joint answer this rule knows no confidence; "
			"--rule chow, score or region does without");
	return table_single(t->c.t, ROLE_ANSWER, false, &t->answer_column, e);
}

/* There is an expert, with a column of answers where those are needed; or rows are rejected. */
static int check_experts(const struct cases *c, bool answers, struct err *e)
{
	bool any = false;

	if (!c->nexpert)
		return table_absent(
			c->t, (const enum role[]){ROLE_EXPERT, ROLE_CONF}, c->asked & CASES_CONF ? 2 : 1, e);
	for (size_t j = 0; j < c->nexpert; j++)
		any |= c->answer_column[j] != NAMES_NONE;
	return !answers || any || c->rejects ? ST_OK : table_absent(c->t, (const enum role[]){ROLE_EXPERT}, 1, e);
}

/* Estimates of qualities are compared with one another: with est_model, not with the model's probabilities. */
static int check_estimates(const struct cases *c, enum rule rule, struct err *e)
{
	size_t a = 1;

	while (a < c->agent.n && c->estimate_column[a] == NAMES_NONE)
		a++;
	if (a >= c->agent.n || rule_scored(rule))
		return ST_OK;
	if (rule == RULE_CONFIDENCE && c->estimate_column[0] != NAMES_NONE)
		return ST_OK;
	return err_at(e, ST_DATA, table_file(c->t), 1, 1,
		"column '%.200s' is an estimate of quality, with which no probability of the model can be compared: "
		"--rule confidence compares it with 'est_model'; --columns estimate= unbinds it",
		c->t->header.name[c->estimate_column[a]].s);
}

/* Whether the table has classes. */
static int find_classes(const struct table *table, bool *classes, struct err *e)
{
	struct family prob = {0}, logit = {0};
	int st = table_family(table, ROLE_PROB, &prob, e);

	if (!st)
		st = table_family(table, ROLE_LOGIT, &logit, e);
	*classes = prob.n || logit.n;
	family_free(&prob);
	family_free(&logit);
	return st;
}

/* What of `need` is not there must be, and what is taken if it is. */
static unsigned wanted(const struct table *table, enum rule rule, unsigned need, bool classes)
{
	unsigned want = CASES_ANSWER | CASES_PROB | CASES_COST | CASES_WEIGHT | CASES_AVAILABLE | CASES_AGENTS;

	if (rule == RULE_POSTHOC || rule == RULE_CONFIDENCE || rule_scored(rule)
		|| names_find(&table->header, "agent_1", 7) != NAMES_NONE)
		want |= CASES_CONF | CASES_ESTIMATE;
	if (!classes && rule_has_margin(rule))
		want |= CASES_CONF;
	if (need & CASES_LABEL)
		want |= CASES_QUALITY;
	if (rule == RULE_CHOW || rule == RULE_CONFIDENCE || rule_scored(rule))
		want |= CASES_REJECT;
	return want & ~need;
}

/* Without classes the model needs a confidence of its own, and outcomes. */
static int check_classes(const struct cases *c, enum rule rule, unsigned need, struct err *e)
{
	const char *file = table_file(c->t);
	bool sure = c->conf_column[0] != NAMES_NONE || c->estimate_column[0] != NAMES_NONE;

	if (c->prob.n)
		return ST_OK;
	if (rule_logits(rule))
		return err_at(e, ST_DATA, file, 1, 1, "--rule %s compares logits of classes: no column 'z_*'",
			rule_name(rule));
	if (need & CASES_LABEL && !c->graded)
		return table_absent(c->t, (const enum role[]){ROLE_PROB, ROLE_LOGIT}, 2, e);
	if (need & CASES_PROB)
		return err_at(e, ST_DATA, file, 1, 1, "--fair tpr needs classes: no column 'p_*' or 'z_*'");
	return sure || !rule_has_margin(rule) ? ST_OK
					      : table_absent(c->t, (const enum role[]){ROLE_PROB, ROLE_LOGIT}, 2, e);
}

static int bind_columns(
	struct threshold_input *t, struct table *table, enum rule rule, unsigned need, bool renormalize, struct err *e)
{
	bool answers = (need & CASES_ANSWER) != 0, classes;
	int st = find_classes(table, &classes, e);

	*t = (struct threshold_input){.score_column = NAMES_NONE, .answer_column = NAMES_NONE};
	need = need & ~CASES_ANSWER;
	if (rule_logits(rule) && classes)
		need |= CASES_LOGIT;
	if (rule_defers(rule))
		need |= CASES_DEFER;
	if (!st)
		st = cases_init(&t->c, table, need & ~CASES_PROB, wanted(table, rule, need & ~CASES_PROB, classes),
			renormalize, e);
	if (!st)
		st = check_classes(&t->c, rule, need, e);
	if (!st && rule == RULE_SCORE)
		st = table_single(table, ROLE_SCORE, true, &t->score_column, e);
	if (!st && !(t->conf = mem_alloc(t->c.agent.n, sizeof *t->conf, e)))
		st = ST_SYSTEM;
	t->row = (struct rule_row){t->c.open ? 0 : t->c.classes.n, t->c.nexpert, t->c.p, t->c.z, t->conf, t->c.cost,
		t->c.defer, .asked = 1};
	if (!st)
		st = check_experts(&t->c, answers && !t->c.graded, e);
	if (!st)
		st = check_estimates(&t->c, rule, e);
	if (!st && rule_defers(rule) && t->c.logit.n && t->c.logit.n != t->c.classes.n)
		st = err_at(e, ST_DATA, table_file(table), 1, 1, "%zu logits, but %zu classes", t->c.logit.n,
			t->c.classes.n);
	return st ? st : bind_readings(t, rule, e);
}

void threshold_input_free(struct threshold_input *t)
{
	cases_free(&t->c);
	readings_free(&t->readings);
	free(t->conf);
	*t = (struct threshold_input){0};
}

static int read_constants(struct threshold *p, const struct strings *options, bool rejects, struct err *e)
{
	for (size_t i = 0; i < options->n; i++) {
		const char *option = options->v[i], *value;
		size_t n, expert;
		double a;

		if (!opt_split(option, &n, &value) || num_parse(value, strlen(value), &a) || a < 0 || a > 1)
			return err_set(e, ST_USAGE, "--expert-accuracy: not NAME=A with A in [0, 1]: '%.200s'", option);
		expert = rejects ? NAMES_NONE : names_find(&p->experts, option, n);
		if (expert == NAMES_NONE)
			return err_set(e, ST_USAGE, "--expert-accuracy: no such expert: '%.200s'", option);
		p->constant[expert] = a;
	}
	return ST_OK;
}

int threshold_of_options(struct threshold *p, const struct threshold_options *o, const struct names *classes,
	const struct names *experts, bool rejects, struct err *e)
{
	enum rule rule = (enum rule)o->rule;
	int st = threshold_init(p, rule, classes, experts, e);

	if (st)
		return st;
	if (rejects && !rule_scored(rule))
		p->constant[0] = 1; /* to reject a row is no error */
	p->cost = o->cost;
	threshold_set(p, &(struct threshold_setting){o->threshold, 1, NAN, 0});
	p->seed = o->explore.seed;
	/* a score that is no confidence stays as it is: only what --risk promises of it is of the ball */
	p->ambiguity = rule_takes(rule, "ambiguity") ? o->ambiguity : (struct ambiguity){0};
	return read_constants(p, &o->accuracy, rejects, e);
}

int threshold_sign(
	struct buf *signature, const struct threshold_options *r, const struct table_options *table, struct err *e)
{
	int st = state_sign(signature, "rule", rule_name((size_t)r->rule), e);

	if (!st && r->ambiguity.size > 0)
		st = state_sign_number(signature, ball_name((size_t)r->ambiguity.ball), r->ambiguity.size, e);
	for (size_t i = 0; !st && i < r->accuracy.n; i++)
		st = state_sign(signature, "expert-accuracy", r->accuracy.v[i], e);
	if (!st)
		st = state_sign(signature, "other-answers", table->other_answers ? "wrong" : NULL, e);
	if (!st)
		st = state_sign(signature, "available", table->available ? "answered" : NULL, e);
	return st ? st : state_sign_decision(signature, r->cost, NULL, r->renormalize, e);
}

static int make_rule(
	const struct threshold_input *t, const struct threshold_options *o, struct threshold *p, struct err *e)
{
	const struct cases *c = &t->c;
	struct names experts = {0};
	int st = names_add_list(&experts, c->agent.name + 1, c->nexpert, e);

	if (!st)
		st = threshold_of_options(p, o, &c->classes, &experts, c->rejects, e);
	names_free(&experts);
	return st;
}

static int check_confidences(const struct threshold_input *t, const struct threshold *p, struct err *e)
{
	const struct cases *c = &t->c;
	int st = c->asked & CASES_CONF && !t->readings.most ? known_check_experts(c, p->cost > 0, p->constant, e)
							    : ST_OK;

	if (st)
		return st;
	for (size_t j = 0; (p->rule == RULE_POSTHOC || p->rule == RULE_CONFIDENCE) && j < c->nexpert; j++)
		if (isnan(p->constant[j]) && c->conf_column[1 + j] == NAMES_NONE
			&& c->estimate_column[1 + j] == NAMES_NONE)
			return err_at(e, ST_DATA, table_file(c->t), 1, 1,
				"no column 'conf_%.200s' and no --expert-accuracy for that expert",
				c->agent.name[1 + j].s);
	return ST_OK;
}

/* To reject a row is no error whatever may be wrong, and an estimate of quality has no bounds. */
static int check_ambiguity(const struct threshold_input *t, const struct ambiguity *a, struct err *e)
{
	const struct cases *c = &t->c;
	int st = ambiguity_check(a, e);

	if (st || !(a->size > 0))
		return st;
	if (c->rejects)
		return err_at(e, ST_DATA, table_file(c->t), 1, 1,
			"no experts, so that rows are rejected: --ambiguity says how wrong their conf_* may be");
	for (size_t j = 1; j < c->agent.n; j++)
		if (c->estimate_column[j] != NAMES_NONE)
			return err_at(e, ST_DATA, table_file(c->t), 1, 1,
				"column '%.200s' is an estimate of quality: --ambiguity is of probabilities",
				c->t->header.name[c->estimate_column[j]].s);
	return ST_OK;
}

/* Chance chooses one agent. */
static int open_explore(struct threshold_input *t, const struct explore_options *o, struct err *e)
{
	const struct cases *c = &t->c;
	int st = explore_open(&t->explore, c->t, o, e);

	if (st || !explores(&t->explore) || !(t->readings.most || c->rejects))
		return st;
	return err_at(e, ST_DATA, table_file(c->t), 1, 1,
		c->rejects ? "--explore: no experts to be asked"
			   : "column 'agent_1': --explore chooses one agent, not several readers of a row");
}

/* The columns that the region lies in. */
static int bind_region(struct threshold_input *t, const struct region *r, struct err *e)
{
	int st = ST_OK;

	t->region = r;
	for (size_t k = 0; r && !st && k < 2; k++)
		st = table_column(t->c.t, r->column.name[k].s, &t->region_column[k], e);
	return st;
}

int threshold_input_check_record(const struct threshold_input *t, bool fit, struct err *e)
{
	const struct table *table = t->c.t;
	bool several = t->readings.most;

	if (several && fit)
		return err_at(e, ST_DATA, table_file(table), 1, 1,
			"column 'agent_1': a model file knows no readers; without --fit the table is decided at once");
	if (fit && !several)
		return ST_OK;
	return record_check(table, (several ? RECORD_SEVERAL : 0) | (explores(&t->explore) ? RECORD_PROPENSITY : 0), e);
}

/* Whether rows differ in nothing of their agents but the answers. */
static bool is_steady(const struct threshold_input *t)
{
	const struct cases *c = &t->c;
	bool steady = t->score_column == NAMES_NONE && !t->region && !t->readings.most
		&& c->t->opt->available == AVAILABLE_COLUMNS;

	for (size_t a = 0; a < c->agent.n; a++)
		steady &= c->conf_column[a] == NAMES_NONE && c->cost_column[a] == NAMES_NONE
			&& c->defer_column[a] == NAMES_NONE && c->avail_column[a] == NAMES_NONE
			&& c->estimate_column[a] == NAMES_NONE;
	return steady;
}

int threshold_input_open(struct threshold_input *t, struct threshold *p, struct table *table,
	const struct threshold_options *o, unsigned need, struct err *e)
{
	enum rule rule = (enum rule)o->rule;
	int st = bind_columns(t, table, rule, need, o->renormalize, e);

	if (!st)
		st = make_rule(t, o, p, e);
	if (!st)
		st = bind_region(t, o->region, e);
	if (!st)
		st = open_explore(t, &o->explore, e);
	if (!st)
		st = check_ambiguity(t, &o->ambiguity, e);
	if (!st)
		st = check_confidences(t, p, e);
	t->steady = !st && is_steady(t);
	return st;
}

bool threshold_input_group(const struct threshold_input *t, size_t agent)
{
	return agent && t->readings.most && !readings_model_alone(&t->readings);
}

/* Puts the readers of a row in the place of the first expert among them. */
static int join_readers(struct threshold_input *t, struct err *e)
{
	const struct readings *r = &t->readings;
	struct cases *c = &t->c;
	double price = 0;
	size_t stand = r->agent[0] ? r->agent[0] : r->agent[1], said;
	int st = ST_OK;

	if (t->answer_column == NAMES_NONE)
		said = readings_combine(r->answer, r->conf, r->n);
	else
		st = cases_class(c, t->answer_column, &said, e);
	if (st)
		return st;
	for (size_t i = 0; i < r->n; i++) {
		price += c->cost[r->agent[i]];
		t->row.beside += r->agent[i] ? 0 : c->cost[0];
		t->row.asked += r->agent[i] > 0;
	}
	for (size_t a = 1; a < c->agent.n; a++)
		c->available[a] = a == stand;
	c->quality[stand] = readings_outcome(r, c, said);
	c->answer[stand - 1] = said;
	c->cost[stand] = price;
	return ST_OK;
}

static int read_readers(struct threshold_input *t, struct err *e)
{
	int st;

	if (!t->readings.most)
		return ST_OK;
	st = readings_next(&t->readings, &t->c, e);
	t->row.beside = 0;
	t->row.asked = 0;
	if (!st && !readings_model_alone(&t->readings))
		return join_readers(t, e);
	t->row.asked = 1;
	return st;
}

/* The score that the row has. */
static int read_score(struct threshold_input *t, struct err *e)
{
	double at[2];
	int st = ST_OK;

	if (t->score_column != NAMES_NONE)
		return table_needed_number(t->c.t, t->score_column, &t->row.score, e);
	for (size_t k = 0; t->region && !st && k < 2; k++)
		st = table_needed_number(t->c.t, t->region_column[k], &at[k], e);
	if (!st && t->region)
		t->row.score = region_has(t->region, at[0], at[1]);
	return st;
}

int threshold_input_next(struct threshold_input *t, struct err *e)
{
	struct cases *c = &t->c;
	int st;

	do {
		st = cases_next(c, e);
		if (!st)
			st = read_score(t, e);
		if (!st)
			st = read_readers(t, e);
	} while (st == ST_SKIP);
	if (!st)
		st = cases_some_available(c, e);
	if (st)
		return st;
	for (size_t a = 0; a < c->agent.n; a++) {
		double conf = c->estimate_column[a] == NAMES_NONE ? c->conf[a] : c->estimate[a];

		t->conf[a] = (t->region || t->score_column != NAMES_NONE) && isnan(conf) ? 0 : conf;
	}
	return ST_OK;
}

int threshold_input_choose(struct threshold_input *t, struct threshold *p, struct threshold_choice *c, struct err *e)
{
	int st = t->settled ? cases_next(&t->c, e) : threshold_input_next(t, e);

	if (!st && explores(&t->explore))
		st = explore_next(&t->explore, t->c.t, t->c.available, t->c.agent.n, &t->explored, e);
	if (st)
		return st;
	if (!t->settled)
		threshold_row(p, &t->row, t->c.available, &t->seen);
	t->settled = t->steady;
	threshold_choose(p, &t->seen, c);
	return ST_OK;
}
