/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "cases/cases_read.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "math/vec.h"
#include "real/real.h"
#include "table/classes.h"

/* Published tables are rounded to a few digits; a row that is off by more was not a distribution. */
static const double sum_tolerance = 1e-3;

/* The cell as a number that must be there. */
static int needed_number(struct cases *c, size_t column, double *x, struct err *e)
{
	return table_plain_number(c->t, column, x) ? ST_OK : table_needed_number(c->t, column, x, e);
}

static int no_class(const struct cases *c, size_t column, struct err *e)
{
	const struct csv_field *f = &c->t->row.f[column];
	char what[CLASSES_WORDS];

	return table_bad_cell(c->t, column, classes_words(what, "class", &c->classes, f->p, f->n), e);
}

int cases_class(struct cases *c, size_t column, size_t *class, struct err *e)
{
	const struct csv_field *f = &c->t->row.f[column];
	int st;

	*class = NAMES_NONE;
	if (table_missing(c->t, column))
		return ST_OK;
	if (c->open) {
		st = names_add(&c->classes, f->p, f->n, class, e);
		if (!st && c->label_column != NAMES_NONE && !c->graded && c->weight > 0)
			st = class_uses_answer(&c->uses, *class, c->t, column, e);
		return st;
	}
	*class = names_find(&c->classes, f->p, f->n);
	if (*class != NAMES_NONE)
		return ST_OK;
	if (c->t->opt->other_answers == OTHER_ANSWERS_ERROR)
		return no_class(c, column, e);
	st = names_add(&c->other, f->p, f->n, class, e);
	*class += c->classes.n;
	return st;
}

int cases_agent(const struct cases *c, size_t column, size_t *agent, struct err *e)
{
	const struct csv_field *f = &c->t->row.f[column];
	char what[CLASSES_WORDS];

	*agent = NAMES_NONE;
	if (table_missing(c->t, column))
		return ST_OK;
	*agent = names_find(&c->agent, f->p, f->n);
	return *agent == NAMES_NONE
		? table_bad_cell(c->t, column, classes_words(what, "agent", &c->agent, f->p, f->n), e)
		: ST_OK;
}

/* The label; its weight is not known yet, so that note_label comes later. */
static int read_label(struct cases *c, struct err *e)
{
	const struct csv_field *f = &c->t->row.f[c->label_column];

	c->label = NAMES_NONE;
	if (table_missing(c->t, c->label_column))
		return c->asked & CASES_UNLABELLED || (c->graded && !(c->asked & CASES_TRUTH))
			? ST_OK
			: table_cell_missing(c->t, c->label_column, e);
	if (c->open)
		return names_add(&c->classes, f->p, f->n, &c->label, e);
	c->label = names_find(&c->classes, f->p, f->n);
	return c->label == NAMES_NONE ? no_class(c, c->label_column, e) : ST_OK;
}

static int note_label(struct cases *c, struct err *e)
{
	return c->open && !c->graded && c->label_column != NAMES_NONE && c->label != NAMES_NONE && c->weight > 0
		? class_uses_label(&c->uses, c->label, e)
		: ST_OK;
}

static int bad_sum(const struct cases *c, double sum, struct err *e)
{
	size_t line, column;

	csv_row_place(&c->t->row, c->t->row.f[c->prob.column[0]].at, &line, &column);
	return err_at(e, ST_DATA, table_file(c->t), line, column,
		"column '%.200s' and the other probabilities of the row sum to %.6g, not to 1 (--renormalize divides%s)",
		c->t->header.name[c->prob.column[0]].s, sum,
		c->graded ? "; if they are of no classes: --columns prob=" : "");
}

/* The sum of the probabilities.  *beyond: some may not lie between 0 and `most`; as integers, the bits of those that are
 * below 0 are above all others. */
static double sum_probabilities(const struct cases *c, double most, bool *beyond)
{
	double sum = 0;
	uint64_t bits, limit;

	*beyond = false;
	memcpy(&limit, &most, sizeof limit);
	for (size_t k = 0; k < c->prob.n; k++) {
		memcpy(&bits, &c->p[k], sizeof bits);
		*beyond |= bits > limit;
		sum += c->p[k];
	}
	return sum;
}

static int check_probabilities(struct cases *c, struct err *e)
{
	double most = c->renormalize ? INFINITY : 1, sum;
	bool beyond;
	int st = ST_OK;

	sum = sum_probabilities(c, most, &beyond);
	for (size_t k = 0; beyond && !st && k < c->prob.n; k++)
		if (c->p[k] < 0 || c->p[k] > most)
			st = table_probability(c->t, c->prob.column[k], &c->p[k], e);
	if (beyond)
		sum = sum_probabilities(c, most, &beyond);
	if (st)
		return st;
	if (!c->renormalize)
		return fabs(sum - 1) <= sum_tolerance ? ST_OK : bad_sum(c, sum, e);
	if (!(sum > 0))
		return bad_sum(c, sum, e);
	for (size_t k = 0; k < c->prob.n; k++)
		c->p[k] /= sum;
	return ST_OK;
}

static int read_binary(struct cases *c, struct err *e)
{
	double p;
	int st = needed_number(c, c->prob.column[0], &p, e);

	if (st)
		return st;
	if (c->from_logits)
		p = logistic(p);
	else if ((st = table_probability(c->t, c->prob.column[0], &p, e)))
		return st;
	c->p[0] = 1 - p;
	c->p[1] = p;
	return ST_OK;
}

static int read_probabilities(struct cases *c, struct err *e)
{
	int st;

	if (c->classes.n != c->prob.n)
		return read_binary(c, e);
	st = table_needed_numbers(c->t, c->prob.column, c->prob.n, c->p, e);
	if (st)
		return st;
	if (!c->from_logits)
		return check_probabilities(c, e);
	vec_softmax(c->p, c->prob.n, c->p);
	return ST_OK;
}

static int read_weight(struct cases *c, struct err *e)
{
	int st = needed_number(c, c->weight_column, &c->weight, e);

	return !st && c->weight < 0 ? table_bad_cell(c->t, c->weight_column, "a weight below 0", e) : st;
}

/* Whether agent a may be asked: by its avail_*, and by --available answered only where it has an answer. */
static int read_available(struct cases *c, size_t a, struct err *e)
{
	double x = 1;
	int st = c->avail_column[a] == NAMES_NONE ? ST_OK : table_number(c->t, c->avail_column[a], &x, e);

	c->available[a] = x != 0 && !isnan(x);
	if (c->t->opt->available == AVAILABLE_ANSWERED && a && c->answer_column[a - 1] != NAMES_NONE)
		c->available[a] &= c->answer[a - 1] != NAMES_NONE;
	return st;
}

/* A cell of an agent: it must be there where the agent may be asked. */
static int agent_number(struct cases *c, size_t a, size_t column, double *x, struct err *e)
{
	if (column == NAMES_NONE || (!c->available[a] && table_missing(c->t, column)))
		return ST_OK;
	return needed_number(c, column, x, e);
}

static int read_cost(struct cases *c, size_t a, struct err *e)
{
	size_t column = c->cost_column[a];
	bool silent = a && (c->graded ? isnan(c->quality[a]) : c->answer[a - 1] == NAMES_NONE);
	bool unasked = silent && c->asked & CASES_UNPRICED;

	if (!unasked || column == NAMES_NONE || !table_missing(c->t, column))
		return agent_number(c, a, column, &c->cost[a], e);
	c->cost[a] = NAN;
	return ST_OK;
}

/* What is expected of the agent's answer, and what it was worth. */
static int read_grade(struct cases *c, size_t a, struct err *e)
{
	int st = agent_number(c, a, c->estimate_column[a], &c->estimate[a], e);

	if (!st && c->quality_column[a] != NAMES_NONE)
		st = table_number(c->t, c->quality_column[a], &c->quality[a], e);
	if (c->losses)
		c->quality[a] = 0 - c->quality[a];
	if (!st && c->asked & CASES_BINARY && c->quality[a] != 0 && c->quality[a] != 1 && !isnan(c->quality[a]))
		st = table_bad_cell(c->t, c->quality_column[a], "an outcome other than right and wrong, 1 and 0", e);
	return st;
}

/* Whether all that the table has of agent a are answers; NAMES_NONE has all bits. */
static bool only_answers(const struct cases *c, size_t a)
{
	return (c->conf_column[a] & c->cost_column[a] & c->defer_column[a] & c->avail_column[a] & c->quality_column[a]
		       & c->estimate_column[a])
		== NAMES_NONE;
}

static int read_agent(struct cases *c, size_t a, struct err *e)
{
	int st = read_available(c, a, e);

	c->conf[a] = c->defer[a] = c->quality[a] = c->estimate[a] = NAN;
	c->cost[a] = 0;
	if (st || only_answers(c, a))
		return st;
	st = agent_number(c, a, c->conf_column[a], &c->conf[a], e);
	if (!st && (c->conf[a] < 0 || c->conf[a] > 1))
		st = table_probability(c->t, c->conf_column[a], &c->conf[a], e);
	if (!st)
		st = read_grade(c, a, e);
	if (!st)
		st = read_cost(c, a, e);
	return st ? st : agent_number(c, a, c->defer_column[a], &c->defer[a], e);
}

/* What of an agent may be in a row. */
#define AGENTS (CASES_ANSWER | CASES_CONF | CASES_COST | CASES_DEFER | CASES_AVAILABLE | CASES_QUALITY | CASES_ESTIMATE)

static int read_agents(struct cases *c, struct err *e)
{
	int st = ST_OK;

	if (!(c->asked & AGENTS))
		return ST_OK;
	for (size_t j = 0; !st && j < c->nexpert; j++) {
		c->answer[j] = NAMES_NONE;
		if (c->answer_column[j] != NAMES_NONE)
			st = cases_class(c, c->answer_column[j], &c->answer[j], e);
	}
	for (size_t a = 0; !st && a < c->agent.n; a++)
		st = read_agent(c, a, e);
	return st;
}

int cases_read(struct cases *c, struct err *e)
{
	int st = ST_OK;

	if (c->label_column != NAMES_NONE)
		st = read_label(c, e);
	if (!st && c->weight_column != NAMES_NONE)
		st = read_weight(c, e);
	if (!st)
		st = note_label(c, e);
	if (!st && c->prob.n && c->asked & CASES_PROB)
		st = read_probabilities(c, e);
	if (!st && c->logit.n)
		st = table_needed_numbers(c->t, c->logit.column, c->logit.n, c->z, e);
	return st ? st : read_agents(c, e);
}
