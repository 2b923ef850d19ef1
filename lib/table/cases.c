/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/cases.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "parallel/peers.h"
#include "base/num.h"
#include "math/vec.h"
#include "real/real.h"
#include "table/absent.h"
#include "table/classes.h"

/* Published tables are rounded to a few digits; a row that is off by more was not a distribution. */
static const double sum_tolerance = 1e-3;

static int add_name(struct names *names, const char *s, struct err *e)
{
	size_t index;

	return names_add(names, s, strlen(s), &index, e);
}

/* p_*, else z_*; it fixes the classes. */
static int bind_classes(struct cases *c, bool need, struct err *e)
{
	int st = table_family(c->t, ROLE_PROB, &c->prob, e);

	if (!st && !c->prob.n) {
		family_free(&c->prob);
		st = table_family(c->t, ROLE_LOGIT, &c->prob, e);
		c->from_logits = true;
	}
	if (!st && !c->prob.n && need)
		st = table_absent(c->t, (const enum role[]){ROLE_PROB, ROLE_LOGIT}, 2, e);
	if (st)
		return st;
	c->open = !c->prob.n;
	if (c->open)
		return ST_OK;
	if (c->prob.n == 1 && !c->prob.single)
		return absent_second_class(
			&c->t->header, table_file(c->t), c->from_logits ? ROLE_LOGIT : ROLE_PROB, c->prob.column[0], e);
	if (c->prob.n > 1)
		return names_add_list(&c->classes, c->prob.member.name, c->prob.n, e);
	st = add_name(&c->classes, "0", e);
	return st ? st : add_name(&c->classes, "1", e);
}

static size_t *no_columns(size_t n, struct err *e)
{
	size_t *column = mem_alloc(n, sizeof *column, e);

	for (size_t i = 0; column && i < n; i++)
		column[i] = NAMES_NONE;
	return column;
}

/* Where there are no experts, not even of a conf_* that was not asked for, deferred rows are rejected: by an agent to whom
 * a cost_* and an avail_* may belong. */
static int bind_reject(struct cases *c, struct err *e)
{
	struct family conf = {0};
	int st;

	if (!(c->asked & CASES_REJECT) || c->agent.n > 1)
		return ST_OK;
	st = table_family(c->t, ROLE_CONF, &conf, e);
	c->rejects = !st && conf.n == (names_find(&conf.member, "model", 5) != NAMES_NONE);
	family_free(&conf);
	return st || !c->rejects ? st : add_name(&c->agent, "reject", e);
}

/* The columns that are about agents, by role. */
enum { ANSWER, CONF, DEFER, ESTIMATE, QUALITY, LOSS, COST, AVAILABLE, FAMILIES };

static const struct {
	unsigned flag;
	enum role role;
	bool names; /* its members are agents */
} agent_role[FAMILIES] = {
	[ANSWER] = {CASES_ANSWER, ROLE_EXPERT, true},
	[CONF] = {CASES_CONF, ROLE_CONF, true},
	[DEFER] = {CASES_DEFER, ROLE_DEFER, true},
	[ESTIMATE] = {CASES_ESTIMATE, ROLE_ESTIMATE, true},
	[QUALITY] = {CASES_QUALITY, ROLE_QUALITY, true},
	[LOSS] = {CASES_QUALITY, ROLE_LOSS, true},
	[COST] = {CASES_COST, ROLE_COST, false},
	[AVAILABLE] = {CASES_AVAILABLE, ROLE_AVAILABLE, false},
};

/* Numbers the experts: the members of e_*, then those of the other roles that are new, in their order. */
static int bind_agents(struct cases *c, const struct family *f, struct err *e)
{
	int st = add_name(&c->agent, "model", e);

	for (size_t i = 0; !st && i < FAMILIES; i++)
		if (agent_role[i].names)
			st = names_add_list(&c->agent, f[i].member.name, f[i].member.n, e);
	if (!st)
		st = bind_reject(c, e);
	c->nexpert = st ? 0 : c->agent.n - 1;
	if (st)
		return st;
	c->answer_column = no_columns(c->nexpert, e);
	c->conf_column = no_columns(c->agent.n, e);
	c->cost_column = no_columns(c->agent.n, e);
	c->defer_column = no_columns(c->agent.n, e);
	c->avail_column = no_columns(c->agent.n, e);
	c->quality_column = no_columns(c->agent.n, e);
	c->estimate_column = no_columns(c->agent.n, e);
	return c->answer_column && c->conf_column && c->cost_column && c->defer_column && c->avail_column
			&& c->quality_column && c->estimate_column
		? ST_OK
		: ST_SYSTEM;
}

/* Sets column[agent] for every member; a member that is no agent is an error. */
static int place(const struct cases *c, const struct family *f, size_t *column, struct err *e)
{
	char shown[ERR_EXCERPT];

	for (size_t i = 0; i < f->n; i++) {
		const struct name *m = &f->member.name[i];
		size_t agent = names_find(&c->agent, m->s, m->n);

		if (agent == NAMES_NONE) {
			m = &c->t->header.name[f->column[i]];
			return err_at(e, ST_DATA, table_file(c->t), 1, 1, "column '%s': no agent of that name",
				err_excerpt(shown, m->s, m->n));
		}
		column[agent] = f->column[i];
	}
	return ST_OK;
}

static int expert_named_model(const struct cases *c, const struct family *answer, struct err *e)
{
	if (names_find(&answer->member, "model", 5) == NAMES_NONE)
		return ST_OK;
	return err_at(e, ST_DATA, table_file(c->t), 1, 1, "an expert cannot be called 'model'");
}

static int families(const struct cases *c, unsigned need, unsigned want, struct family *f, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < FAMILIES; i++)
		if (need & agent_role[i].flag & ~CASES_QUALITY)
			st = table_need(c->t, agent_role[i].role, &f[i], e);
		else if ((need | want) & agent_role[i].flag)
			st = table_family(c->t, agent_role[i].role, &f[i], e);
	return st;
}

/* Where the agents' columns are. */
static int place_all(struct cases *c, const struct family *f, struct err *e)
{
	const struct {
		size_t family, *column;
	} to[] = {{CONF, c->conf_column}, {COST, c->cost_column}, {DEFER, c->defer_column},
		{AVAILABLE, c->avail_column}, {ESTIMATE, c->estimate_column},
		{c->losses ? LOSS : QUALITY, c->quality_column}};
	int st = ST_OK;

	for (size_t j = 0; j < f[ANSWER].n; j++)
		c->answer_column[j] = f[ANSWER].column[j];
	for (size_t i = 0; !st && i < sizeof to / sizeof *to; i++)
		st = place(c, &f[to[i].family], to[i].column, e);
	return st;
}

static int bind_experts(struct cases *c, unsigned need, unsigned want, struct err *e)
{
	struct family f[FAMILIES] = {0};
	int st = families(c, need, want, f, e);

	if (!st)
		st = expert_named_model(c, &f[ANSWER], e);
	if (!st && f[QUALITY].n && f[LOSS].n)
		st = err_at(e, ST_DATA, table_file(c->t), 1, 1,
			"the table has qualities and losses, '%.200s' and '%.200s': bind one role (loss=)",
			c->t->header.name[f[QUALITY].column[0]].s, c->t->header.name[f[LOSS].column[0]].s);
	c->losses = f[LOSS].n > 0;
	if (!st)
		st = bind_agents(c, f, e);
	if (!st)
		st = place_all(c, f, e);
	for (size_t i = 0; i < FAMILIES; i++)
		family_free(&f[i]);
	return st;
}

static int bind_logits(struct cases *c, bool need, struct err *e)
{
	int st = need ? table_need(c->t, ROLE_LOGIT, &c->logit, e) : table_family(c->t, ROLE_LOGIT, &c->logit, e);

	if (st || c->logit.n != c->classes.n)
		return st;
	c->logit_class = mem_alloc(c->logit.n, sizeof *c->logit_class, e);
	if (!c->logit_class)
		return ST_SYSTEM;
	for (size_t k = 0; k < c->logit.n; k++) {
		const struct name *m = &c->logit.member.name[k];

		c->logit_class[k] = names_find(&c->classes, m->s, m->n);
		if (c->logit_class[k] == NAMES_NONE) {
			free(c->logit_class);
			c->logit_class = NULL;
			break;
		}
	}
	return ST_OK;
}

int cases_find_graded(const struct table *t, bool *graded, struct err *e)
{
	struct family quality = {0}, loss = {0};
	int st = table_family(t, ROLE_QUALITY, &quality, e);

	if (!st)
		st = table_family(t, ROLE_LOSS, &loss, e);
	*graded = quality.n || loss.n;
	family_free(&quality);
	family_free(&loss);
	return st;
}

/* Where answers are compared with labels, qualities are not passed over. */
static int refuse_qualities(const struct cases *c, unsigned any, struct err *e)
{
	const enum role role[] = {ROLE_QUALITY, ROLE_LOSS};
	int st = ST_OK;

	for (int i = 0; !st && i < 2 && any & CASES_LABEL && any & CASES_ANSWER && !(any & CASES_QUALITY); i++) {
		struct family f = {0};
		char shown[ERR_EXCERPT];

		st = table_family(c->t, role[i], &f, e);
		if (!st && f.n)
			st = err_at(e, ST_DATA, table_file(c->t), 1, 1,
				"column '%s' says what an answer was worth, but here answers are right or wrong, by the "
				"label: --columns %s= unbinds it",
				err_excerpt(shown, c->t->header.name[f.column[0]].s, c->t->header.name[f.column[0]].n),
				role_name(role[i]));
		family_free(&f);
	}
	return st;
}

static int bind_columns(struct cases *c, unsigned need, unsigned want, struct err *e)
{
	unsigned any = need | want;
	int st = refuse_qualities(c, any, e);

	c->label_column = c->weight_column = NAMES_NONE;
	if (!st && any & (CASES_PROB | CASES_LABEL | CASES_ANSWER))
		st = bind_classes(c, need & CASES_PROB, e);
	if (!st && any & CASES_LOGIT)
		st = bind_logits(c, need & CASES_LOGIT, e);
	if (!st && any & CASES_QUALITY)
		st = cases_find_graded(c->t, &c->graded, e);
	if (!st && need & CASES_QUALITY && !c->graded)
		st = table_absent(c->t, (const enum role[]){ROLE_QUALITY, ROLE_LOSS}, 2, e);
	if (!st && any & CASES_LABEL)
		st = table_single(
			c->t, ROLE_LABEL, need & CASES_LABEL && (!c->graded || any & CASES_TRUTH), &c->label_column, e);
	if (!st && any & CASES_WEIGHT)
		st = table_single(c->t, ROLE_WEIGHT, need & CASES_WEIGHT, &c->weight_column, e);
	return st ? st : bind_experts(c, need, want, e);
}

static int allocate_row(struct cases *c, struct err *e)
{
	c->p = mem_alloc(c->classes.n, sizeof *c->p, e);
	c->z = mem_alloc(c->logit.n, sizeof *c->z, e);
	c->answer = mem_alloc(c->nexpert, sizeof *c->answer, e);
	c->conf = mem_alloc(c->agent.n, sizeof *c->conf, e);
	c->cost = mem_alloc(c->agent.n, sizeof *c->cost, e);
	c->defer = mem_alloc(c->agent.n, sizeof *c->defer, e);
	c->available = mem_alloc(c->agent.n, sizeof *c->available, e);
	c->quality = mem_alloc(c->agent.n, sizeof *c->quality, e);
	c->estimate = mem_alloc(c->agent.n, sizeof *c->estimate, e);
	if (!(c->p && c->z && c->answer && c->conf && c->cost && c->defer && c->available && c->quality && c->estimate))
		return ST_SYSTEM;
	for (size_t i = 0; i < c->agent.n; i++) { /* it stays so where no column of an agent is asked for */
		c->available[i] = true;
		c->conf[i] = c->defer[i] = c->quality[i] = c->estimate[i] = NAN;
	}
	return ST_OK;
}

int cases_init(struct cases *c, struct table *t, unsigned need, unsigned want, bool renormalize, struct err *e)
{
	int st;

	*c = (struct cases){.t = t, .asked = need | want, .renormalize = renormalize, .weight = 1, .label = NAMES_NONE};
	st = bind_columns(c, need, want, e);
	if (!st)
		st = allocate_row(c, e);
	if (st)
		cases_free(c);
	return st;
}

void cases_free(struct cases *c)
{
	names_free(&c->classes);
	names_free(&c->other);
	class_uses_free(&c->uses);
	names_free(&c->agent);
	family_free(&c->prob);
	family_free(&c->logit);
	free(c->logit_class);
	free(c->answer_column);
	free(c->conf_column);
	free(c->cost_column);
	free(c->defer_column);
	free(c->avail_column);
	free(c->quality_column);
	free(c->estimate_column);
	free(c->p);
	free(c->z);
	free(c->answer);
	free(c->conf);
	free(c->cost);
	free(c->defer);
	free(c->available);
	free(c->unmix);
	free(c->quality);
	free(c->estimate);
	*c = (struct cases){0};
}

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

const struct name *cases_class_name(const struct cases *c, size_t class)
{
	return class < c->classes.n ? &c->classes.name[class] : &c->other.name[class - c->classes.n];
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
		"column '%.200s' and the other probabilities of the row sum to %.6g, not to 1 (--renormalize divides)",
		c->t->header.name[c->prob.column[0]].s, sum);
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

/* Nearly all are just numbers; returns how many of the first ones are. */
static size_t plain_probabilities(struct cases *c)
{
	const struct csv_field *f = c->t->row.f;
	const size_t *column = c->prob.column;
	size_t n = c->t->na.n ? 0 : c->prob.n, k = 0;

	while (k < n && !num_parse(f[column[k]].p, f[column[k]].n, &c->p[k]))
		k++;
	return k;
}

static int read_probabilities(struct cases *c, struct err *e)
{
	int st = ST_OK;

	if (c->classes.n != c->prob.n)
		return read_binary(c, e);
	for (size_t k = plain_probabilities(c); !st && k < c->prob.n; k++)
		st = needed_number(c, c->prob.column[k], &c->p[k], e);
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
	int st;

	c->quality[a] = c->estimate[a] = NAN;
	st = agent_number(c, a, c->estimate_column[a], &c->estimate[a], e);
	if (!st && c->quality_column[a] != NAMES_NONE)
		st = table_number(c->t, c->quality_column[a], &c->quality[a], e);
	if (c->losses)
		c->quality[a] = 0 - c->quality[a];
	if (!st && c->asked & CASES_BINARY && c->quality[a] != 0 && c->quality[a] != 1 && !isnan(c->quality[a]))
		st = table_bad_cell(c->t, c->quality_column[a], "an outcome other than right and wrong, 1 and 0", e);
	return st;
}

static int read_agent(struct cases *c, size_t a, struct err *e)
{
	int st = read_available(c, a, e);

	c->conf[a] = c->defer[a] = NAN;
	c->cost[a] = 0;
	if (!st)
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
	for (size_t k = 0; !st && k < c->logit.n; k++)
		st = needed_number(c, c->logit.column[k], &c->z[k], e);
	return st ? st : read_agents(c, e);
}

int cases_next(struct cases *c, struct err *e)
{
	int st;

	do
		st = table_next(c->t, e);
	while (!st && (st = cases_read(c, e)) == ST_SKIP);
	return st;
}

void cases_logits(const struct cases *c, double *z)
{
	for (size_t k = 0; k < c->classes.n; k++)
		if (c->logit_class)
			z[c->logit_class[k]] = c->z[k];
		else
			z[k] = real_log(c->p[k]);
}

int cases_check_answered(const struct cases *c, const bool *answered, struct err *e)
{
	char shown[ERR_EXCERPT];

	for (size_t j = 0; j < c->nexpert; j++)
		if (!answered[j])
			return err_at(e, ST_DATA, table_file(c->t), 1, 1,
				"expert '%s' has no answer in any row of a weight above 0: nothing can be learned of it",
				err_excerpt(shown, c->agent.name[1 + j].s, c->agent.name[1 + j].n));
	return ST_OK;
}

size_t cases_answer(const struct cases *c, size_t a)
{
	if (a)
		return c->answer[a - 1];
	return c->prob.n ? vec_argmax(c->p, c->classes.n) : NAMES_NONE;
}

double cases_right(const struct cases *c, size_t class)
{
	if (class == NAMES_NONE || c->label == NAMES_NONE)
		return NAN;
	if (!c->unmix)
		return class == c->label;
	return class < c->classes.n ? c->unmix[c->label * c->classes.n + class] : 0;
}

double cases_best(const struct cases *c)
{
	double best = NAN;

	/* each class that is among the answers, once */
	for (size_t a = 0; a < c->agent.n; a++) {
		size_t class = cases_answer(c, a), before = 0;

		while (before < a && cases_answer(c, before) != class)
			before++;
		if (class != NAMES_NONE && before == a)
			best = (isnan(best) ? 0 : best) + cases_right(c, class);
	}
	return best;
}

double cases_outcome(const struct cases *c, size_t a)
{
	return c->graded ? c->quality[a] : cases_right(c, cases_answer(c, a));
}

size_t cases_cost_column(const struct cases *c, size_t j)
{
	return c->cost_column[c->cost_column[1 + j] == NAMES_NONE ? 0 : 1 + j];
}

int cases_merge(struct cases *c, const struct cases *other, struct err *e)
{
	return class_uses_merge(&c->uses, &c->classes, &other->uses, &other->classes, e);
}

int cases_take_over(struct cases *c, const struct cases *other, size_t **to, struct err *e)
{
	size_t nclass = other->classes.n, n = nclass + other->other.n;
	int st = (*to = mem_alloc(n, sizeof **to, e)) ? ST_OK : ST_SYSTEM;

	for (size_t k = 0; !st && k < n; k++) {
		const struct name *m = cases_class_name(other, k);

		st = names_add(k < nclass ? &c->classes : &c->other, m->s, m->n, &(*to)[k], e);
		if (k >= nclass)
			(*to)[k] += c->classes.n;
	}
	return st ? st : cases_merge(c, other, e);
}

int cases_some_available(const struct cases *c, struct err *e)
{
	for (size_t a = 0; a < c->agent.n; a++)
		if (c->available[a])
			return ST_OK;
	return err_at(e, ST_NUMERIC, table_file(c->t), c->t->row.line, 1, "no agent may be asked on this row");
}

static int pack_names(struct buf *b, const struct names *t, struct err *e)
{
	int st = buf_add(b, &t->n, sizeof t->n, e);

	for (size_t i = 0; !st && i < t->n; i++) {
		st = buf_add(b, &t->name[i].n, sizeof t->name[i].n, e);
		if (!st)
			st = buf_add(b, t->name[i].s, t->name[i].n, e);
	}
	return st;
}

static size_t unpack_size(const char **at)
{
	size_t n;

	memcpy(&n, *at, sizeof n);
	*at += sizeof n;
	return n;
}

static int unpack_names(const char **at, struct names *t, struct err *e)
{
	size_t index;
	int st = ST_OK;

	for (size_t i = unpack_size(at); !st && i > 0; i--) {
		size_t n = unpack_size(at);

		st = names_add(t, *at, n, &index, e);
		*at += n;
	}
	return st;
}

/* What another process knows of names, taken over; its files are those of t. */
static int take_over_packed(struct cases *c, const struct table *t, const char *at, size_t **to, struct err *e)
{
	struct cases other = {0};
	int st = unpack_names(&at, &other.classes, e);

	if (!st)
		st = unpack_names(&at, &other.other, e);
	other.uses.n = st ? 0 : unpack_size(&at);
	if (!st && !(other.uses.use = mem_alloc(other.uses.n, sizeof *other.uses.use, e)))
		st = ST_SYSTEM;
	if (!st && other.uses.n)
		memcpy(other.uses.use, at, other.uses.n * sizeof *other.uses.use);
	for (size_t i = 0; !st && i < other.uses.n; i++)
		if (other.uses.use[i].answered)
			other.uses.use[i].file = t->file[other.uses.use[i].file_number - 1];
	if (!st)
		st = cases_take_over(c, &other, to, e);
	cases_free(&other);
	return st;
}

int cases_gather(struct cases *c, size_t **to, struct err *e)
{
	struct cases all = {0};
	struct buf mine = {0};
	char *packed = NULL;
	size_t *begin = mem_alloc(peers_n() + 1, sizeof *begin, e), *map = NULL;
	int st = begin ? pack_names(&mine, &c->classes, e) : ST_SYSTEM;

	if (!st)
		st = pack_names(&mine, &c->other, e);
	if (!st)
		st = buf_add(&mine, &c->uses.n, sizeof c->uses.n, e);
	if (!st)
		st = buf_add(&mine, c->uses.use, c->uses.n * sizeof *c->uses.use, e);
	if (!st)
		st = peers_gather(mine.p, mine.n, &packed, begin, e);
	for (size_t i = 0; !st && i < peers_n(); i++) {
		st = take_over_packed(&all, c->t, packed + begin[i], i == peers_me() ? to : &map, e);
		free(map);
		map = NULL;
	}
	if (!st) {
		struct cases own = *c;

		c->classes = all.classes, c->other = all.other, c->uses = all.uses;
		all.classes = own.classes, all.other = own.other, all.uses = own.uses;
	}
	cases_free(&all);
	buf_free(&mine);
	free(packed);
	free(begin);
	return st;
}

bool cases_unanswered(const struct cases *c, size_t a, size_t answer)
{
	return a && c->answer_column[a - 1] != NAMES_NONE && answer == NAMES_NONE;
}

int cases_check(const struct cases *c, struct err *e)
{
	if (c->t->opt->other_answers == OTHER_ANSWERS_WRONG)
		return ST_OK;
	return class_uses_check(&c->uses, &c->classes, c->t, e);
}
