/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/router.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/num.h"
#include "csv/line.h"
#include "decide/best_agent.h"
#include "cascade/cascade_fit.h"

#define SUMMAND_MAX 1e280 /* 1e28 of these have a finite sum */

int router_init(struct router *r, enum router_rule rule, size_t m, struct err *e)
{
	*r = (struct router){
		.rule = rule, .m = m, .lambda = 1, .cost = NAN, .gain = NAN, .bound = NAN, .latency = INFINITY};
	r->scratch = mem_alloc(4 * m, sizeof *r->scratch, e);
	return r->scratch ? ST_OK : ST_SYSTEM;
}

void router_free(struct router *r)
{
	free(r->scratch);
	frontier_free(&r->frontier);
	cascade_free(&r->cascade);
	frugal_free(&r->frugal);
	adaptive_free(&r->adaptive);
	names_free(&r->label);
	*r = (struct router){0};
}

int router_set_all(struct router *r, size_t most, const char *option, struct err *e)
{
	if (r->m > most)
		return err_set(e, ST_USAGE, "%s: more than %zu agents", option, most);
	for (r->members = 0; r->members < r->m; r->members++)
		r->member[r->members] = r->members;
	return ST_OK;
}

static int add_member(struct router *r, const char *s, size_t n, const struct names *agent, struct err *e)
{
	size_t a = names_find(agent, s, n);

	if (a == NAMES_NONE)
		return err_set(e, ST_USAGE, "--order: no such agent: '%.*s'", (int)(n < 200 ? n : 200), s);
	for (size_t k = 0; k < r->members; k++)
		if (r->member[k] == a)
			return err_set(e, ST_USAGE, "--order: the agent stands twice: '%s'", agent->name[a].s);
	if (r->members == CASCADE_STAGES)
		return err_set(e, ST_USAGE, "--order: more than %d agents", CASCADE_STAGES);
	r->plan.order[r->members] = r->members;
	r->member[r->members++] = a;
	return ST_OK;
}

int router_set_order(struct router *r, const char *list, const struct names *agent, struct err *e)
{
	int st = ST_OK;

	r->any = !strcmp(list, "any");
	if (r->any)
		st = router_set_all(r, CASCADE_ANY_MOST, "--order any", e);
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
		x[k] = lambda * cost[k];
		beyond = beyond || isinf(x[k]);
	}
	for (size_t k = 0; k < r->m && beyond; k++) /* no confidence weighs against such prices */
		x[k] = isnan(score[k]) ? NAN : -cost[k];
	return beyond ? agent_best(x, NULL, r->m) : agent_best(score, x, r->m);
}

/* The members' cells, in the router's scratch. */
static struct cascade_row member_row(const struct router *r, const struct route_row *row)
{
	double *conf = r->scratch, *cost = conf + r->m, *latency = cost + r->m;

	for (size_t k = 0; k < r->members; k++) {
		conf[k] = row->score[r->member[k]];
		cost[k] = row->cost[r->member[k]];
		latency[k] = row->latency[r->member[k]];
	}
	return (struct cascade_row){conf, cost, isinf(r->latency) ? NULL : latency, r->latency};
}

/* The number of agent a's answer among the labels of the strategies. */
static size_t label_of(const struct router *r, const struct route_row *row, size_t a)
{
	const struct name *name;

	if (row->answer[a] == UINT32_MAX)
		return SIZE_MAX;
	name = cases_class_name(r->cases, row->answer[a]);
	return names_find(r->answers, name->s, name->n);
}

size_t router_choose(const struct router *r, const struct route_row *row, double *paid)
{
	bool heads = row->toss < r->part;
	struct cascade_row members;
	size_t a;

	if (r->rule == ROUTER_FRUGAL) {
		const struct frugal_plan *p = heads ? &r->strategies->beyond : &r->strategies->plan;

		members = member_row(r, row);
		a = frugal_ask(p, r->strategies->labels, &members, label_of(r, row, p->base), paid);
		return a == SIZE_MAX ? r->m : a;
	}
	if (r->rule == ROUTER_ADAPTIVE) {
		members = member_row(r, row);
		a = adaptive_ask(r->policy, heads, &members, row->answer, paid);
		return a == SIZE_MAX ? r->m : a;
	}
	if (r->rule == ROUTER_CASCADE) {
		members = member_row(r, row);
		a = cascade_ask(heads ? &r->beyond : &r->plan, &members, paid);
		return a == SIZE_MAX ? r->m : r->member[a];
	}
	a = r->rule == ROUTER_BEST ? best_agent(r, heads ? r->next : r->lambda, row->score, row->cost)
				   : sufficient(r, row->score, row->cost);
	*paid = row->cost[a];
	return a;
}

/* Means over the rows are plain sums. */
static int check_sums(const struct router *r, const struct route_input *p, struct err *e)
{
	for (size_t k = 0; k < r->members; k++) {
		size_t a = r->member[k];

		if (fabs(p->cost[a]) > SUMMAND_MAX)
			return table_bad_cell(
				p->c.t, p->c.cost_column[p->number[a]], "costs above 1e280, too large for sums", e);
		if (fabs(p->cost[a]) * p->c.weight > SUMMAND_MAX || p->c.weight > SUMMAND_MAX)
			return table_bad_cell(p->c.t, p->c.weight_column,
				"costs times this weight above 1e280, too large for sums", e);
	}
	return ST_OK;
}

/* Labels are numbered as they turn up. */
static int learn_frugal(struct router *r, const struct route_input *p, const struct cascade_row *members,
	const double *gain, struct err *e)
{
	size_t answer[CASCADE_STAGES];
	int st = ST_OK;

	for (size_t a = 0; !st && a < r->m; a++) {
		const struct name *name;

		answer[a] = SIZE_MAX;
		if (p->answer[a] == UINT32_MAX)
			continue;
		name = cases_class_name(&p->c, p->answer[a]);
		st = names_add(&r->label, name->s, name->n, &answer[a], e);
	}
	return st ? st : frugal_add(&r->frugal, members, gain, answer, p->c.weight, e);
}

int router_learn(struct router *r, const struct route_input *p, struct err *e)
{
	const struct route_row row = route_input_row(p);
	double *gain = r->scratch + 3 * r->m, paid;
	struct cascade_row members;

	if (!(p->c.weight > 0))
		return ST_OK;
	r->rows++;
	if (r->rule == ROUTER_BEST)
		return frontier_add(&r->frontier, p->outcome, r->m, p->c.weight, e);
	if (check_sums(r, p, e))
		return ST_DATA;
	members = member_row(r, &row);
	for (size_t k = 0; k < r->members; k++) {
		const struct outcome *o = &p->outcome[r->member[k]];

		gain[k] = isnan(o->right) ? o->conf : o->right;
		if (isnan(gain[k]) && !isnan(members.conf[k]))
			return err_at(e, ST_DATA, table_file(p->c.t), p->c.t->row.line, 1,
				"fitting needs the label and the agents' answers, or their confidences");
	}
	if (r->rule == ROUTER_FRUGAL)
		return learn_frugal(r, p, &members, gain, e);
	if (r->rule == ROUTER_ADAPTIVE)
		return adaptive_add(&r->adaptive, &members, gain, p->answer, p->c.weight, e);
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

void router_take_fit(struct router *r, const struct router *fitted)
{
	r->plan = fitted->plan;
	r->beyond = fitted->beyond;
	r->strategies = fitted->strategies;
	r->answers = fitted->answers;
	r->policy = fitted->policy;
	r->lambda = fitted->lambda;
	r->next = fitted->next;
	r->part = fitted->part;
	r->cost = fitted->cost;
	r->gain = fitted->gain;
	r->bound = fitted->bound;
}
