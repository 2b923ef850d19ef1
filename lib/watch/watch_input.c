/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "watch/watch_input.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/hash.h"
#include "math/vec.h"

static int bind_latency(struct watch_input *in, struct err *e)
{
	const struct cases *c = &in->d.c;
	struct family f = {0};
	int st = table_family(c->t, ROLE_LATENCY, &f, e);

	in->latency_column = mem_alloc(c->agent.n, sizeof *in->latency_column, e);
	for (size_t a = 0; in->latency_column && a < c->agent.n; a++)
		in->latency_column[a] = NAMES_NONE;
	for (size_t i = 0; !st && in->latency_column && i < f.n; i++) {
		size_t a = names_find(&c->agent, f.member.name[i].s, f.member.name[i].n);

		if (a != NAMES_NONE)
			in->latency_column[a] = f.column[i];
	}
	family_free(&f);
	return st ? st : in->latency_column ? ST_OK : ST_SYSTEM;
}

int watch_input_init(struct watch_input *in, struct table *t, const struct watch_options *opt, struct err *e)
{
	int st = decision_init(&in->d, t, CASES_UNLABELLED | CASES_BINARY, false, &opt->decision, e);

	in->opt = opt;
	if (!st)
		st = table_single(t, ROLE_ID, false, &in->id_column, e);
	if (!st)
		st = arrival_open(&in->arrival, t, e);
	if (!st && opt->period.x > 0 && in->arrival.column == NAMES_NONE)
		st = table_absent(t, &(enum role){ROLE_TIME}, 1, e);
	if (!st)
		st = bind_latency(in, e);
	if (st)
		return st;
	in->decided = in->d.agent_column != NAMES_NONE || in->d.readings.most;
	in->agent = mem_alloc(in->d.c.agent.n, sizeof *in->agent, e);
	in->alone = mem_alloc(in->d.c.agent.n, sizeof *in->alone, e);
	return in->agent && in->alone ? ST_OK : ST_SYSTEM;
}

void watch_input_free(struct watch_input *in)
{
	decision_free(&in->d);
	free(in->latency_column);
	free(in->agent);
	free(in->alone);
	*in = (struct watch_input){0};
}

/* What agent a answered: where it decided alone, the decision's answer. */
static size_t answer_of(const struct watch_input *in, size_t a)
{
	const struct decision *d = &in->d;

	if (d->n == 1 && d->agent[0] == a)
		return d->answer;
	for (size_t i = 0; d->readings.most && i < d->n; i++)
		if (d->agent[i] == a && d->readings.answer[i] != NAMES_NONE)
			return d->readings.answer[i];
	return cases_answer(&d->c, a);
}

/* The confidence in an agent; in the model without one, its largest probability. */
static double conf_of(const struct cases *c, size_t a)
{
	if (!a && c->conf_column[0] == NAMES_NONE && c->prob.n)
		return c->p[vec_argmax(c->p, c->classes.n)];
	return c->conf[a];
}

/* What came of agent a's answer. */
static double judge(const struct cases *c, size_t a, size_t answer)
{
	if (c->graded)
		return c->quality[a];
	return c->label == NAMES_NONE || answer == NAMES_NONE ? NAN : answer == c->label;
}

static int read_agent(struct watch_input *in, size_t a, struct err *e)
{
	size_t answer = answer_of(in, a);
	int st = ST_OK;

	in->alone[a] = judge(&in->d.c, a, answer);
	in->agent[a] = (struct watch_agent){.right = in->alone[a], .conf = conf_of(&in->d.c, a), .latency = NAN};
	for (size_t i = 0; i < in->d.n; i++)
		in->agent[a].asked |= in->d.agent[i] == a;
	in->agent[a].silent = in->agent[a].asked && answer == NAMES_NONE;
	if (in->latency_column[a] != NAMES_NONE)
		st = table_number(in->d.c.t, in->latency_column[a], &in->agent[a].latency, e);
	return st;
}

static int check_weight(struct watch_input *in, struct err *e)
{
	const struct cases *c = &in->d.c;

	if (!(c->weight > 0))
		return ST_SKIP;
	if (in->weight == 0)
		in->weight = c->weight;
	return c->weight == in->weight
		? ST_OK
		: table_bad_cell(c->t, c->weight_column, "another weight than that of the rows before", e);
}

static uint64_t key(const struct watch_input *in)
{
	const struct csv_field *id = in->id_column == NAMES_NONE ? NULL : &in->d.c.t->row.f[in->id_column];
	uint64_t row = in->rows;

	return id ? hash_bytes(id->p, id->n, in->opt->seed) : hash_bytes(&row, sizeof row, in->opt->seed);
}

int watch_input_next(struct watch_input *in, struct err *e)
{
	int st = decision_next(&in->d, e);

	if (!st)
		st = check_weight(in, e);
	if (!st)
		st = arrival_next(&in->arrival, in->d.c.t, e);
	if (!st && in->opt->period.date && !in->arrival.now.date)
		st = table_bad_cell(in->d.c.t, in->arrival.column, "a number, where --period is of dates", e);
	for (size_t a = 0; !st && a < in->d.c.agent.n; a++)
		st = read_agent(in, a, e);
	if (st)
		return st;
	in->system = in->d.outcome;
	in->row = (struct watch_row){key(in), 1 - in->system, in->d.kept, in->d.score, in->agent};
	in->rows++;
	return ST_OK;
}
