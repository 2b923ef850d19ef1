/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/workload_input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "decide/best_agent.h"
#include "decide/known.h"
#include "real/real.h"

/* Sums of as many losses as there can be rows, and their prices, are finite. */
static const double loss_max = 1e280;

/* As for probabilities: published gates are rounded. */
static const double sum_tolerance = 1e-3;

int workload_input_has_confidences(const struct table *t, bool *has, struct err *e)
{
	struct family conf = {0}, gate = {0};
	int st = table_family(t, ROLE_ESTIMATE, &conf, e);

	if (!st && !conf.n)
		st = table_family(t, ROLE_CONF, &conf, e);
	if (!st)
		st = table_family(t, ROLE_GATE, &gate, e);
	if (!st && !conf.n && !gate.n)
		st = table_absent(t, (const enum role[]){ROLE_CONF, ROLE_GATE}, 2, e);
	*has = !st && conf.n;
	family_free(&conf);
	family_free(&gate);
	return st;
}

/* The columns of a role by agent. */
static int place(const struct workload_input *r, enum role role, size_t **column, struct err *e)
{
	struct family f = {0};
	int st = table_family(r->t, role, &f, e);
	size_t m = r->agent.n;

	*column = mem_alloc(m, sizeof **column, e);
	if (!st && !*column)
		st = ST_SYSTEM;
	for (size_t a = 0; !st && a < m; a++)
		(*column)[a] = NAMES_NONE;
	for (size_t i = 0; !st && i < f.n; i++) {
		const struct name *name = &r->t->header.name[f.column[i]];
		size_t a = names_find(&r->agent, f.member.name[i].s, f.member.name[i].n);
		char shown[ERR_EXCERPT];

		if (a == NAMES_NONE)
			st = err_at(e, ST_DATA, table_file(r->t), 1, 1, "column '%s': no agent of that name",
				err_excerpt(shown, name->s, name->n));
		else
			(*column)[a] = f.column[i];
	}
	family_free(&f);
	return st;
}

int workload_input_minutes(struct workload_input *r, struct err *e)
{
	size_t *effort = NULL;
	int st = r->side.effort ? ST_OK : place(r, ROLE_EFFORT, &effort, e);

	if (!st && effort)
		return side_input_effort(&r->side, effort, r->agent.n, e);
	free(effort);
	return st;
}

static int bind(struct workload_input *r, const struct side_options *side, struct err *e)
{
	bool gates = r->kind == WORKLOAD_INPUT_LOG || r->kind == WORKLOAD_INPUT_GATE;
	size_t m;
	int st = gates ? ST_OK : table_family(r->t, ROLE_ESTIMATE, &r->source, e);

	r->estimates = r->source.n;
	if (!st && !r->estimates)
		st = table_need(r->t, gates ? ROLE_GATE : ROLE_CONF, &r->source, e);
	if (!st)
		st = names_add_list(&r->agent, r->source.member.name, r->source.n, e);
	m = r->agent.n;
	if (!st && !gates)
		st = place(r, ROLE_COST, &r->cost, e);
	for (size_t a = 0; !st && !gates && !r->estimates && a < m; a++)
		if (r->cost[a] != NAMES_NONE)
			st = known_check(r->t, r->source.column[a], &r->agent.name[a], false,
				"or ask first by l2d-route --rule cascade", e);
	if (!st)
		st = place(r, ROLE_AVAILABLE, &r->avail, e);
	if (!st)
		st = side_input_init(&r->side, side, r->t, m, e);
	if (!st && side && side->minutes.n)
		st = workload_input_minutes(r, e);
	if (!st)
		st = cases_init(&r->c, r->t, 0, CASES_PROB | CASES_ANSWER | CASES_WEIGHT, r->renormalize, e);
	if (st)
		return st;
	r->expert = mem_alloc(m, sizeof *r->expert, e);
	r->answer = mem_alloc(m, sizeof *r->answer, e);
	r->value = mem_alloc(m, sizeof *r->value, e);
	if (!r->expert || !r->answer || !r->value)
		return ST_SYSTEM;
	for (size_t a = 0; a < m; a++)
		r->expert[a] = names_find(&r->c.agent, r->agent.name[a].s, r->agent.name[a].n);
	return ST_OK;
}

int workload_input_init(struct workload_input *r, struct table *t, enum workload_input_value kind, bool renormalize,
	const struct side_options *side, struct err *e)
{
	int st;

	*r = (struct workload_input){
		.t = t, .kind = kind, .renormalize = renormalize, .readers = {NAMES_NONE, NAMES_NONE}};
	st = bind(r, side, e);
	if (st)
		workload_input_free(r);
	return st;
}

void workload_input_free(struct workload_input *r)
{
	cases_free(&r->c);
	names_free(&r->agent);
	family_free(&r->source);
	side_input_free(&r->side);
	fixed_free(&r->fixed);
	free(r->class_column);
	buf_free(&r->class);
	free(r->cost);
	free(r->avail);
	free(r->expert);
	free(r->value);
	free(r->answer);
	*r = (struct workload_input){0};
}

/* Whether the table has a column with the answers of agent a. */
static bool answers(const struct workload_input *r, size_t a)
{
	size_t number = r->expert[a];

	return number != NAMES_NONE && number && r->c.answer_column[number - 1] != NAMES_NONE;
}

static int read_available(const struct workload_input *r, size_t a, bool *available, struct err *e)
{
	double x = 1;
	int st = ST_OK;

	if (r->avail[a] != NAMES_NONE)
		st = table_number(r->t, r->avail[a], &x, e);
	*available = x != 0 && !isnan(x);
	if (r->t->opt->available == AVAILABLE_ANSWERED && answers(r, a))
		*available &= cases_answer(&r->c, r->expert[a]) != NAMES_NONE;
	return st;
}

/* The row's number of agent a, as it stands. */
static int read_value(struct workload_input *r, size_t a, struct err *e)
{
	double *x = &r->value[a], cost = 0;
	bool available;
	int st = read_available(r, a, &available, e);

	*x = 0;
	if (r->side.money)
		r->side.money[a] = 0;
	if (!st && !available && table_missing(r->t, r->source.column[a]))
		return ST_OK;
	if (!st)
		st = table_needed_number(r->t, r->source.column[a], x, e);

	if (!st && !r->estimates && (*x < 0 || (*x > 1 && !(r->renormalize && r->kind >= WORKLOAD_INPUT_LOG))))
		st = table_probability(r->t, r->source.column[a], x, e);
	if (!st && r->cost && r->cost[a] != NAMES_NONE && !(!available && table_missing(r->t, r->cost[a])))
		st = table_needed_number(r->t, r->cost[a], &cost, e);
	if (!st && r->side.money) {
		st = side_input_money(&r->side, r->t, r->cost[a], a, cost, e);
		cost = 0;
	}
	if (r->kind == WORKLOAD_INPUT_LOSS)
		*x = 1 - *x + cost;
	else if (r->kind == WORKLOAD_INPUT_WORTH)
		*x = cost - *x;
	return st;
}

static int check_sum(struct workload_input *r, struct err *e)
{
	double sum = 0;

	for (size_t a = 0; a < r->agent.n; a++)
		sum += r->value[a];
	if (!(sum > 0) || (!r->renormalize && fabs(sum - 1) > sum_tolerance))
		return table_bad_cell(r->t, r->source.column[0], "the row's gates do not sum to 1", e);
	for (size_t a = 0; a < r->agent.n && r->renormalize; a++)
		r->value[a] /= sum;
	return ST_OK;
}

/* The loss of agent a as it counts; a row of weight 0, which is no row, is decided by the loss itself. */
static int weigh(struct workload_input *r, size_t a, struct err *e)
{
	double *x = &r->value[a], loss = r->kind == WORKLOAD_INPUT_LOG ? -real_log(*x) : *x;

	*x = r->c.weight > 0 ? r->c.weight * loss : loss;
	if (fabs(loss) > loss_max && r->estimates)
		return table_bad_cell(
			r->t, r->source.column[a], "an estimate or a cost above 1e280, too large for sums", e);
	if (fabs(loss) > loss_max)
		return table_bad_cell(r->t, r->cost[a], "a cost above 1e280, too large for sums", e);
	if (fabs(*x) > loss_max)
		return table_bad_cell(
			r->t, r->c.weight_column, "a loss times this weight is above 1e280, too large for sums", e);
	return ST_OK;
}

static int read_row(struct workload_input *r, struct err *e)
{
	int st = ST_OK;

	if (r->c.weight > loss_max)
		return table_bad_cell(r->t, r->c.weight_column, "a weight above 1e280, too large for sums", e);

	for (size_t a = 0; !st && a < r->agent.n; a++)
		st = read_value(r, a, e);
	if (!st && r->kind >= WORKLOAD_INPUT_LOG)
		st = check_sum(r, e);
	for (size_t a = 0; !st && a < r->agent.n; a++) {
		bool available;

		st = read_available(r, a, &available, e);
		if (!st && available)
			st = side_input_minutes(&r->side, r->t, a, e);
		if (r->kind == WORKLOAD_INPUT_GATE)
			r->value[a] = available ? r->value[a] : 0;
		else if (!available || (r->kind == WORKLOAD_INPUT_LOG && r->value[a] == 0))
			r->value[a] = INFINITY;
		else if (!st)
			st = weigh(r, a, e);
	}
	return st;
}

/* Who has the row already, and, where it has one agent, what another one costs more. */
static int read_fixed(struct workload_input *r, struct err *e)
{
	struct fixed *f = &r->fixed;
	int st = f->n ? fixed_next(f, r->t, &r->agent, r->value, e) : ST_OK;

	if (st || !f->n)
		return st;
	if (!isinf(f->cost) && f->cost * r->c.weight > loss_max)
		return table_bad_cell(r->t, r->c.weight_column,
			"what a change costs times this weight is above 1e280, too large for sums", e);
	f->cost *= r->c.weight > 0 ? r->c.weight : 1;
	if (f->most == 1)
		fixed_price(f->who, f->cost, 1, 1, r->value, r->agent.n);
	return ST_OK;
}

static void read_answers(struct workload_input *r)
{
	for (size_t a = 0; a < r->agent.n; a++) {
		size_t class = r->expert[a] == NAMES_NONE ? NAMES_NONE : cases_answer(&r->c, r->expert[a]);

		r->answer[a] = class == NAMES_NONE ? UINT32_MAX : (uint32_t) class;
	}
}

bool workload_input_counts_errors(const struct workload_input *r)
{
	bool costs = false;

	for (size_t a = 0; r->cost && !r->side.money && a < r->agent.n; a++)
		costs |= r->cost[a] != NAMES_NONE;
	return r->kind == WORKLOAD_INPUT_LOSS && !r->estimates && !costs && r->c.weight_column == NAMES_NONE
		&& (!r->fixed.n || (r->fixed.change_column == NAMES_NONE && isinf(r->fixed.change)));
}

bool workload_input_unanswered(
	const struct workload_input *r, const uint32_t *chosen, size_t most, const uint32_t *answer)
{
	for (size_t k = 0; answer && k < most && chosen[k] != AGENT_NONE; k++)
		if (answer[chosen[k]] == UINT32_MAX && answers(r, chosen[k]))
			return true;
	return false;
}

int workload_input_next(struct workload_input *r, struct err *e)
{
	int st;

	do {
		st = cases_next(&r->c, e);
		if (!st)
			st = read_row(r, e);
		if (!st)
			st = readers_next(&r->readers, r->t, r->value, r->agent.n, &r->places, &r->score, e);
		if (!st)
			st = read_fixed(r, e);
	} while (st == ST_SKIP);
	if (!st)
		read_answers(r);
	return st;
}
