/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "route/router.h"

#include <math.h>
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
	*r = (struct router){.rule = rule, .m = m, .lambda = 1, .cost = NAN, .gain = NAN, .bound = NAN};
	r->order = mem_alloc(m, sizeof *r->order, e);
	r->tau = mem_alloc(m, sizeof *r->tau, e);
	r->scratch = mem_alloc(3 * m, sizeof *r->scratch, e);
	return r->order && r->tau && r->scratch ? ST_OK : ST_SYSTEM;
}

void router_free(struct router *r)
{
	free(r->order);
	free(r->tau);
	free(r->scratch);
	frontier_free(&r->frontier);
	cascade_free(&r->cascade);
	*r = (struct router){0};
}

int router_set_order(struct router *r, const char *list, const struct names *agent, struct err *e)
{
	for (const char *s = list;; s++) {
		size_t n = strcspn(s, ","), a = names_find(agent, s, n);

		if (a == NAMES_NONE)
			return err_set(e, ST_USAGE, "--order: no such agent: '%.*s'", (int)(n < 200 ? n : 200), s);
		for (size_t k = 0; k < r->stages; k++)
			if (r->order[k] == a)
				return err_set(e, ST_USAGE, "--order: the agent stands twice: '%s'", agent->name[a].s);
		r->order[r->stages++] = a;
		s += n;
		if (!*s)
			break;
	}
	if (r->stages > CASCADE_STAGES)
		return err_set(e, ST_USAGE, "--order: more than %d agents", CASCADE_STAGES);
	cascade_init(&r->cascade, r->stages);
	return ST_OK;
}

int router_set_thresholds(struct router *r, const char *list, struct err *e)
{
	const char *s = list;
	size_t k = 0, need = r->rule == ROUTER_CASCADE ? r->stages - 1 : 1;
	double *tau = r->rule == ROUTER_CASCADE ? r->tau : &r->threshold;

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
static size_t best_agent(const struct router *r, const double *score, const double *cost)
{
	double *x = r->scratch;
	bool beyond = false;

	for (size_t k = 0; k < r->m; k++) {
		x[k] = r->lambda * cost[k];
		beyond = beyond || isinf(x[k]);
	}
	for (size_t k = 0; k < r->m && beyond; k++) /* no confidence weighs against such prices */
		x[k] = isnan(score[k]) ? NAN : -cost[k];
	return beyond ? agent_best(x, NULL, r->m) : agent_best(score, x, r->m);
}

size_t router_choose(const struct router *r, const struct route_row *row, double *paid)
{
	const double *score = row->score, *cost = row->cost;
	double *x = r->scratch;
	size_t k, a;

	if (r->rule == ROUTER_CASCADE) {
		for (k = 0; k < r->stages; k++)
			x[k] = score[r->order[k]];
		a = cascade_stop(x, r->tau, r->stages);
		*paid = 0;
		for (k = 0; k < r->stages && k <= a; k++)
			*paid += isnan(x[k]) ? 0 : cost[r->order[k]];
		return a < r->stages ? r->order[a] : r->m;
	}
	a = r->rule == ROUTER_BEST ? best_agent(r, score, cost) : sufficient(r, score, cost);
	*paid = cost[a];
	return a;
}

/* Means over the rows are plain sums. */
static int check_sums(const struct router *r, const struct route_input *p, struct err *e)
{
	for (size_t k = 0; k < r->stages; k++) {
		size_t a = r->order[k];

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
	double *score = r->scratch, *cost = score + r->m, *gain = cost + r->m;

	if (!(p->c.weight > 0))
		return ST_OK;
	r->rows++;
	if (r->rule == ROUTER_BEST)
		return frontier_add(&r->frontier, p->outcome, r->m, p->c.weight, e);
	if (check_sums(r, p, e))
		return ST_DATA;
	for (size_t k = 0; k < r->stages; k++) {
		const struct outcome *o = &p->outcome[r->order[k]];

		score[k] = p->score[r->order[k]];
		cost[k] = o->cost;
		gain[k] = isnan(o->right) ? o->conf : o->right;
		if (isnan(gain[k]) && !isnan(score[k]))
			return err_at(e, ST_DATA, table_file(p->c.t), p->c.t->row.line, 1,
				"fitting needs the label and the agents' answers, or their confidences");
	}
	if (cascade_stop(score, r->tau, r->stages) == r->stages)
		return err_at(e, ST_NUMERIC, table_file(p->c.t), p->c.t->row.line, 1, ROUTER_NOBODY);
	return cascade_add(&r->cascade, score, cost, gain, p->c.weight, e);
}

int router_fit(struct router *r, double budget, struct err *e)
{
	const struct spending_result *at = &r->frontier.chosen;
	struct cascade_fit fitted;
	int st;

	if (!r->rows)
		return err_set(e, ST_NUMERIC, "there are no rows to meet the budget on");
	if (r->rule == ROUTER_BEST) {
		st = frontier_sort(&r->frontier, e);
		if (!st)
			st = frontier_budget(&r->frontier, budget, &r->lambda, e);
		if (!st) {
			r->cost = at->cost;
			r->gain = isnan(at->accuracy) ? at->conf : at->accuracy;
		}
		return st;
	}
	st = cascade_fit(&r->cascade, budget, r->tau, &fitted, e);
	if (!st) {
		r->cost = fitted.mean.cost;
		r->gain = fitted.mean.gain;
		r->bound = fitted.bound > r->gain ? fitted.bound : NAN;
	}
	return st;
}

void router_take_fit(struct router *r, const struct router *fitted)
{
	for (size_t k = 0; k < r->stages; k++)
		r->tau[k] = fitted->tau[k];
	r->lambda = fitted->lambda;
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

static int report_values(const struct router *r, const struct names *agent, struct report *w, struct err *e)
{
	int st = ST_OK;

	if (r->rule == ROUTER_BEST)
		st = report_value(w, "lambda", NULL, r->lambda, e);
	if (r->rule == ROUTER_SUFFICIENT)
		st = report_value(w, "threshold", NULL, r->threshold, e);
	for (size_t k = 0; !st && k + 1 < r->stages; k++)
		st = report_value(w, "threshold", &agent->name[r->order[k]], r->tau[k], e);
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
