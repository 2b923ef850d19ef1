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
	*r = (struct router){0};
}

/* All agents are members. */
static int set_any_order(struct router *r, struct err *e)
{
	if (r->m > CASCADE_ANY_MOST)
		return err_set(
			e, ST_USAGE, "--order any: more than %d agents, whose orders are too many", CASCADE_ANY_MOST);
	r->any = true;
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

	if (!strcmp(list, "any"))
		st = set_any_order(r, e);
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

size_t router_choose(const struct router *r, const struct route_row *row, double *paid)
{
	bool heads = row->toss < r->part;
	struct cascade_row members;
	size_t a;

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
	if (cascade_ask(&r->plan, &members, &paid) == SIZE_MAX)
		return err_at(e, ST_NUMERIC, table_file(p->c.t), p->c.t->row.line, 1, ROUTER_NOBODY);
	return cascade_add(&r->cascade, &members, gain, p->c.weight, e);
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
		return err_set(e, ST_NUMERIC, "there are no rows to meet the budget on");
	if (r->rule == ROUTER_BEST)
		return fit_rate(r, budget, e);
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
	r->lambda = fitted->lambda;
	r->next = fitted->next;
	r->part = fitted->part;
	r->cost = fitted->cost;
	r->gain = fitted->gain;
	r->bound = fitted->bound;
}

enum { COLUMNS = 3 };

static void columns(const char *parameter, const struct name *agent, double x, struct column c[COLUMNS])
{
	const struct column all[COLUMNS] = {{"parameter", COLUMN_WORD, .word = parameter},
		{"agent", COLUMN_TEXT, .text = agent}, {"value", .value = x}};

	memcpy(c, all, sizeof all);
}

static int report_value(struct report *w, const char *parameter, const struct name *agent, double x, struct err *e)
{
	struct column c[COLUMNS];

	columns(parameter, agent, x, c);
	return report_columns(w, c, COLUMNS, e);
}

/* The stages in order; the last one has no threshold, and is told where the order was found. */
static int report_plan(const struct router *r, const struct cascade_plan *p, const char *parameter,
	const struct names *agent, struct report *w, struct err *e)
{
	int st = ST_OK;

	for (size_t k = 0; !st && k < p->stages; k++) {
		bool last = k + 1 == p->stages;

		if (!last || r->any)
			st = report_value(
				w, parameter, &agent->name[r->member[p->order[k]]], last ? NAN : p->tau[k], e);
	}
	return st;
}

static int report_values(const struct router *r, const struct names *agent, struct report *w, struct err *e)
{
	bool coin = r->part > 0;
	int st = ST_OK;

	if (r->rule == ROUTER_BEST)
		st = report_value(w, "lambda", NULL, r->lambda, e);
	if (!st && r->rule == ROUTER_BEST && coin)
		st = report_value(w, "lambda_beyond", NULL, r->next, e);
	if (r->rule == ROUTER_SUFFICIENT)
		st = report_value(w, "threshold", NULL, r->threshold, e);
	if (!st && r->rule == ROUTER_CASCADE)
		st = report_plan(r, &r->plan, "threshold", agent, w, e);
	if (!st && r->rule == ROUTER_CASCADE && coin)
		st = report_plan(r, &r->beyond, "threshold_beyond", agent, w, e);
	if (!st && coin)
		st = report_value(w, "coin", NULL, r->part, e);
	if (!st && !isnan(r->cost))
		st = report_value(w, "cost", NULL, r->cost, e);
	if (!st && !isnan(r->gain))
		st = report_value(w, "gain", NULL, r->gain, e);
	if (!st && !isnan(r->bound))
		st = report_value(w, "gain_bound", NULL, r->bound, e);
	return st;
}

int router_report(const struct router *r, const struct names *agent, const struct report_options *opt, const char *file,
	struct err *e)
{
	struct column c[COLUMNS];
	struct csv_writer created;
	struct report w;
	int st = csv_writer_create(&created, file, opt->digits, e);

	columns(NULL, NULL, NAN, c);
	if (!st)
		st = report_open_columns(&w, opt, c, COLUMNS, created.fd, e);
	if (st)
		return st;
	st = report_values(r, agent, &w, e);
	return report_close(&w, st, e);
}
