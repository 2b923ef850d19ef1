/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "online/online.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/vec.h"
#include "number/num_parse.h"
#include "number/num_print.h"
#include "online/over.h"

/* What is remembered of a decision; then phi and the advice. */
enum { AGENT, PROPENSITY, CHARGE, CONF, REWARD, WIDTH };

static int find_fixed(struct online *o, struct err *e)
{
	const struct names *agent = &o->in.c.agent;
	const char *name = o->opt->fixed;

	if (!name)
		return ST_OK;
	o->opt->policy.fixed = names_find(agent, name, strlen(name));
	if (o->opt->policy.fixed != NAMES_NONE)
		return ST_OK;
	return err_set(e, ST_USAGE, "--agent: no such agent: '%.200s'", name);
}

/* The policies that it is over, which must have what they go by. */
static int find_policies(struct online *o, struct err *e)
{
	struct policy_options *p = &o->opt->policy;
	bool by_conf = p->kind == POLICY_CONF;
	int st = find_fixed(o, e);

	if (!st && p->kind == POLICY_HEDGE)
		st = over_parse(o->opt->over, &o->in.c.agent, o->in.confs, &o->over, &p->advisers, e);
	p->over = o->over;
	for (size_t i = 0; !st && i < p->advisers; i++)
		by_conf |= p->over[i].kind == POLICY_CONF;
	return st || !by_conf || o->in.confs
		? st
		: table_absent(o->in.c.t, (const enum role[]){ROLE_CONF, ROLE_ESTIMATE}, 2, e);
}

static int init_rivals(struct online *o, struct err *e)
{
	size_t n = o->in.c.agent.n;
	int st = regret_init(&o->regret, n, e);

	if (!st)
		st = regret_init(&o->window, n, e);
	o->learner_options = o->opt->policy;
	o->learner_options.kind = POLICY_GREEDY;
	if (!st)
		st = policy_init(&o->learner, &o->learner_options, n, 1 + o->in.feature.n, o->in.priced, e);
	o->choice = mem_alloc(n + 2, sizeof *o->choice, e);
	return st ? st : o->choice ? ST_OK : ST_SYSTEM;
}

int online_feedback(const char *text, struct online_options *o, struct err *e)
{
	static const char *const kind[] = {"bandit", "full", "delayed:", "later"};

	for (size_t k = 0; k < sizeof kind / sizeof *kind; k++) {
		if (strncmp(text, kind[k], k == FEEDBACK_DELAYED ? 8 : strlen(text) + 1))
			continue;
		o->feedback = (enum feedback)k;
		if (k != FEEDBACK_DELAYED || !num_parse_size(text + 8, strlen(text + 8), &o->delay))
			return ST_OK;
	}
	return err_set(e, ST_USAGE, "--feedback: neither bandit, full, delayed:ROWS nor later: '%.200s'", text);
}

int online_init(struct online *o, struct table *t, struct online_options *opt, struct err *e)
{
	int st = online_input_init(&o->in, t, opt->feedback == FEEDBACK_LATER, opt->renormalize, e);

	o->opt = opt;
	o->in.bounded = policy_bounded(&opt->policy);
	o->in.lo = opt->policy.lo;
	o->in.hi = opt->policy.hi;
	o->in.dearest = opt->policy.dearest;
	if (!st)
		st = find_policies(o, e);
	if (!st)
		st = policy_init(&o->policy, &opt->policy, o->in.c.agent.n, 1 + o->in.feature.n, o->in.priced, e);
	if (!st && opt->compares)
		st = init_rivals(o, e);
	if (!st)
		pending_init(&o->pending, WIDTH + o->policy.d + policy_advice(&o->policy, 0, NULL));
	return st;
}

void online_free(struct online *o)
{
	online_input_free(&o->in);
	policy_free(&o->policy);
	pending_free(&o->pending);
	policy_free(&o->learner);
	regret_free(&o->regret);
	regret_free(&o->window);
	free(o->choice);
	free(o->over);
	*o = (struct online){0};
}

/* The agent at which u falls; none of probability 0. */
static size_t draw(const double *p, size_t n, double u)
{
	size_t last = 0;

	for (size_t a = 0; a < n; a++) {
		if (!(p[a] > 0))
			continue;
		last = a;
		if (u < p[a])
			break;
		u -= p[a];
	}
	return last;
}

static void remember(const struct online *o, double *v)
{
	const struct policy *p = &o->policy;

	v[AGENT] = (double)o->agent;
	v[PROPENSITY] = o->propensity;
	v[CHARGE] = policy_charge(p, o->in.row.cost[o->agent]);
	v[CONF] = isnan(o->in.row.conf[o->agent]) ? 0 : o->in.row.conf[o->agent];
	v[REWARD] = o->in.reward[o->agent];
	memcpy(v + WIDTH, o->in.phi, p->d * sizeof *v);
	policy_advice(p, o->agent, v + WIDTH + p->d);
}

static void learn(struct online *o, const double *v, double reward)
{
	const struct decided d = {.agent = (size_t)v[AGENT],
		.propensity = v[PROPENSITY],
		.charge = v[CHARGE],
		.conf = v[CONF],
		.phi = v + WIDTH,
		.advice = v + WIDTH + o->policy.d};

	policy_learn(&o->policy, &d, reward);
}

static double *wait_for(struct online *o, const char *id, size_t n, struct err *e)
{
	double *v = pending_put(&o->pending, id, n, e);

	if (v)
		remember(o, v);
	return v;
}

/* The row so many rows before, by its number, if its outcome is known; a delay of 0 is this one. */
static int learn_delayed(struct online *o, struct err *e)
{
	char name[NUM_LENGTH];
	size_t n = num_print(name, (double)o->rows, 0);
	const double *v;

	if (!isnan(o->in.reward[o->agent]) && !wait_for(o, name, n, e))
		return ST_SYSTEM;
	if (o->rows < o->opt->delay)
		return ST_OK;
	n = num_print(name, (double)(o->rows - o->opt->delay), 0);
	v = pending_find(&o->pending, name, n);
	if (v)
		learn(o, v, v[REWARD]);
	pending_drop(&o->pending, name, n);
	return ST_OK;
}

static int feed_back(struct online *o, struct err *e)
{
	const struct csv_field *id = o->in.id_column == NAMES_NONE ? NULL : &o->in.c.t->row.f[o->in.id_column];
	double *v;

	switch (o->opt->feedback) {
	case FEEDBACK_FULL:
		policy_learn_all(&o->policy, &o->in.row, o->in.reward);
		return ST_OK;
	case FEEDBACK_BANDIT:
	case FEEDBACK_DELAYED:
		return learn_delayed(o, e);
	case FEEDBACK_LATER:
		break;
	}
	if (!(v = wait_for(o, id->p, id->n, e)))
		return ST_SYSTEM;
	v[REWARD] = 0; /* not known */
	return ST_OK;
}

static void compare(struct online *o)
{
	const struct policy_row *r = &o->in.row;
	size_t n = o->policy.n;

	for (size_t a = 0; a < n; a++) {
		o->choice[a] = a;
		o->learner.width[a] = isnan(r->conf[a]) ? 0 : r->conf[a];
	}
	o->choice[n] = o->in.confs ? policy_best(&o->policy, r, o->learner.width) : n;
	policy_probabilities(&o->learner, r);
	o->choice[n + 1] = vec_argmax(o->learner.p, n);
	regret_add(&o->window, r, o->agent, o->in.reward, o->choice);
	policy_pass(&o->learner, r->cost[o->choice[n + 1]]);
	policy_learn_all(&o->learner, r, o->in.reward);
}

static int decide(struct online *o, struct err *e)
{
	int st;

	policy_probabilities(&o->policy, &o->in.row);
	o->agent = draw(o->policy.p, o->policy.n, online_input_random(&o->in, o->opt->seed, o->rows));
	o->propensity = o->policy.p[o->agent];
	if (o->opt->compares)
		compare(o);
	policy_pass(&o->policy, o->in.row.cost[o->agent]);
	st = feed_back(o, e);
	o->rows++;
	o->decided = true;
	return st;
}

/* Whether the row is the outcome of one that was decided before. */
static bool comes_later(struct online *o)
{
	const struct csv_field *id;
	const double *v;

	if (o->opt->feedback != FEEDBACK_LATER)
		return false;
	id = &o->in.c.t->row.f[o->in.id_column];
	v = pending_find(&o->pending, id->p, id->n);
	if (!v)
		return false;
	if (!isnan(o->in.reward[(size_t)v[AGENT]])) {
		learn(o, v, o->in.reward[(size_t)v[AGENT]]);
		pending_drop(&o->pending, id->p, id->n);
	}
	o->decided = false;
	return true;
}

int online_report(struct online *o, struct report *out, struct err *e)
{
	int st;

	regret_merge(&o->regret, &o->window);
	st = regret_write(&o->regret, &o->window, &o->in.c.agent, o->opt->policy.budget, out, e);
	regret_clear(&o->window);
	return st;
}

int online_next(struct online *o, struct err *e)
{
	int st = online_input_next(&o->in, e);

	if (st)
		return st;
	return comes_later(o) ? ST_OK : decide(o, e);
}
