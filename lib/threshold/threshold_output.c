/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/threshold_output.h"

#include <math.h>

static int add_column(struct names *computed, const struct threshold_input *t, size_t column, struct err *e)
{
	return column == NAMES_NONE ? ST_OK : names_add_list(computed, &t->c.t->header.name[column], 1, e);
}

int threshold_output_name(const struct threshold_input *t, enum rule rule, struct names *computed, struct err *e)
{
	static const char *const name[] = {"score", "agent", "answer", NULL}, *const score[] = {"score", NULL},
				 *const propensity[] = {"propensity", NULL};
	const struct readings *r = &t->readings;
	int st = ST_OK;

	if (!r->most) {
		st = names_add_words(computed, name + (rule == RULE_SCORE), e);
		return st || !explores(&t->explore) ? st : names_add_words(computed, propensity, e);
	}
	if (rule != RULE_SCORE)
		st = names_add_words(computed, score, e);
	for (size_t k = 0; !st && k < r->most; k++)
		st = add_column(computed, t, r->agent_column[k], e);
	for (size_t k = 0; !st && k < r->most; k++)
		st = add_column(computed, t, r->answer_column[k], e);
	return st ? st : add_column(computed, t, t->answer_column, e);
}

static void write_class(const struct threshold_input *t, size_t class, struct extend *x)
{
	extend_name(x, class == NAMES_NONE ? NULL : cases_class_name(&t->c, class));
}

/* Who reads the row: those who did, where it is deferred to them, else the agent alone.  Returns whether one of them has no
 * answer. */
static bool write_readers(const struct threshold_input *t, size_t agent, size_t answer, struct extend *x)
{
	const struct readings *r = &t->readings;
	bool group = threshold_input_group(t, agent), silent = false;
	const size_t *who = group ? r->agent : &agent, *said = group ? r->answer : &answer;
	size_t n = group ? r->n : 1;

	for (size_t k = 0; k < r->most; k++)
		extend_name(x, k < n ? &t->c.agent.name[who[k]] : NULL);
	for (size_t k = 0; k < r->most; k++)
		write_class(t, k < n ? said[k] : NAMES_NONE, x);
	for (size_t k = 0; k < n; k++)
		silent |= cases_unanswered(&t->c, who[k], said[k]);
	if (t->answer_column != NAMES_NONE)
		write_class(t, answer, x);
	return silent;
}

/* propensity: NaN without the column. */
static int write_row(const struct threshold_input *t, const struct threshold_choice *c, size_t agent, size_t answer,
	double propensity, const struct csv_row *row, struct extend *x, struct err *e)
{
	extend_row(x, row);
	if (t->score_column == NAMES_NONE)
		extend_number(x, c->score);
	if (t->readings.most) {
		t->c.t->counts.unanswered += write_readers(t, agent, answer, x);
		return extend_end(x, e);
	}
	t->c.t->counts.unanswered += cases_unanswered(&t->c, agent, answer);
	t->c.t->counts.rejected += t->c.rejects && agent;
	extend_name(x, &t->c.agent.name[agent]);
	write_class(t, answer, x);
	if (!isnan(propensity))
		extend_number(x, propensity);
	return extend_end(x, e);
}

/* Exploration has the last word; NaN without it. */
static double settle(const struct threshold_input *t, const struct explored *explored, size_t *agent)
{
	return explores(&t->explore) ? explore_settle(&t->explore, explored, agent) : NAN;
}

int threshold_output_row(
	struct threshold *p, struct threshold_input *t, struct threshold_choice *c, struct extend *x, struct err *e)
{
	size_t agent;
	double propensity;
	int st = threshold_settle(p, &t->seen, c, &agent, e);

	if (st)
		return st;
	propensity = settle(t, &t->explored, &agent);
	return write_row(t, c, agent, cases_answer(&t->c, agent), propensity, &t->c.t->row, x, e);
}

static int write_kept(struct threshold *p, const struct targets *targets, struct threshold_input *t,
	struct threshold_rows *rows, size_t i, struct extend *x, struct err *e)
{
	struct threshold_rows_row r;
	size_t agent;
	double propensity;
	int st = threshold_rows_get(rows, i, p, &r, e);

	if (st)
		return st;
	t->c.t->row = r.row; /* readers are read again, not kept */
	st = targets_use(targets, r.group, p, e);
	if (st)
		return st;
	threshold_rows_choose(rows, p, &r);
	st = threshold_settle(p, &r.rule, &r.choice, &agent, e);
	if (!st)
		st = readings_next(&t->readings, &t->c, e);
	if (st)
		return st;
	propensity = settle(t, &r.explored, &agent);
	return write_row(t, &r.choice, agent, agent ? r.answer[agent - 1] : r.model, propensity, &r.row, x, e);
}

int threshold_output_rows(struct threshold *p, const struct targets *targets, struct threshold_input *t,
	struct threshold_rows *rows, struct extend *x, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < rows->keep.n; i++)
		st = write_kept(p, targets, t, rows, i, x, e);
	return st;
}
