/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/threshold.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

int threshold_init(
	struct threshold *p, enum rule rule, const struct names *classes, const struct names *experts, struct err *e)
{
	int st;

	*p = (struct threshold){.rule = rule, .cost = NAN, .seed = 1};
	threshold_set(p, &(struct threshold_setting){.price = 1, .next_price = NAN});
	st = names_add_list(&p->classes, classes->name, classes->n, e);
	if (!st)
		st = names_add_list(&p->experts, experts->name, experts->n, e);
	if (st)
		return st;
	p->constant = mem_alloc(experts->n, sizeof *p->constant, e);
	p->conf = mem_alloc(1 + experts->n, sizeof *p->conf, e);
	p->pay = mem_alloc(1 + experts->n, sizeof *p->pay, e);
	p->told = mem_alloc(1 + experts->n, sizeof *p->told, e);
	p->scaled = mem_alloc(1 + experts->n, sizeof *p->scaled, e);
	if (!p->constant || !p->conf || !p->pay || !p->told || !p->scaled)
		return ST_SYSTEM;
	for (size_t j = 0; j < experts->n; j++)
		p->constant[j] = rule == RULE_CHOW ? 1 : NAN;
	return ST_OK;
}

void threshold_free(struct threshold *p)
{
	names_free(&p->classes);
	names_free(&p->experts);
	names_free(&p->by);
	names_free(&p->group);
	free(p->of);
	free(p->constant);
	free(p->conf);
	free(p->pay);
	free(p->told);
	free(p->scaled);
	if (p->coin.gsl)
		rng_free(&p->coin);
	*p = (struct threshold){0};
}

void threshold_share(struct threshold *mine, const struct threshold *p, struct arena *a)
{
	size_t n = 1 + p->experts.n;

	*mine = *p;
	mine->coin = (struct rng){0};
	mine->conf = arena_alloc(a, n, sizeof *mine->conf);
	mine->pay = arena_alloc(a, n, sizeof *mine->pay);
	mine->told = arena_alloc(a, n, sizeof *mine->told);
	mine->scaled = arena_alloc(a, n, sizeof *mine->scaled);
}

void threshold_set(struct threshold *p, const struct threshold_setting *all)
{
	p->now = p->all = *all;
}

int threshold_set_groups(struct threshold *p, const struct names *by, const struct names *group,
	const struct threshold_setting *of, bool strict, struct err *e)
{
	int st = names_add_list(&p->by, by->name, by->n, e);

	if (!st)
		st = names_add_list(&p->group, group->name, group->n, e);
	p->of = st ? NULL : mem_alloc(group->n, sizeof *p->of, e);
	if (!p->of)
		return ST_SYSTEM;
	for (size_t g = 0; g < group->n; g++)
		p->of[g] = of[g];
	p->strict = strict;
	return ST_OK;
}

void threshold_use(struct threshold *p, size_t group)
{
	p->now = group == NAMES_NONE ? p->all : p->of[group];
}

bool threshold_tosses(const struct threshold *p)
{
	bool tosses = p->all.part > 0;

	for (size_t g = 0; p->of && g < p->group.n; g++)
		tosses = tosses || p->of[g].part > 0;
	return tosses;
}

void threshold_row(struct threshold *p, const struct rule_row *r, const bool *available, struct rule_row *out)
{
	bool defers = rule_defers(p->rule), any = false;

	*out = *r;
	out->conf = p->conf;
	out->cost = p->pay;
	out->defer = p->told;
	p->conf[0] = r->conf[0];
	p->pay[0] = r->cost[0];
	for (size_t j = 0; j < r->nexpert; j++) {
		bool may = available[1 + j];

		p->conf[1 + j] = !may ? NAN : isnan(p->constant[j]) ? r->conf[1 + j] : p->constant[j];
		if (p->ambiguity.size > 0 && may)
			p->conf[1 + j] = ambiguity_confidence(&p->ambiguity, p->conf[1 + j]);
		p->told[1 + j] = may ? r->defer[1 + j] : NAN;
		any |= !isnan(defers ? p->told[1 + j] : p->conf[1 + j]);
		p->pay[1 + j] = isnan(p->cost) ? r->cost[1 + j] : (double)r->asked * p->cost + r->beside;
	}
	out->alone = !any;
	out->deferred = !available[0];
}

/* A price that nobody pays: what is left of a confidence behind it is still a finite number. */
static const double price_most = 1e300;

/* What `price` makes of a cost; a price may be infinite, the multiplier of a budget that pays nothing. */
static double priced(double price, double cost)
{
	double x = cost == 0 ? 0 : price * cost;

	return fmin(fmax(x, -price_most), price_most);
}

static void choose_at(struct threshold *p, const struct rule_row *r, double price, struct threshold_choice *c)
{
	struct rule_row scaled;

	if (price != 1) {
		scaled = *r;
		for (size_t a = 0; a <= r->nexpert; a++)
			p->scaled[a] = priced(price, r->cost[a]);
		scaled.cost = p->scaled;
		r = &scaled;
	}
	c->score = rule_score(p->rule, r, &c->expert);
	c->deferred = r->deferred;
}

void threshold_choose(struct threshold *p, const struct rule_row *r, struct threshold_choice *c)
{
	choose_at(p, r, p->now.price, c);
}

static int toss(struct threshold *p, bool *heads, struct err *e)
{
	int st = p->coin.gsl ? ST_OK : rng_init(&p->coin, p->seed, e);

	if (!st)
		*heads = rng_uniform(&p->coin) < p->now.part;
	return st;
}

size_t threshold_agent(const struct threshold *p, const struct threshold_choice *c)
{
	if (c->expert == NAMES_NONE)
		return 0;
	return c->deferred || c->score > p->now.threshold ? 1 + c->expert : 0;
}

int threshold_settle(
	struct threshold *p, const struct rule_row *r, struct threshold_choice *c, size_t *agent, struct err *e)
{
	struct threshold_choice other;
	bool heads = false;
	int st = ST_OK;

	*agent = threshold_agent(p, c);
	if (!(p->now.part > 0) || c->deferred || c->expert == NAMES_NONE)
		return ST_OK;
	if (isnan(p->now.next_price)) {
		if (c->score == p->now.threshold)
			st = toss(p, &heads, e);
		if (heads)
			*agent = 1 + c->expert;
		return st;
	}
	choose_at(p, r, p->now.next_price, &other);
	if (threshold_agent(p, &other) != *agent)
		st = toss(p, &heads, e);
	if (heads) {
		*c = other;
		*agent = threshold_agent(p, c);
	}
	return st;
}
