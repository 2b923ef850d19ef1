/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "online/policy.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

static const char *const names[POLICY_KINDS] = {
	"greedy", "epsilon", "ucb", "thompson", "exp3", "exp3.s", "hedge", "fixed"};

const char *policy_name(size_t kind)
{
	return kind < POLICY_KINDS ? names[kind] : NULL;
}

static size_t advisers(const struct policy *p)
{
	switch (p->opt->kind) {
	case POLICY_EXP3:
	case POLICY_EXP3_S:
		return p->n;
	case POLICY_HEDGE:
		return p->n + 1 + p->confs;
	default:
		return 0;
	}
}

int policy_init(
	struct policy *p, const struct policy_options *opt, size_t n, size_t d, bool confs, bool priced, struct err *e)
{
	size_t k;
	int st = ST_OK;

	*p = (struct policy){.opt = opt, .n = n, .d = d, .confs = confs, .priced = priced};
	k = advisers(p);
	best_parts_init(&p->parts);
	p->ridge = mem_alloc(n, sizeof *p->ridge, e);
	p->estimate = mem_alloc(3 * n + k * n + k, sizeof *p->estimate, e);
	if (!p->ridge || !p->estimate)
		return ST_SYSTEM;
	p->width = p->estimate + n;
	p->p = p->width + n;
	p->advice = p->p + n;
	p->gain = p->advice + k * n;
	for (size_t a = 0; !st && a < n; a++)
		st = ridge_init(&p->ridge[a], d, opt->ridge, opt->window, e);
	if (!st && k)
		st = exponential_init(
			&p->weight, k, opt->gamma, opt->kind == POLICY_EXP3_S ? opt->mixing : 0, opt->window, e);
	return st;
}

void policy_free(struct policy *p)
{
	for (size_t a = 0; p->ridge && a < p->n; a++)
		ridge_free(&p->ridge[a]);
	free(p->ridge);
	free(p->estimate);
	exponential_free(&p->weight);
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

/* One adviser: the agent, or where it may not be asked all that may, evenly. */
static void advise(const struct policy *p, const struct policy_row *r, size_t agent, double *advice)
{
	size_t some = 0;

	for (size_t a = 0; a < p->n; a++)
		some += r->available[a];
	for (size_t a = 0; a < p->n; a++)
		advice[a] = r->available[agent] ? a == agent : r->available[a] ? 1 / (double)some : 0;
}

static void weigh(struct policy *p, const struct policy_row *r)
{
	size_t k = 0;

	for (; k < p->n; k++)
		advise(p, r, k, p->advice + k * p->n);
	if (p->opt->kind == POLICY_HEDGE) {
		advise(p, r, policy_best(p, r, p->estimate), p->advice + k++ * p->n);
		for (size_t a = 0; a < p->n; a++)
			p->width[a] = isnan(r->conf[a]) ? 0 : r->conf[a];
		if (p->confs)
			advise(p, r, policy_best(p, r, p->width), p->advice + k++ * p->n);
	}
	exponential_probabilities(&p->weight, p->advice, r->available, p->n, p->p);
}

static void sample_posterior(struct policy *p, const struct policy_row *r)
{
	double each = price(p);

	for (size_t a = 0; a < p->n; a++) {
		p->estimate[a] -= each * r->cost[a];
		p->width[a] *= p->opt->deviation;
	}
	best_probability(&p->parts, p->estimate, p->width, r->available, p->n, p->p);
}

/* All on one agent, but for epsilon, which is spread. */
static void prefer(struct policy *p, const struct policy_row *r, size_t agent, double epsilon)
{
	advise(p, r, agent, p->p);
	for (size_t a = 0, some = 0; epsilon > 0 && a < p->n; a++) {
		some = 0;
		for (size_t b = 0; b < p->n; b++)
			some += r->available[b];
		p->p[a] = r->available[a] ? (1 - epsilon) * p->p[a] + epsilon / (double)some : 0;
	}
}

void policy_probabilities(struct policy *p, const struct policy_row *r)
{
	const struct policy_options *o = p->opt;

	estimate(p, r);
	if (o->kind == POLICY_UCB)
		for (size_t a = 0; a < p->n; a++)
			p->estimate[a] += o->alpha * p->width[a];
	if (p->weight.k)
		weigh(p, r);
	else if (o->kind == POLICY_THOMPSON)
		sample_posterior(p, r);
	else if (o->kind == POLICY_FIXED && r->available[o->fixed])
		prefer(p, r, o->fixed, 0);
	else
		prefer(p, r, policy_best(p, r, p->estimate), o->kind == POLICY_EPSILON ? o->epsilon : 0);
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
	if (p->weight.k)
		exponential_discount(&p->weight, p->opt->discount);
	if (p->weight.k && turns)
		exponential_next_block(&p->weight);
}

void policy_pass(struct policy *p, double cost)
{
	p->t++;
	if (!isnan(p->opt->budget))
		p->u = fmax(0, p->u + (cost / p->opt->budget - 1) / sqrt(p->t));
	forget(p);
}

/* In [0, 1]: rewards are in [lo, hi], costs in [0, hi - lo]. */
static double gain(const struct policy *p, double reward, double cost)
{
	double range = p->opt->hi - p->opt->lo, scaled = (reward - p->opt->lo) / range;

	return fmin(1, p->priced ? (1 + scaled - cost / range) / 2 : scaled);
}

static void learn_reward(struct policy *p, size_t a, const double *phi, double conf, double reward)
{
	ridge_add(&p->ridge[a], phi, reward - (isnan(conf) ? 0 : conf));
}

void policy_learn(struct policy *p, const struct decided *d, double reward)
{
	learn_reward(p, d->agent, d->phi, d->conf, reward);
	for (size_t i = 0; i < p->weight.k; i++)
		p->gain[i] = d->advice[i] * gain(p, reward, d->cost) / d->propensity;
	if (p->weight.k)
		exponential_add(&p->weight, p->gain, p->n);
}

void policy_learn_all(struct policy *p, const struct policy_row *r, const double *reward)
{
	for (size_t a = 0; a < p->n; a++)
		if (!isnan(reward[a]))
			learn_reward(p, a, r->phi, r->conf[a], reward[a]);
	for (size_t i = 0; i < p->weight.k; i++) {
		p->gain[i] = 0;
		for (size_t a = 0; a < p->n; a++)
			if (!isnan(reward[a]))
				p->gain[i] += p->advice[i * p->n + a] * gain(p, reward[a], r->cost[a]);
	}
	if (p->weight.k)
		exponential_add(&p->weight, p->gain, p->n);
}
