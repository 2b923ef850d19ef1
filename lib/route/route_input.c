/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/route_input.h"

#include <math.h>

#include "base/hash.h"
#include "decide/known.h"

/* Whether the rule goes by what is expected of the agent: one that compares agents does, one that asks first where there is no
 * confidence. */
static bool expected(const struct route_input *p, size_t number)
{
	const struct cases *c = &p->c;
	bool heard = c->conf_column[number] != NAMES_NONE || (!number && c->prob.n);

	return c->estimate_column[number] != NAMES_NONE && (p->opt->compares || !heard);
}

/* The column that agent `number` is compared by, if it has one. */
static size_t compared_column(const struct route_input *p, size_t number)
{
	const struct cases *c = &p->c;

	if (expected(p, number))
		return c->estimate_column[number];
	if (number == 0 && c->conf_column[0] == NAMES_NONE && c->prob.n)
		return c->prob.column[0];
	return c->conf_column[number];
}

/* ST_DATA for a confidence that comes with an answer which has a price. */
static int check_known(const struct route_input *p, size_t number, struct err *e)
{
	const struct cases *c = &p->c;

	if (!p->opt->compares || p->opt->paid_reads || expected(p, number) || c->cost_column[number] == NAMES_NONE)
		return ST_OK;
	return known_check(c->t, compared_column(p, number), &c->agent.name[number], true,
		"route by --rule cascade, or read it all the same with --paid-reads", e);
}

/* The model takes part if it has a confidence; every expert must. */
static int find_agents(struct route_input *p, struct err *e)
{
	const struct cases *c = &p->c;
	size_t index;
	int st = ST_OK;

	p->number = arena_alloc(&p->arena, c->agent.n, sizeof *p->number);
	if ((st = arena_status(&p->arena, e)))
		return st;
	for (size_t a = 0; !st && a < c->agent.n; a++) {
		bool has = p->opt->constants || p->opt->by_defer || p->opt->may_lack_conf
			|| compared_column(p, a) != NAMES_NONE;

		if (a == 0 && compared_column(p, 0) == NAMES_NONE)
			continue;
		if (a > 0 && !has)
			return err_at(e, ST_DATA, table_file(c->t), 1, 1, "no column 'conf_%.200s' for that expert",
				c->agent.name[a].s);
		p->number[p->agent.n] = a;
		st = names_add(&p->agent, c->agent.name[a].s, c->agent.name[a].n, &index, e);
		if (!st)
			st = check_known(p, a, e);
	}
	return st;
}

static int place(const struct route_input *p, enum role role, size_t *column, struct err *e)
{
	struct family f = {0};
	int st = table_family(p->c.t, role, &f, e);

	for (size_t a = 0; a < p->agent.n; a++)
		column[a] = NAMES_NONE;
	for (size_t i = 0; !st && i < f.n; i++) {
		size_t a = names_find(&p->agent, f.member.name[i].s, f.member.name[i].n);

		if (a != NAMES_NONE)
			column[a] = f.column[i];
	}
	family_free(&f);
	return st;
}

static int bind(struct route_input *p, struct err *e)
{
	size_t m;
	int st = find_agents(p, e);

	if (st)
		return st;
	m = p->agent.n;
	p->latency_column = arena_alloc(&p->arena, m, sizeof *p->latency_column);
	p->latency = arena_alloc(&p->arena, m, sizeof *p->latency);
	p->defer = arena_alloc(&p->arena, m, sizeof *p->defer);
	p->conf = arena_alloc(&p->arena, m, sizeof *p->conf);
	p->cost = arena_alloc(&p->arena, m, sizeof *p->cost);
	p->score = arena_alloc(&p->arena, m, sizeof *p->score);
	p->answer = arena_alloc(&p->arena, m, sizeof *p->answer);
	p->outcome = arena_alloc(&p->arena, m, sizeof *p->outcome);
	if ((st = arena_status(&p->arena, e)))
		return st;
	p->toss = 1;
	st = place(p, ROLE_LATENCY, p->latency_column, e);
	if (!st && p->opt->toss)
		st = table_single(p->c.t, ROLE_ID, true, &p->id_column, e);
	return st ? st : place(p, ROLE_DEFER, p->defer, e);
}

int route_input_init(struct route_input *p, struct table *t, const struct route_input_options *opt, struct err *e)
{
	struct family estimate = {0};
	unsigned conf;
	unsigned want =
		CASES_CONF | CASES_PROB | CASES_ANSWER | CASES_COST | CASES_WEIGHT | CASES_AVAILABLE | CASES_ESTIMATE;
	int st;

	*p = (struct route_input){.opt = opt};
	st = table_family(t, ROLE_ESTIMATE, &estimate, e);
	conf = opt->constants || opt->by_defer || opt->may_lack_conf || estimate.n ? 0 : CASES_CONF;
	family_free(&estimate);
	if (st)
		return st;
	st = cases_init(&p->c, t, conf, want | (opt->label ? CASES_LABEL | CASES_QUALITY : 0), opt->renormalize, e);
	if (st)
		return st;
	st = bind(p, e);
	if (st)
		route_input_free(p);
	return st;
}

void route_input_free(struct route_input *p)
{
	cases_free(&p->c);
	names_free(&p->agent);
	arena_free(&p->arena);
	*p = (struct route_input){0};
}

/* A number that must be there if its column is. */
static int optional(struct route_input *p, size_t column, double *x, struct err *e)
{
	return column == NAMES_NONE ? ST_OK : table_needed_number(p->c.t, column, x, e);
}

static int read_agent(struct route_input *p, size_t a, struct err *e)
{
	struct cases *c = &p->c;
	size_t number = p->number[a], class;
	double defer = 0; /* of the last stage nobody asks */
	int st;

	p->latency[a] = 0;
	st = optional(p, p->latency_column[a], &p->latency[a], e);
	if (!st && p->opt->by_defer)
		st = optional(p, p->defer[a], &defer, e);
	if (st)
		return st;
	class = cases_answer(c, number);
	p->conf[a] = c->conf[number];
	if (!number && c->conf_column[0] == NAMES_NONE && c->prob.n)
		p->conf[a] = c->p[class];
	if (expected(p, number))
		p->conf[a] = c->estimate[number];
	if (p->opt->constants)
		p->conf[a] = 0;
	if (p->latency[a] > p->opt->latency || !c->available[number])
		p->conf[a] = NAN;
	p->cost[a] = c->cost[number];
	p->score[a] = p->opt->by_defer && c->available[number] ? -defer : p->conf[a];
	p->answer[a] = class == NAMES_NONE ? ANSWERED_NONE : (uint32_t) class;
	p->outcome[a] = (struct outcome){p->cost[a], p->conf[a], NAN};
	if (p->opt->may_lack_conf && c->available[number] && compared_column(p, number) == NAMES_NONE)
		p->conf[a] = p->score[a] = 0; /* the outcome's stays unknown */
	if (c->label_column != NAMES_NONE && class != NAMES_NONE)
		p->outcome[a].right = class == c->label;
	if (c->graded)
		p->outcome[a].right = c->quality[number];
	return ST_OK;
}

/* The row's coin: another hash than those by which l2d-split has chosen the row. */
static int toss(struct route_input *p, struct err *e)
{
	const struct csv_field *id = &p->c.t->row.f[p->id_column];

	if (table_missing(p->c.t, p->id_column))
		return table_cell_missing(p->c.t, p->id_column, e);
	p->toss = hash_unit(hash_mix(hash_mix(hash_bytes(id->p, id->n, p->opt->seed))));
	return ST_OK;
}

int route_input_next(struct route_input *p, struct err *e)
{
	size_t out = 0;
	double sum = 0;
	int st;

	do {
		st = cases_next(&p->c, e);
		for (size_t a = 0; !st && a < p->agent.n; a++)
			st = read_agent(p, a, e);
		if (!st && p->opt->toss)
			st = toss(p, e);
	} while (st == ST_SKIP);
	for (size_t a = 0; !st && a < p->agent.n; a++) {
		sum += fabs(p->cost[a]);
		if (isinf(sum))
			return table_bad_cell(
				p->c.t, p->c.cost_column[p->number[a]], "the row's costs have no finite sum", e);
		out += isnan(p->conf[a]);
	}
	if (!st && out == p->agent.n && !p->opt->by_defer)
		st = err_at(e, ST_NUMERIC, table_file(p->c.t), p->c.t->row.line, 1,
			"no agent may be asked on this row: by avail_*, or a latency above %g", p->opt->latency);
	return st;
}

bool route_input_answers(const struct route_input *p, size_t a)
{
	size_t number = p->number[a];

	return number && p->c.answer_column[number - 1] != NAMES_NONE;
}

struct route_row route_input_row(const struct route_input *p)
{
	return (struct route_row){p->score, p->cost, p->latency, p->answer, p->toss};
}
