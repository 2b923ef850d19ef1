/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/frontier_state.h"

#include <math.h>

#include "base/buf.h"
#include "decide/frontier_steps.h"
#include "inference/row_keys.h"
#include "route/spending_draws.h"

int frontier_report_reserve(struct frontier_report *r, size_t m, struct err *e)
{
	int st = array_reserve(&r->single, &r->single_cap, m, sizeof *r->single, e);

	if (!st)
		st = array_reserve(&r->asked, &r->asked_cap, m, sizeof *r->asked, e);
	if (!st && r->level > 0)
		st = array_reserve(&r->alone, &r->alone_cap, m, sizeof *r->alone, e);
	for (; !st && r->m < m; r->m += !st) {
		r->single[r->m] = (struct spending){0};
		r->asked[r->m] = 0;
		if (r->level > 0)
			st = spending_draws_init(&r->alone[r->m], 1, r->draws, e);
	}
	return st;
}

int frontier_state_sign(
	struct buf *signature, const struct frontier_options *o, const struct table_options *table, struct err *e)
{
	int st = state_sign(signature, "frontier", "", e);

	if (!st)
		st = state_sign_number(signature, "latency", isinf(o->in.latency) ? NAN : o->in.latency, e);
	if (!st)
		st = state_sign(signature, "constants", o->in.constants ? "" : NULL, e);
	if (!st)
		st = state_sign(signature, "other-answers", table->other_answers ? "wrong" : NULL, e);
	if (!st)
		st = state_sign(signature, "available", table->available ? "answered" : NULL, e);
	if (!st)
		st = state_sign_decision(signature, NAN, NULL, o->in.renormalize, e);
	return st ? st : row_keys_sign(signature, &o->interval, e);
}

int frontier_state_write(const struct frontier_report *r, const struct names *agent, struct state_out *o, struct err *e)
{
	int st = state_write_count(o, "rows", 0, r->rows, e);

	if (!st)
		st = spending_write(&r->oracle, "oracle", o, e);
	if (!st)
		st = spending_write(&r->frontier.at, "cheapest", o, e);
	if (!st)
		st = frontier_write_steps(&r->frontier, o, e);
	if (!st)
		st = gaps_write(&r->gaps, agent, o, e);
	if (!st && r->level > 0)
		st = draw_sums_write(&r->shared, "drawn", o, e);
	for (size_t a = 0; !st && a < r->m; a++) {
		state_out_member(o, &agent->name[a]);
		st = state_write_count(o, "asked", 0, r->asked[a], e);
		if (!st)
			st = spending_write(&r->single[a], "alone", o, e);
		if (!st && r->level > 0)
			st = draw_sums_write(&r->alone[a], "drawn_alone", o, e);
	}
	return st;
}

static int read_shared(struct frontier_report *r, struct state_item *i, bool *taken, struct err *e)
{
	int st = frontier_read_step(&r->frontier, i, taken, e);

	if (st || *taken)
		return st;
	*taken = true;
	if (state_is(i, "rows"))
		state_add_count(i, &r->rows);
	else
		*taken = spending_read(&r->oracle, "oracle", i) || spending_read(&r->frontier.at, "cheapest", i)
			|| (r->level > 0 && draw_sums_read(&r->shared, "drawn", i));
	return ST_OK;
}

int frontier_state_read(
	struct frontier_report *r, struct names *agent, struct state_item *i, bool *taken, struct err *e)
{
	size_t a;
	int st;

	*taken = true;
	if (!i->member_length)
		return read_shared(r, i, taken, e);
	st = gaps_is(i) ? gaps_read(&r->gaps, agent, i, e) : names_add(agent, i->member, i->member_length, &a, e);
	if (!st)
		st = frontier_report_reserve(r, agent->n, e);
	if (st || gaps_is(i))
		return st;
	if (state_is(i, "asked"))
		state_add_count(i, &r->asked[a]);
	else
		*taken = spending_read(&r->single[a], "alone", i)
			|| (r->level > 0 && draw_sums_read(&r->alone[a], "drawn_alone", i));
	return ST_OK;
}
