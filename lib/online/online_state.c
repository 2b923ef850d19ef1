/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "online/online_state.h"

#include <math.h>
#include <stdlib.h>

int online_sign(const struct online *o, size_t window, struct buf *signature, struct err *e)
{
	const struct policy_options *p = &o->opt->policy;
	const struct {
		const char *name;
		double value;
	} number[] = {{"epsilon", p->epsilon}, {"alpha", p->alpha}, {"scale", p->scale}, {"ridge", p->ridge},
		{"gamma", p->gamma}, {"mixing", p->mixing}, {"discount", p->discount}, {"budget", p->budget},
		{"feedback", o->opt->feedback}, {"delay", (double)o->opt->delay}, {"seed", (double)o->opt->seed},
		{"report", o->opt->compares ? (double)window : NAN}};
	int st = state_sign(signature, "l2d-online", NULL, e);

	if (!st)
		st = state_sign(signature, "policy", policy_name(p->kind), e);
	if (!st)
		st = state_sign(signature, "fixed", o->opt->fixed, e);
	for (size_t i = 0; !st && i < sizeof number / sizeof *number; i++)
		st = state_sign_number(signature, number[i].name, number[i].value, e);
	for (size_t a = 0; !st && a < o->in.c.agent.n; a++)
		st = state_sign(signature, "agent", o->in.c.agent.name[a].s, e);
	for (size_t i = 0; !st && i < o->in.feature.n; i++)
		st = state_sign(signature, "feature", o->in.feature.member.name[i].s, e);
	return st;
}

/* Whole numbers first. */
enum { ROWS, PUT, WEIGHT_T, T, WHOLE, U = WHOLE, WEIGHT, STREAM_NUMBERS };

static int write_policy(const struct policy *p, const char *s, const char *b, struct state_out *o, struct err *e)
{
	int st = ST_OK;

	for (size_t a = 0; !st && a < p->n; a++) {
		st = state_write_numbers(o, s, (double)a, p->ridge[a].s, p->d * p->d, e);
		if (!st)
			st = state_write_numbers(o, b, (double)a, p->ridge[a].b, p->d, e);
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

static int write_regret(const struct online *o, struct state_out *out, struct err *e)
{
	const struct regret *g = &o->regret;
	const double learner[] = {o->learner.t, o->learner.u};
	int st = write_policy(&o->learner, "learner", "learner_b", out, e);

	if (!st)
		st = state_write_numbers(out, "learner_price", 0, learner, 2, e);
	if (!st)
		st = state_write_count(out, "counted", 0, g->rows, e);
	for (size_t i = 0; !st && i <= g->n + 2; i++) {
		const struct earned *s = i ? &g->rival[i - 1] : &g->own;

		st = state_write_sum(out, "reward", (double)i, &s->reward, e);
		if (!st)
			st = state_write_sum(out, "cost", (double)i, &s->cost, e);
		if (!st && i)
			st = state_write_count(out, "known", (double)i, g->known[i - 1], e);
	}
	for (size_t a = 0; !st && a < g->n; a++)
		st = state_write_count(out, "asked", (double)a, g->asked[a], e);
	return st;
}

static int write_all(const void *arg, struct state_out *out, struct err *e)
{
	const struct online *o = arg;
	const struct policy *p = &o->policy;
	const double stream[STREAM_NUMBERS] = {
		(double)o->rows, (double)o->pending.put, p->weight.t, p->t, p->u, o->in.weight};
	int st = state_write_numbers(out, "stream", 0, stream, STREAM_NUMBERS, e);

	if (!st)
		st = write_policy(p, "ridge", "ridge_b", out, e);
	if (!st && p->weight.k)
		st = state_write_numbers(out, "weights", 0, p->weight.gain, p->weight.k, e);
	if (!st && o->opt->compares)
		st = write_regret(o, out, e);
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
	o->policy.weight.t = x[WEIGHT_T];
	o->policy.t = x[T];
	o->policy.u = x[U];
	o->in.weight = x[WEIGHT];
}

static bool take_ridge(struct policy *p, const char *s, const char *b, struct state_item *i)
{
	size_t a = state_index(i, p->n);

	if (a == p->n || !(state_is(i, s) || state_is(i, b)))
		return false;
	if (state_is(i, s))
		state_numbers(i, p->ridge[a].s, p->d * p->d);
	else
		state_numbers(i, p->ridge[a].b, p->d);
	p->ridge[a].known = false;
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
	struct regret *g = &o->regret;
	size_t k = state_index(i, g->n + 3), a = state_index(i, g->n);
	struct earned *s = k ? &g->rival[k - 1] : &g->own;
	double learner[2];

	if (!o->opt->compares)
		return false;
	if (state_is(i, "counted"))
		state_add_count(i, &g->rows);
	else if (state_is(i, "reward") && k < g->n + 3)
		state_add_sum(i, &s->reward);
	else if (state_is(i, "cost") && k < g->n + 3)
		state_add_sum(i, &s->cost);
	else if (state_is(i, "known") && k && k < g->n + 3)
		state_add_count(i, &g->known[k - 1]);
	else if (state_is(i, "asked") && a < g->n) {
		state_add_count(i, &g->asked[a]);
		g->decided += g->asked[a];
	} else if (state_is(i, "learner_price")) {
		state_numbers(i, learner, 2);
		o->learner.t = learner[0];
		o->learner.u = learner[1];
	} else
		return take_ridge(&o->learner, "learner", "learner_b", i);
	return true;
}

static int take_item(void *arg, struct state_item *i, bool *taken, struct err *e)
{
	struct online *o = arg;

	*taken = true;
	if (state_is(i, "pending"))
		return take_pending(o, i, e);
	if (state_is(i, "stream"))
		take_stream(o, i);
	else if (state_is(i, "weights") && o->policy.weight.k)
		state_numbers(i, o->policy.weight.gain, o->policy.weight.k);
	else if (!take_ridge(&o->policy, "ridge", "ridge_b", i))
		*taken = take_regret(o, i);
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
