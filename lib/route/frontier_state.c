/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/frontier_state.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
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
		st = state_sign(signature, "other-answers", table->other_answers ? "wrong" : NULL, e);
	if (!st)
		st = state_sign(signature, "available", table->available ? "answered" : NULL, e);
	if (!st)
		st = state_sign_decision(signature, NAN, NULL, o->in.renormalize, e);
	return st ? st : row_keys_sign(signature, &o->interval, e);
}

/* The sums of a spending, under names that begin alike. */
enum { SUMS = 5 };
static const char *const sum_name[SUMS] = {"weight", "cost", "conf", "right", "scored"};

static struct sum *sum_of(struct spending *s, int i)
{
	struct sum *const all[SUMS] = {&s->weight, &s->cost, &s->conf, &s->right, &s->scored};

	return all[i];
}

static int write_spending(const struct spending *s, const char *prefix, struct state_out *o, struct err *e)
{
	struct spending copy = *s;
	char part[40];
	int st = ST_OK;

	for (int i = 0; !st && i < SUMS; i++) {
		snprintf(part, sizeof part, "%.20s_%s", prefix, sum_name[i]);
		st = state_write_sum(o, part, 0, sum_of(&copy, i), e);
	}
	return st;
}

static bool read_spending(struct spending *s, const char *prefix, struct state_item *i)
{
	char part[40];

	for (int k = 0; k < SUMS; k++) {
		snprintf(part, sizeof part, "%.20s_%s", prefix, sum_name[k]);
		if (state_is(i, part)) {
			state_add_sum(i, sum_of(s, k));
			return true;
		}
	}
	return false;
}

/* A step in numbers: two outcomes, then these; where an outcome is unknown its number is 0. */
enum { WEIGHT = 6, FLAGS, KEY, NUMBERS = KEY + 2 };
enum { FROM_KNOWN = 1, TO_KNOWN = 2, FIRST = 4, ALL_FLAGS = 7 };
static const char step_part[] = "step";

static void put_outcome(const struct outcome *o, double *number)
{
	number[0] = o->cost;
	number[1] = o->conf;
	number[2] = isnan(o->right) ? 0 : o->right;
}

static struct outcome get_outcome(const double *number, bool known)
{
	return (struct outcome){number[0], number[1], known ? number[2] : NAN};
}

static int write_steps(const struct frontier *f, struct state_out *o, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < f->order.n; i++) {
		const struct frontier_step *s = &f->step[f->order.row[i].item];
		double number[NUMBERS];

		put_outcome(&s->from, number);
		put_outcome(&s->to, number + 3);
		number[WEIGHT] = s->weight;
		number[FLAGS] = (isnan(s->from.right) ? 0 : FROM_KNOWN) | (isnan(s->to.right) ? 0 : TO_KNOWN)
			| (s->first ? FIRST : 0);
		row_key_halves(s->key, number + KEY);
		st = state_write_numbers(o, step_part, -f->order.row[i].key, number, NUMBERS, e);
	}
	return st;
}

static int read_step(struct frontier *f, struct state_item *i, struct err *e)
{
	double number[NUMBERS];
	struct frontier_step s = {.from.conf = NAN};
	int st, flags;

	state_numbers(i, number, NUMBERS);
	if (!i->wrong && !(number[FLAGS] >= 0 && number[FLAGS] <= ALL_FLAGS && number[WEIGHT] > 0))
		i->wrong = "no step of a row";
	if (i->wrong)
		return ST_OK;
	flags = (int)number[FLAGS];
	s = (struct frontier_step){.from = get_outcome(number, flags & FROM_KNOWN),
		.to = get_outcome(number + 3, flags & TO_KNOWN),
		.weight = number[WEIGHT],
		.key = row_key_of_halves(number + KEY, i),
		.first = flags & FIRST};
	st = array_reserve(&f->step, &f->cap, f->n + 1, sizeof *f->step, e);
	if (st)
		return st;
	f->step[f->n] = s;
	return order_add(&f->order, -i->place, f->n++, e);
}

int frontier_state_write(const struct frontier_report *r, const struct names *agent, struct state_out *o, struct err *e)
{
	int st = state_write_count(o, "rows", 0, r->rows, e);

	if (!st)
		st = write_spending(&r->oracle, "oracle", o, e);
	if (!st)
		st = write_spending(&r->frontier.at, "cheapest", o, e);
	if (!st)
		st = write_steps(&r->frontier, o, e);
	if (!st && r->level > 0)
		st = draw_sums_write(&r->shared, "drawn", o, e);
	for (size_t a = 0; !st && a < r->m; a++) {
		state_out_member(o, &agent->name[a]);
		st = state_write_count(o, "asked", 0, r->asked[a], e);
		if (!st)
			st = write_spending(&r->single[a], "alone", o, e);
		if (!st && r->level > 0)
			st = draw_sums_write(&r->alone[a], "drawn_alone", o, e);
	}
	return st;
}

static int read_shared(struct frontier_report *r, struct state_item *i, bool *taken, struct err *e)
{
	if (state_is(i, step_part))
		return read_step(&r->frontier, i, e);
	if (state_is(i, "rows"))
		state_add_count(i, &r->rows);
	else
		*taken = read_spending(&r->oracle, "oracle", i) || read_spending(&r->frontier.at, "cheapest", i)
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
	st = names_add(agent, i->member, i->member_length, &a, e);
	if (!st)
		st = frontier_report_reserve(r, agent->n, e);
	if (st)
		return st;
	if (state_is(i, "asked"))
		state_add_count(i, &r->asked[a]);
	else
		*taken = read_spending(&r->single[a], "alone", i)
			|| (r->level > 0 && draw_sums_read(&r->alone[a], "drawn_alone", i));
	return ST_OK;
}
