/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "online/policy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static const char *const names[POLICY_KINDS] = {
	"greedy", "epsilon", "ucb", "thompson", "exp3", "exp3.s", "hedge", "fixed", "conf"};

const char *policy_name(size_t kind)
{
	return kind < POLICY_KINDS ? names[kind] : NULL;
}

static bool weighs(enum policy_kind kind)
{
	return kind == POLICY_EXP3 || kind == POLICY_EXP3_S;
}

bool policy_bounded(const struct policy_options *o)
{
	return o->kind == POLICY_HEDGE || weighs(o->kind);
}

static int init_arrays(struct policy *p, struct err *e)
{
	size_t n = p->n, k = p->k;

	p->ridge = mem_alloc(n, sizeof *p->ridge, e);
	p->weight = mem_alloc(k + 1, sizeof *p->weight, e);
	p->estimate = mem_alloc(5 * n + n * n + k * n + n + k, sizeof *p->estimate, e);
	if (!p->ridge || !p->weight || !p->estimate)
		return ST_SYSTEM;
	p->width = p->estimate + n;
	p->value = p->width + n;
	p->scratch = p->value + n;
	p->p = p->scratch + n;
	p->each = p->p + n;
	p->advice = p->each + n * n;
	p->gain = p->advice + k * n;
	return ST_OK;
}

int policy_init(struct policy *p, const struct policy_options *opt, size_t n, size_t d, bool priced, struct err *e)
{
	int st;

	*p = (struct policy){.opt = opt, .n = n, .d = d, .priced = priced, .alone = {opt->kind, opt->fixed}};
	p->hedges = opt->kind == POLICY_HEDGE;
	p->over = p->hedges ? opt->over : &p->alone;
	p->k = p->hedges ? opt->advisers : 1;
	best_parts_init(&p->parts);
	st = init_arrays(p, e);
	for (size_t a = 0; !st && a < n; a++)
		st = ridge_init(&p->ridge[a], d, opt->ridge, opt->window, e);
	for (size_t i = 0; !st && i < p->k; i++) {
		bool shares = p->over[i].kind == POLICY_EXP3_S;

		if (!weighs(p->over[i].kind))
			continue;
		p->weighs = true;
		st = exponential_init(
			&p->weight[i], n, opt->gamma, shares ? opt->mixing : 0, opt->window && !shares, e);
	}
	return st || !p->hedges ? st : exponential_init(&p->weight[p->k], p->k, opt->gamma, 0, opt->window, e);
}

void policy_free(struct policy *p)
{
	for (size_t a = 0; p->ridge && a < p->n; a++)
		ridge_free(&p->ridge[a]);
	for (size_t i = 0; p->weight && i <= p->k; i++)
		exponential_free(&p->weight[i]);
	free(p->ridge);
	free(p->weight);
	free(p->estimate);
	*p = (struct policy){0};
}

static double price(const struct policy *p)
{
	return isnan(p->opt->budget) ? 1 : p->u / p->opt->budget;
}

size_t policy_best(const struct policy *p, const struct policy_row *r, const double *x)
{
	double each = price(p), most = -INFINITY;
	size_t best = p->n;

	for (size_t a = 0; a < p->n; a++) {
		double utility = r->available[a] ? x[a] - each * r->cost[a] : -INFINITY;

		if (utility > most) {
			most = utility;
			best = a;
		}
	}
	return best;
}

static void estimate(struct policy *p, const struct policy_row *r)
{
	for (size_t a = 0; a < p->n; a++) {
		p->estimate[a] = ridge_estimate(&p->ridge[a], r->phi, &p->width[a]);
		if (!isnan(r->conf[a]))
			p->estimate[a] += r->conf[a];
	}
}

/* The agent, or where it may not be asked all that may, evenly. */
static void name(const struct policy *p, const struct policy_row *r, size_t agent, double *advice)
{
	size_t some = 0;

	for (size_t a = 0; a < p->n; a++)
		some += r->available[a];
	for (size_t a = 0; a < p->n; a++)
		advice[a] = r->available[agent] ? a == agent : r->available[a] ? 1 / (double)some : 0;
}

static void sample_posterior(struct policy *p, const struct policy_row *r, double *advice)
{
	for (size_t a = 0; a < p->n; a++) {
		p->value[a] = p->estimate[a] - p->price * r->cost[a];
		p->scratch[a] = p->width[a] * p->opt->deviation;
	}
	best_probability(&p->parts, p->value, p->scratch, r->available, p->n, advice);
}

/* All on the agent with the largest value, but for epsilon, which is spread. */
static void prefer(const struct policy *p, const struct policy_row *r, double epsilon, double *advice)
{
	size_t some = 0;

	name(p, r, policy_best(p, r, p->value), advice);
	for (size_t a = 0; a < p->n; a++)
		some += r->available[a];
	for (size_t a = 0; epsilon > 0 && a < p->n; a++)
		advice[a] = r->available[a] ? (1 - epsilon) * advice[a] + epsilon / (double)some : 0;
}

/* By which greedy, epsilon, ucb and conf prefer agents. */
static void set_values(struct policy *p, const struct policy_row *r, enum policy_kind kind)
{
	for (size_t a = 0; a < p->n; a++)
		p->value[a] = kind == POLICY_CONF
			? (isnan(r->conf[a]) ? 0 : r->conf[a])
			: p->estimate[a] + (kind == POLICY_UCB ? p->opt->alpha * p->width[a] : 0);
}

static void advise(struct policy *p, const struct policy_row *r, size_t i)
{
	const struct adviser *who = &p->over[i];
	double *advice = p->advice + i * p->n;

	if (weighs(who->kind))
		exponential_probabilities(&p->weight[i], p->each, r->available, p->n, advice);
	else if (who->kind == POLICY_THOMPSON)
		sample_posterior(p, r, advice);
	else if (who->kind == POLICY_FIXED && r->available[who->agent])
		name(p, r, who->agent, advice);
	else {
		set_values(p, r, who->kind);
		prefer(p, r, who->kind == POLICY_EPSILON ? p->opt->epsilon : 0, advice);
	}
}

static double cheapest(const struct policy *p, const struct policy_row *r)
{
	double least = INFINITY;

	for (size_t a = 0; a < p->n; a++)
		if (r->available[a])
			least = fmin(least, r->cost[a]);
	return least;
}

void policy_probabilities(struct policy *p, const struct policy_row *r)
{
	p->price = price(p);
	p->least = isnan(p->opt->budget) ? 0 : cheapest(p, r);
	estimate(p, r);
	for (size_t a = 0; p->weighs && a < p->n; a++)
		name(p, r, a, p->each + a * p->n);
	for (size_t i = 0; i < p->k; i++)
		advise(p, r, i);
	if (p->hedges)
		exponential_probabilities(&p->weight[p->k], p->advice, r->available, p->n, p->p);
	else
		memcpy(p->p, p->advice, p->n * sizeof *p->p);
}

size_t policy_advice(const struct policy *p, size_t agent, double *v)
{
	size_t k = p->hedges ? p->k : 0, n = p->weighs ? p->n : 0;

	for (size_t i = 0; v && i < k; i++)
		*v++ = p->advice[i * p->n + agent];
	for (size_t a = 0; v && a < n; a++)
		*v++ = p->each[a * p->n + agent];
	return k + n;
}

static void forget(struct policy *p)
{
	size_t half = p->opt->window / 2;
	bool turns = half && fmod(p->t, (double)half) == 0;

	for (size_t a = 0; a < p->n; a++) {
		ridge_discount(&p->ridge[a], p->opt->discount);
		if (turns)
			ridge_next_block(&p->ridge[a]);
	}
	for (size_t i = 0; i <= p->k; i++) {
		exponential_discount(&p->weight[i], p->opt->discount);
		if (turns)
			exponential_next_block(&p->weight[i]);
	}
}

void policy_pass(struct policy *p, double cost)
{
	p->t++;
	if (!isnan(p->opt->budget))
		p->u = fmax(0, p->u + (cost / p->opt->budget - 1) / sqrt(p->t));
	forget(p);
}

double policy_charge(const struct policy *p, double cost)
{
	return p->price * (cost - p->least);
}

double policy_gain(const struct policy *p, double reward, double charge)
{
	double range = p->opt->hi - p->opt->lo, scaled = (reward - p->opt->lo) / range;
	double most = !p->priced ? 0 : isnan(p->opt->budget) ? 1 : p->opt->dearest / p->opt->budget;

	return fmin(1, fmax(0, (most + scaled - charge / range) / (1 + most)));
}

static void learn_reward(struct policy *p, size_t a, const double *phi, double conf, double reward)
{
	ridge_add(&p->ridge[a], phi, reward - (isnan(conf) ? 0 : conf));
}

/* Hands the gains of advice [k], of the one who was asked, to weights. */
static void learn_gain(struct policy *p, struct exponential *x, const double *advice, double gain)
{
	for (size_t i = 0; i < x->k; i++)
		p->gain[i] = advice[i] * gain;
	if (x->k)
		exponential_add(x, p->gain, p->n);
}

void policy_learn(struct policy *p, const struct decided *d, double reward)
{
	double gain = policy_gain(p, reward, d->charge) / d->propensity;

	learn_reward(p, d->agent, d->phi, d->conf, reward);
	for (size_t i = 0; i < p->k; i++)
		learn_gain(p, &p->weight[i], d->advice + p->weight[p->k].k, gain);
	learn_gain(p, &p->weight[p->k], d->advice, gain);
}

/* The same of everybody; advice [k x n]. */
static void learn_gains(
	struct policy *p, struct exponential *x, const double *advice, const struct policy_row *r, const double *reward)
{
	for (size_t i = 0; i < x->k; i++) {
		p->gain[i] = 0;
		for (size_t a = 0; a < p->n; a++)
			if (!isnan(reward[a]))
				p->gain[i] +=
					advice[i * p->n + a] * policy_gain(p, reward[a], policy_charge(p, r->cost[a]));
	}
	if (x->k)
		exponential_add(x, p->gain, p->n);
}

void policy_learn_all(struct policy *p, const struct policy_row *r, const double *reward)
{
	for (size_t a = 0; a < p->n; a++)
		if (!isnan(reward[a]))
			learn_reward(p, a, r->phi, r->conf[a], reward[a]);
	for (size_t i = 0; i <= p->k; i++)
		learn_gains(p, &p->weight[i], i < p->k ? p->each : p->advice, r, reward);
}
