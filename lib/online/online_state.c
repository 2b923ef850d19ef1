/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "online/online_state.h"

#include <math.h>
#include <stdlib.h>

int online_sign(const struct online *o, size_t every, struct buf *signature, struct err *e)
{
	const struct policy_options *p = &o->opt->policy;
	const struct {
		const char *name;
		double value;
	} number[] = {{"epsilon", p->epsilon}, {"alpha", p->alpha}, {"deviation", p->deviation}, {"ridge", p->ridge},
		{"gamma", p->gamma}, {"mixing", p->mixing}, {"discount", p->discount}, {"window", (double)p->window},
		{"budget", p->budget}, {"lo", p->lo}, {"hi", p->hi}, {"dearest", p->dearest},
		{"feedback", o->opt->feedback}, {"delay", (double)o->opt->delay}, {"seed", (double)o->opt->seed},
		{"graded", o->in.c.graded}, {"report", o->opt->compares ? (double)every : NAN}};
	int st = state_sign(signature, "l2d-online", NULL, e);

	if (!st)
		st = state_sign(signature, "policy", policy_name(p->kind), e);
	if (!st)
		st = state_sign(signature, "fixed", o->opt->fixed, e);
	for (size_t i = 0; !st && i < sizeof number / sizeof *number; i++)
		st = state_sign_number(signature, number[i].name, number[i].value, e);
	for (size_t i = 0; !st && i < p->advisers; i++) {
		st = state_sign(signature, "over", policy_name(p->over[i].kind), e);
		if (!st && p->over[i].kind == POLICY_FIXED)
			st = state_sign_number(signature, "fixed", (double)p->over[i].agent, e);
	}
	for (size_t a = 0; !st && a < o->in.c.agent.n; a++)
		st = state_sign(signature, "agent", o->in.c.agent.name[a].s, e);
	for (size_t i = 0; !st && i < o->in.feature.n; i++)
		st = state_sign(signature, "feature", o->in.feature.member.name[i].s, e);
	return st;
}

enum { ROWS, PUT, T, U, WEIGHT, STREAM_NUMBERS, WHOLE = U };

/* By place: weights i, their current block's part, their rows. */
static int write_weights(const struct policy *p, struct state_out *o, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i <= p->k; i++) {
		const struct exponential *x = &p->weight[i];
		double place = 3 * (double)i;

		if (!x->k)
			continue;
		st = state_write_numbers(o, "weights", place, x->gain, x->k, e);
		if (!st && x->block)
			st = state_write_numbers(o, "weights", place + 1, x->block, x->k, e);
		if (!st)
			st = state_write_numbers(o, "weights", place + 2, (double[]){x->t, x->block_t}, 2, e);
	}
	return st;
}

/* By place: of agent a what it has learned, and behind all agents the current block's part. */
static int write_policy(const struct policy *p, const char *part, struct state_out *o, struct err *e)
{
	int st = ST_OK;
	size_t n = p->d * p->d + p->d;

	for (size_t a = 0; !st && a < p->n; a++) {
		st = state_write_numbers(o, part, (double)a, p->ridge[a].s, n, e);
		if (!st && p->ridge[a].block)
			st = state_write_numbers(o, part, (double)(p->n + a), p->ridge[a].block, n, e);
	}
	return st;
}

static int write_pending(const struct pending *p, struct state_out *o, struct err *e)
{
	size_t *row = pending_in_order(p, e);
	int st = row ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; !st && i < p->n; i++) {
		state_out_member(o, &p->row[row[i]].id);
		st = state_write_numbers(o, "pending", (double)p->row[row[i]].number, p->row[row[i]].v, p->width, e);
	}
	state_out_member(o, &(struct name){0});
	free(row);
	return st;
}

/* By place: the decisions, the rivals; behind all of them those of the window. */
static int write_regret(const struct regret *g, size_t from, struct state_out *out, struct err *e)
{
	int st = state_write_count(out, "counted", (double)from, g->rows, e);

	for (size_t i = 0; !st && i < g->n + 3; i++) {
		const struct earned *s = i ? &g->rival[i - 1] : &g->own;

		st = state_write_sum(out, "reward", (double)(from + i), &s->reward, e);
		if (!st)
			st = state_write_sum(out, "cost", (double)(from + i), &s->cost, e);
		if (!st && i)
			st = state_write_count(out, "known", (double)(from + i), g->known[i - 1], e);
		if (!st && i < g->n)
			st = state_write_count(out, "asked", (double)(from + i), g->asked[i], e);
	}
	return st;
}

static int write_comparison(const struct online *o, struct state_out *out, struct err *e)
{
	const double learner[] = {o->learner.t, o->learner.u};
	int st = write_policy(&o->learner, "learner", out, e);

	if (!st)
		st = state_write_numbers(out, "learner_price", 0, learner, 2, e);
	if (!st)
		st = write_regret(&o->regret, 0, out, e);
	return st ? st : write_regret(&o->window, o->regret.n + 3, out, e);
}

static int write_all(const void *arg, struct state_out *out, struct err *e)
{
	const struct online *o = arg;
	const struct policy *p = &o->policy;
	const double stream[STREAM_NUMBERS] = {(double)o->rows, (double)o->pending.put, p->t, p->u, o->in.weight};
	double arrival[ARRIVAL_NUMBERS];
	int st = state_write_numbers(out, "stream", 0, stream, STREAM_NUMBERS, e);

	arrival_numbers(&o->in.arrival, arrival);
	if (!st)
		st = state_write_numbers(out, "arrival", 0, arrival, ARRIVAL_NUMBERS, e);

	if (!st)
		st = write_policy(p, "ridge", out, e);
	if (!st)
		st = write_weights(p, out, e);
	if (!st && o->opt->compares)
		st = write_comparison(o, out, e);
	return st ? st : write_pending(&o->pending, out, e);
}

static void take_stream(struct online *o, struct state_item *i)
{
	double x[STREAM_NUMBERS];

	state_numbers(i, x, STREAM_NUMBERS);
	for (int k = 0; !i->wrong && k < STREAM_NUMBERS; k++)
		if (!(x[k] >= 0) || (k < WHOLE && (x[k] != floor(x[k]) || x[k] > 0x1p53)))
			i->wrong = "no such numbers";
	if (i->wrong)
		return;
	o->rows = (uint64_t)x[ROWS];
	o->pending.put = (uint64_t)x[PUT];
	o->policy.t = x[T];
	o->policy.u = x[U];
	o->in.weight = x[WEIGHT];
}

static bool take_policy(struct policy *p, const char *part, struct state_item *i)
{
	size_t k = state_index(i, 2 * p->n), n = p->d * p->d + p->d;
	struct ridge *r = &p->ridge[k % p->n];

	if (k == 2 * p->n)
		return false;
	if (!state_is(i, part) || (k >= p->n && !r->block))
		return false;
	state_numbers(i, k < p->n ? r->s : r->block, n);
	r->known = false;
	return true;
}

static bool take_weights(struct policy *p, struct state_item *i)
{
	size_t most = 3 * (p->k + 1), k = state_index(i, most);
	struct exponential *x = k < most ? &p->weight[k / 3] : NULL;
	double rows[2];

	if (!state_is(i, "weights") || !x || !x->k || (k % 3 == 1 && !x->block))
		return false;
	if (k % 3 < 2) {
		state_numbers(i, k % 3 ? x->block : x->gain, x->k);
		return true;
	}
	state_numbers(i, rows, 2);
	if (!i->wrong && !(rows[0] >= 0 && rows[1] >= 0 && rows[1] == floor(rows[1]) && rows[1] <= 0x1p53))
		i->wrong = "no such numbers";
	x->t = rows[0];
	x->block_t = rows[1];
	return true;
}

static int take_pending(struct online *o, struct state_item *i, struct err *e)
{
	uint64_t put = o->pending.put;
	double *v;

	if (!(i->place >= 0 && i->place < 0x1p53) || pending_find(&o->pending, i->member, i->member_length)) {
		i->wrong = "no such row";
		return ST_OK;
	}
	o->pending.put = (uint64_t)i->place;
	if (!(v = pending_put(&o->pending, i->member, i->member_length, e)))
		return ST_SYSTEM;
	o->pending.put = put;
	state_numbers(i, v, o->pending.width);
	if (!i->wrong && !(v[0] >= 0 && v[0] < (double)o->policy.n && v[0] == floor(v[0])))
		i->wrong = "no such agent";
	return ST_OK;
}

static bool take_regret(struct online *o, struct state_item *i)
{
	size_t n = o->regret.n + 3, k = state_index(i, 2 * n);
	struct regret *g = k < n ? &o->regret : &o->window;
	struct earned *s;

	if (k == 2 * n)
		return false;
	k %= n;
	s = k ? &g->rival[k - 1] : &g->own;
	if (state_is(i, "counted") && !k)
		state_add_count(i, &g->rows);
	else if (state_is(i, "reward"))
		state_add_sum(i, &s->reward);
	else if (state_is(i, "cost"))
		state_add_sum(i, &s->cost);
	else if (state_is(i, "known") && k)
		state_add_count(i, &g->known[k - 1]);
	else if (state_is(i, "asked") && k < g->n) {
		state_add_count(i, &g->asked[k]);
		g->decided += g->asked[k];
	} else
		return false;
	return true;
}

static void take_arrival(struct online *o, struct state_item *i)
{
	double x[ARRIVAL_NUMBERS];

	state_numbers(i, x, ARRIVAL_NUMBERS);
	if (!i->wrong && !arrival_take(&o->in.arrival, x))
		i->wrong = "no such numbers";
}

static void take_learner(struct online *o, struct state_item *i)
{
	double x[2];

	state_numbers(i, x, 2);
	if (!i->wrong && !(x[0] >= 0 && x[1] >= 0))
		i->wrong = "no such numbers";
	o->learner.t = x[0];
	o->learner.u = x[1];
}

static int take_item(void *arg, struct state_item *i, bool *taken, struct err *e)
{
	struct online *o = arg;

	*taken = true;
	if (state_is(i, "pending"))
		return take_pending(o, i, e);
	if (state_is(i, "stream"))
		take_stream(o, i);
	else if (state_is(i, "arrival"))
		take_arrival(o, i);
	else if (state_is(i, "learner_price") && o->opt->compares)
		take_learner(o, i);
	else if (!take_policy(&o->policy, "ridge", i) && !take_weights(&o->policy, i))
		*taken = o->opt->compares && (take_policy(&o->learner, "learner", i) || take_regret(o, i));
	return ST_OK;
}

int online_read(struct online *o, const char *path, const char *signature, struct err *e)
{
	return state_file_read(path, signature, take_item, o, e);
}

int online_write(const struct online *o, const char *path, const char *signature, struct err *e)
{
	return state_file_write(path, signature, write_all, o, e);
}
