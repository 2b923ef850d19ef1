/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/router.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "cascade/cascade_fit.h"
#include "csv/line.h"
#include "decide/best_agent.h"
#include "number/num_parse.h"

#define SUMMAND_MAX 1e280 /* 1e28 of these have a finite sum */

int router_init(struct router *r, enum router_rule rule, size_t m, size_t members, struct err *e)
{
	size_t most = m > members ? m : members;

	*r = (struct router){
		.rule = rule, .m = m, .lambda = 1, .cost = NAN, .gain = NAN, .bound = NAN, .latency = INFINITY};
	r->scratch = mem_alloc(4 * most, sizeof *r->scratch, e);
	r->heard = mem_alloc(most, sizeof *r->heard, e);
	return r->scratch && r->heard ? ST_OK : ST_SYSTEM;
}

void router_free(struct router *r)
{
	free(r->scratch);
	free(r->heard);
	names_free(&r->who);
	frontier_free(&r->frontier);
	cascade_free(&r->cascade);
	frugal_free(&r->frugal);
	adaptive_free(&r->adaptive);
	names_free(&r->label);
	*r = (struct router){0};
}

int router_set_all(struct router *r, size_t most, const char *option, const struct names *agent, struct err *e)
{
	if (r->m > most)
		return err_set(e, ST_USAGE, "%s: more than %zu agents", option, most);
	for (r->members = 0; r->members < r->m; r->members++)
		r->member[r->members] = r->members;
	return names_add_list(&r->who, agent->name, agent->n, e);
}

static int add_member(struct router *r, const char *s, size_t n, const struct names *agent, struct err *e)
{
	size_t a = names_find(agent, s, n), k = r->members;

	if (a == NAMES_NONE)
		return err_set(e, ST_USAGE, "--order: no such agent: '%.*s'", (int)(n < 200 ? n : 200), s);
	if (names_find(&r->who, s, n) != NAMES_NONE)
		return err_set(e, ST_USAGE, "--order: the agent stands twice: '%s'", agent->name[a].s);
	if (r->members == CASCADE_STAGES)
		return err_set(e, ST_USAGE, "--order: more than %d agents", CASCADE_STAGES);
	r->plan.order[k] = k;
	r->member[r->members++] = a;
	return names_add(&r->who, s, n, &k, e);
}

int router_set_order(struct router *r, const char *list, const struct names *agent, struct err *e)
{
	int st = ST_OK;

	r->any = !strcmp(list, "any");
	if (r->any)
		st = router_set_all(r, CASCADE_ANY_MOST, "--order any", agent, e);
	for (const char *s = list; !st && !r->any; s++) {
		size_t n = strcspn(s, ",");

		st = add_member(r, s, n, agent, e);
		s += n;
		if (!*s)
			break;
	}
	r->plan.stages = r->members;
	cascade_init(&r->cascade, r->members, r->latency);
	return st;
}

int router_set_thresholds(struct router *r, const char *list, struct err *e)
{
	const char *s = list;
	size_t k = 0, need = r->rule == ROUTER_CASCADE ? r->members - 1 : 1;
	double *tau = r->rule == ROUTER_CASCADE ? r->plan.tau : &r->threshold;

	for (;;) {
		size_t n = strcspn(s, ",");

		if (k == need || num_parse(s, n, &tau[k]))
			break;
		k++;
		s += n;
		if (!*s)
			break;
		s++;
	}
	if (*s || k != need)
		return err_set(e, ST_USAGE, "--threshold: %zu numbers separated by commas are needed, not '%.200s'",
			need, list);
	return ST_OK;
}

static size_t sufficient(const struct router *r, const double *conf, const double *cost)
{
	size_t best = r->m;

	for (size_t a = 0; a < r->m; a++)
		if (conf[a] >= r->threshold && (best == r->m || cost[a] < cost[best]))
			best = a;
	return best < r->m ? best : agent_best(conf, NULL, r->m);
}

/* The largest conf - lambda cost. */
static size_t best_agent(const struct router *r, double lambda, const double *score, const double *cost)
{
	double *x = r->scratch;
	bool beyond = false;

	for (size_t k = 0; k < r->m; k++) {
		x[k] = cost[k] == 0 ? 0 : lambda * cost[k]; /* a budget that pays nothing has an infinite one */
		beyond = beyond || isinf(x[k]);
	}
	for (size_t k = 0; k < r->m && beyond; k++) /* no confidence weighs against such prices */
		x[k] = isnan(score[k]) ? NAN : -cost[k];
	return beyond ? agent_best(x, NULL, r->m) : agent_best(score, x, r->m);
}

/* The members' cells, in the router's scratch; who is none of the row's agents may not be asked. */
static struct cascade_row member_row(const struct router *r, const struct route_row *row)
{
	double *conf = r->scratch, *cost = conf + r->members, *latency = cost + r->members;

	for (size_t k = 0; k < r->members; k++) {
		size_t a = r->member[k];
		bool none = a == NAMES_NONE;

		conf[k] = none ? NAN : row->score[a];
		cost[k] = none ? 0 : row->cost[a];
		latency[k] = none ? 0 : row->latency[a];
		r->heard[k] = none ? ANSWERED_NONE : row->answer[a];
	}
	return (struct cascade_row){conf, cost, isinf(r->latency) ? NULL : latency, r->latency};
}

/* The number of a member's answer among the labels of the strategies. */
static size_t label_of(const struct router *r, size_t member)
{
	const struct name *name;

	if (r->heard[member] == ANSWERED_NONE)
		return SIZE_MAX;
	name = cases_class_name(r->cases, r->heard[member]);
	return names_find(r->answers, name->s, name->n);
}

/* Of a rule that has members: which of them. */
static size_t choose_member(const struct router *r, const struct route_row *row, bool heads, double *paid)
{
	const struct cascade_row members = member_row(r, row);
	const struct frugal_plan *p;

	switch (r->rule) {
	case ROUTER_FRUGAL:
		p = heads ? &r->strategies->beyond : &r->strategies->plan;
		return frugal_ask(p, r->strategies->labels, &members, label_of(r, p->base), paid);
	case ROUTER_ADAPTIVE:
		return adaptive_ask(r->policy, heads, &members, r->heard, paid);
	default:
		return cascade_ask(heads ? &r->beyond : &r->plan, &members, paid);
	}
}

size_t router_choose(const struct router *r, const struct route_row *row, double *paid)
{
	bool heads = row->toss < r->part;
	size_t a;

	if (r->rule != ROUTER_BEST && r->rule != ROUTER_SUFFICIENT) {
		a = choose_member(r, row, heads, paid);
		return a == SIZE_MAX ? r->m : r->member[a];
	}
	a = r->rule == ROUTER_BEST ? best_agent(r, heads ? r->next : r->lambda, row->score, row->cost)
				   : sufficient(r, row->score, row->cost);
	*paid = row->cost[a];
	return a;
}

/* Means over the rows are plain sums, of what answers are worth, too. */
static int check_sums(const struct router *r, const struct route_input *p, struct err *e)
{
	double lambda = r->rule == ROUTER_ADAPTIVE ? fmax(1, r->lambda) : 1;

	for (size_t k = 0; k < r->members; k++) {
		size_t a = r->member[k];

		if (fabs(p->cost[a]) > SUMMAND_MAX)
			return table_bad_cell(
				p->c.t, p->c.cost_column[p->number[a]], "costs above 1e280, too large for sums", e);
		if (fabs(p->cost[a]) * p->c.weight > SUMMAND_MAX || p->c.weight > SUMMAND_MAX)
			return table_bad_cell(p->c.t, p->c.weight_column,
				"costs times this weight above 1e280, too large for sums", e);
		if (fabs(p->cost[a]) * lambda > SUMMAND_MAX || fabs(p->cost[a]) * p->c.weight * lambda > SUMMAND_MAX)
			return table_bad_cell(
				p->c.t, p->c.cost_column[p->number[a]], "too large a cost for this --lambda", e);
	}
	return ST_OK;
}

/* Labels are numbered as they turn up. */
static int learn_frugal(struct router *r, const struct route_input *p, const struct cascade_row *members,
	const double *gain, struct err *e)
{
	uint32_t answer[CASCADE_STAGES];
	int st = ST_OK;

	for (size_t a = 0; !st && a < r->m; a++) {
		const struct name *name;
		size_t label;

		answer[a] = ANSWERED_NONE;
		if (p->answer[a] == ANSWERED_NONE)
			continue;
		name = cases_class_name(&p->c, p->answer[a]);
		st = names_add(&r->label, name->s, name->n, &label, e);
		if (!st)
			answer[a] = (uint32_t)label;
	}
	return st ? st : answered_add(&r->frugal.seen, members, gain, answer, p->c.weight, e);
}

/* The search takes the cascade that stops at once for the cheapest one; an agent who may not be asked costs nothing. */
static int check_costs(const struct router *r, const struct route_input *p, const double *conf, struct err *e)
{
	for (size_t k = 0; k < r->members; k++)
		if (p->cost[r->member[k]] < 0 && !isnan(conf[k]))
			return table_bad_cell(p->c.t, p->c.cost_column[p->number[r->member[k]]],
				"below 0, where a cascade is fitted", e);
	return ST_OK;
}

/* What each member's answer gains; ST_SKIP where that of one who may be asked is not known.  Of a table without outcomes the
 * confidences stand in, being probabilities of them. */
static int find_gains(
	const struct router *r, const struct route_input *p, const double *conf, double *gain, struct err *e)
{
	bool outcomes = p->c.graded || p->c.label_column != NAMES_NONE;

	for (size_t k = 0; k < r->members; k++) {
		const struct outcome *o = &p->outcome[r->member[k]];

		gain[k] = outcomes ? o->right : o->conf;
		if (!isnan(gain[k]) || isnan(conf[k]))
			continue;
		if (outcomes)
			return ST_SKIP;
		return err_at(e, ST_DATA, table_file(p->c.t), p->c.t->row.line, 1,
			"fitting needs the label and the agents' answers, or their confidences");
	}
	return ST_OK;
}

int router_learn(struct router *r, const struct route_input *p, struct err *e)
{
	const struct route_row row = route_input_row(p);
	double *gain = r->scratch + 3 * r->members, paid;
	struct cascade_row members;
	int st;

	if (!(p->c.weight > 0))
		return ST_OK;
	if (r->rule == ROUTER_BEST) {
		r->rows++;
		return frontier_add(&r->frontier, p->outcome, r->m, p->c.weight, e);
	}
	if (check_sums(r, p, e))
		return ST_DATA;
	members = member_row(r, &row);
	if (r->rule != ROUTER_FRUGAL && check_costs(r, p, members.conf, e))
		return ST_DATA;
	st = find_gains(r, p, members.conf, gain, e);
	if (st == ST_SKIP) {
		r->unknown++;
		return ST_OK;
	}
	if (st)
		return st;
	r->rows++;
	if (r->rule == ROUTER_FRUGAL)
		return learn_frugal(r, p, &members, gain, e);
	if (r->rule == ROUTER_ADAPTIVE)
		return answered_add(&r->adaptive.seen, &members, gain, p->answer, p->c.weight, e);
	if (cascade_ask(&r->plan, &members, &paid) == SIZE_MAX)
		return err_at(e, ST_NUMERIC, table_file(p->c.t), p->c.t->row.line, 1, ROUTER_NOBODY);
	return cascade_add(&r->cascade, &members, gain, p->c.weight, e);
}

static int fit_frugal(struct router *r, double budget, struct err *e)
{
	int st = frugal_fit(&r->frugal, r->label.n, budget, r->exact, e);

	r->strategies = &r->frugal;
	r->answers = &r->label;
	r->part = r->frugal.part;
	r->cost = r->frugal.mean.cost;
	r->gain = r->frugal.mean.gain;
	return st;
}

static int fit_adaptive(struct router *r, double budget, struct err *e)
{
	const struct adaptive_options o = {budget, r->lambda, r->smoothing, r->bins, r->exact};
	int st = adaptive_fit(&r->adaptive, &o, e);

	r->policy = &r->adaptive;
	r->part = r->adaptive.part;
	r->cost = r->adaptive.mean.cost;
	r->gain = r->adaptive.mean.gain;
	r->bound = r->adaptive.bound;
	return st;
}

static int fit_rate(struct router *r, double budget, struct err *e)
{
	const struct spending_result *at = &r->frontier.chosen, *beyond = &r->frontier.beyond;
	int st = frontier_sort(&r->frontier, e);

	if (!st && r->exact)
		st = frontier_budget_exact(&r->frontier, budget, &r->lambda, &r->next, &r->part, e);
	else if (!st)
		st = frontier_budget(&r->frontier, budget, &r->lambda, e);
	if (st)
		return st;
	r->cost = at->cost;
	r->gain = isnan(at->accuracy) ? at->conf : at->accuracy;
	if (r->part > 0) {
		r->cost += r->part * (beyond->cost - r->cost);
		r->gain += r->part * ((isnan(beyond->accuracy) ? beyond->conf : beyond->accuracy) - r->gain);
	}
	return ST_OK;
}

int router_fit(struct router *r, double budget, struct err *e)
{
	struct cascade_fit fitted;
	int st;

	if (!r->rows && r->unknown)
		return err_set(e, ST_NUMERIC, "there is no row to learn from: on each an agent's outcome is not known");
	if (!r->rows)
		return err_set(e, ST_NUMERIC,
			isnan(budget) ? "there are no rows to learn from" : "there are no rows to meet the budget on");
	if (r->rule == ROUTER_BEST)
		return fit_rate(r, budget, e);
	if (r->rule == ROUTER_FRUGAL)
		return fit_frugal(r, budget, e);
	if (r->rule == ROUTER_ADAPTIVE)
		return fit_adaptive(r, budget, e);
	st = cascade_fit(&r->cascade, budget, r->any ? CASCADE_ANY_ORDER : CASCADE_IN_ORDER, r->exact, &fitted, e);
	if (st)
		return st;
	r->plan = fitted.plan;
	r->beyond = fitted.beyond;
	r->part = fitted.part;
	r->cost = fitted.mean.cost;
	r->gain = fitted.mean.gain;
	r->bound = fitted.bound > r->gain ? fitted.bound : NAN;
	return ST_OK;
}

static bool plan_asks(const struct cascade_plan *p, size_t member)
{
	for (size_t k = 0; k < p->stages; k++)
		if (p->order[k] == member)
			return true;
	return false;
}

static bool strategy_asks(const struct frugal_plan *p, size_t labels, size_t member)
{
	for (size_t l = 0; l < labels; l++)
		if (p->next[l] == member)
			return true;
	return p->base == member;
}

bool router_asks(const struct router *r, size_t member)
{
	const struct frugal *f = r->strategies;
	bool coin = r->part > 0;

	switch (r->rule) {
	case ROUTER_CASCADE:
		return plan_asks(&r->plan, member) || (coin && plan_asks(&r->beyond, member));
	case ROUTER_FRUGAL:
		return strategy_asks(&f->plan, f->labels, member)
			|| (coin && strategy_asks(&f->beyond, f->labels, member));
	default:
		return true;
	}
}

int router_adopt(struct router *r, const struct router *fitted, const struct names *agent, struct err *e)
{
	int st = names_add_list(&r->who, fitted->who.name, fitted->who.n, e);

	r->members = fitted->members;
	r->any = fitted->any;
	r->plan = fitted->plan;
	r->beyond = fitted->beyond;
	r->strategies = fitted->strategies;
	r->answers = fitted->answers;
	r->policy = fitted->policy;
	r->lambda = fitted->lambda;
	r->threshold = fitted->threshold;
	r->next = fitted->next;
	r->part = fitted->part;
	r->cost = fitted->cost;
	r->gain = fitted->gain;
	r->bound = fitted->bound;
	for (size_t k = 0; !st && k < r->members; k++) {
		r->member[k] = names_find(agent, r->who.name[k].s, r->who.name[k].n);
		if (r->member[k] == NAMES_NONE && router_asks(r, k))
			st = err_at(e, ST_DATA, table_file(r->cases->t), 1, 1,
				"'%.200s', whom the rule asks, is no agent of this table", r->who.name[k].s);
	}
	return st;
}
