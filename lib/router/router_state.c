/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "router/router_state.h"

#include <math.h>

#include "base/buf.h"
#include "inference/row_keys.h"

enum { WEIGHT, QUALITY, COST = QUALITY + 2, KEY = COST + 2, NUMBERS = KEY + 2 };

static int write_agent(
	const struct router_score *s, const struct router_rows *r, size_t a, struct state_out *o, struct err *e)
{
	const struct router_agent *agent = &s->agent[a];
	int st;

	state_out_member(o, &r->agent.name[a]);
	st = state_write_count(o, "agent_graded", 0, r->graded[a], e);
	for (size_t k = 0; !st && k < ROUTER_AGENT_SUMS; k++)
		st = state_write_sum(o, "agent_sum", (double)k, &agent->sum[k], e);
	if (!st && agent->drawn.draws)
		st = draw_sums_write(&agent->drawn, "agent_drawn", o, e);
	for (size_t k = 0; !st && k < 2; k++)
		if (r->pair[k] == a)
			st = state_write_count(o, "pair", (double)k, 1, e);
	return st || r->constant != a ? st : state_write_count(o, "constant", 0, 1, e);
}

static int write_ranked(const struct ranked_row *row, struct state_out *o, struct err *e)
{
	double x[NUMBERS] = {row->weight, row->quality[0], row->quality[1], row->cost[0], row->cost[1]};

	row_key_halves(row->key, x + KEY);
	return state_write_numbers(o, "ranked", row->score, x, NUMBERS, e);
}

int router_state_write(const void *score, const void *rows, struct state_out *o, struct err *e)
{
	const struct router_score *s = score;
	const struct router_rows *r = rows;
	int st = state_write_count(o, "rows", 0, s->rows, e);

	if (!st)
		st = state_write_count(o, "unscored", 0, s->unscored, e);
	if (!st)
		st = state_write_count(o, "decided", 0, s->decided, e);
	if (!st)
		st = state_write_count(o, "beyond", 0, s->beyond, e);
	for (size_t k = 0; !st && k < ROUTER_SUMS; k++)
		st = state_write_sum(o, "sum", (double)k, &s->sum[k], e);
	if (!st && s->drawn.draws)
		st = draw_sums_write(&s->drawn, "drawn", o, e);
	for (size_t a = 0; !st && a < s->agents; a++)
		st = write_agent(s, r, a, o, e);
	state_out_member(o, &(struct name){0});
	for (size_t i = 0; !st && i < s->n; i++)
		st = write_ranked(&s->ranked[i], o, e);
	return st;
}

/* Notes an agent's part in the measures, in which all states must agree. */
static void note(size_t *known, size_t agent, struct state_item *i)
{
	size_t one = 0;

	state_add_count(i, &one);
	if (!i->wrong && *known != NAMES_NONE && *known != agent)
		i->wrong = "another agent than that of the states before";
	*known = agent;
}

static int read_agent(struct router_score *s, struct router_rows *r, struct state_item *i, bool *taken, struct err *e)
{
	size_t a, graded = 0;
	int st = router_rows_agent(r, i->member, i->member_length, &a, e);

	if (!st)
		st = router_score_reserve(s, r, e);
	if (st)
		return st;
	*taken = true;
	if (state_is(i, "agent_graded")) {
		state_add_count(i, &graded);
		r->graded[a] |= graded > 0;
	} else if (state_is(i, "agent_sum") && state_index(i, ROUTER_AGENT_SUMS) < ROUTER_AGENT_SUMS)
		state_add_sum(i, &s->agent[a].sum[state_index(i, ROUTER_AGENT_SUMS)]);
	else if (state_is(i, "pair") && state_index(i, 2) < 2)
		note(&r->pair[state_index(i, 2)], a, i);
	else if (state_is(i, "constant"))
		note(&r->constant, a, i);
	else
		*taken = s->agent[a].drawn.draws && draw_sums_read(&s->agent[a].drawn, "agent_drawn", i);
	return ST_OK;
}

static int read_ranked(struct router_score *s, struct state_item *i, struct err *e)
{
	double x[NUMBERS];
	struct ranked_row row;

	state_numbers(i, x, NUMBERS);
	if (!i->wrong && !(x[WEIGHT] > 0))
		i->wrong = "a weight that is not above 0";
	row = (struct ranked_row){.score = i->place,
		.weight = x[WEIGHT],
		.quality = {x[QUALITY], x[QUALITY + 1]},
		.cost = {x[COST], x[COST + 1]},
		.key = row_key_of_halves(x + KEY, i)};
	return i->wrong ? ST_OK : router_score_add_ranked(s, &row, e);
}

int router_state_read(void *score, void *rows, struct state_item *i, bool *taken, struct err *e)
{
	struct router_score *s = score;
	struct router_rows *r = rows;
	int st = router_score_reserve(s, r, e);

	*taken = true;
	if (st)
		return st;
	if (state_is(i, "ranked"))
		return read_ranked(s, i, e);
	if (i->member_length)
		return read_agent(s, r, i, taken, e);
	if (state_is(i, "rows"))
		state_add_count(i, &s->rows);
	else if (state_is(i, "unscored"))
		state_add_count(i, &s->unscored);
	else if (state_is(i, "decided")) {
		state_add_count(i, &s->decided);
		r->decides |= s->decided > 0;
	} else if (state_is(i, "beyond"))
		state_add_count(i, &s->beyond);
	else if (state_is(i, "sum") && state_index(i, ROUTER_SUMS) < ROUTER_SUMS)
		state_add_sum(i, &s->sum[state_index(i, ROUTER_SUMS)]);
	else
		*taken = s->drawn.draws && draw_sums_read(&s->drawn, "drawn", i);
	return ST_OK;
}

int router_state_check(const void *score, const void *rows, struct err *e)
{
	const struct router_score *s = score;
	const struct router_rows *r = rows;

	if (s->decided && s->decided != s->rows)
		return err_set(e, ST_DATA, "states of tables with the column agent, and without it");
	if (s->n && (r->pair[0] == NAMES_NONE || r->pair[1] == NAMES_NONE || r->pair[0] == r->pair[1]))
		return err_set(e, ST_DATA, "the states contradict themselves: they are not of rows");
	return ST_OK;
}
