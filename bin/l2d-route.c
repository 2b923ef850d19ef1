/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-route: which of many agents answers each row, by confidence and cost: one agent, a cascade, a budget.
 * Reads conf_*, cost_*, latency_*, defer_*, e_*, p_*, y, w; writes the table with agent, answer, paid, or
 * the frontier. Memory: O(agents); O(rows) with --budget (--fit: of the calibration table) or --frontier.
 * Rows are independent given lambda or the thresholds.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/opt.h"
#include "route/frontier_report.h"
#include "route/route_input.h"
#include "route/router.h"
#include "table/extend.h"
#include "csv/keep.h"

static struct {
	struct table_options table;
	struct report_options report;
	bool renormalize, frontier;
	int rule, by;
	double lambda, budget, latency;
	const char *fit, *order, *threshold, *report_file;
} set = {.lambda = NAN, .budget = NAN, .latency = INFINITY};

static const struct opt options[] = {
	{'r', "rule", OPT_CHOICE, &set.rule, "best|sufficient|cascade", "the routing rule", "best"},
	{0, "lambda", OPT_NUMBER, &set.lambda, "L", "best: the agent with the largest conf - L cost", "1"},
	{0, "budget", OPT_NUMBER, &set.budget, "B",
		"find lambda, or the thresholds, for a mean cost of at most B a row", NULL},
	{0, "fit", OPT_STRING, &set.fit, "FILE", "find them on this calibration table", "the table itself"},
	{0, "order", OPT_STRING, &set.order, "A,B,...", "cascade: whom to ask, in order", NULL},
	{0, "threshold", OPT_STRING, &set.threshold, "T,...",
		"go on while conf is below; one for each stage but the last", NULL},
	{0, "by", OPT_CHOICE, &set.by, "conf|defer", "cascade: stop at conf >= T, or at defer < 0", "conf"},
	{0, "latency", OPT_NUMBER, &set.latency, "MS", "agents with a larger latency_* are out", NULL},
	{0, "frontier", OPT_FLAG, &set.frontier, NULL, "write cost, confidence and accuracy over all lambda instead",
		NULL},
	{0, "report", OPT_STRING, &set.report_file, "FILE", "write lambda or the thresholds, and the cost expected",
		NULL},
	TABLE_OPTIONS(set.table),
	CASES_OPTIONS(set.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct program program = {
	.name = "l2d-route",
	.operands = "[FILE]...",
	.purpose = "Route each row to one of many agents by confidence and cost.",
	.reads = "conf_*; if there: cost_*, latency_*, e_*, p_* (or z_*), w; --by defer: defer_*;\n"
		 "--frontier and cascade --budget, if there: y",
	.writes = "the table with agent, answer, paid;\n"
		  "--frontier: policy, agent, lambda_min, lambda_max, cost, conf, accuracy",
	.opts = options,
};

/* Rows that wait until lambda or the thresholds are known. */
struct route_rows {
	struct keep rows;
	double *score, *cost; /* [rows][m] */
	uint32_t *answer;     /* [rows][m] */
	size_t cap[3];
};

struct state {
	struct table t;
	struct route_input_options opt;
	struct route_input p;
	struct router r;
	struct extend x;
	struct route_rows h;
	struct frontier_report refs;
};

static int check_options(struct err *e)
{
	bool cascade = set.rule == ROUTER_CASCADE, budget = !isnan(set.budget), defer = set.by == 1;

	if (set.rule != ROUTER_BEST && (!isnan(set.lambda) || set.frontier))
		return err_set(e, ST_USAGE, "--lambda and --frontier are for --rule best");
	if (set.lambda < 0)
		return err_set(e, ST_USAGE, "--lambda: below 0");
	if (!isnan(set.lambda) + budget + set.frontier > 1)
		return err_set(e, ST_USAGE, "--lambda, --budget and --frontier exclude each other");
	if (cascade != !!set.order)
		return err_set(e, ST_USAGE, "--rule cascade, and no other, needs --order");
	if (!cascade && defer)
		return err_set(e, ST_USAGE, "--by defer is for --rule cascade");
	if (set.fit && !budget)
		return err_set(e, ST_USAGE, "--fit needs --budget");
	if (set.rule == ROUTER_SUFFICIENT && (!set.threshold || budget))
		return err_set(e, ST_USAGE, "--rule sufficient needs --threshold and has no --budget");
	if (set.rule == ROUTER_BEST && set.threshold)
		return err_set(e, ST_USAGE, "--threshold is for --rule sufficient and --rule cascade");
	if (cascade && (!!set.threshold + budget + (defer && !budget) != 1))
		return err_set(e, ST_USAGE, "--rule cascade needs either --threshold or --budget, or has --by defer");
	if (cascade && !isinf(set.latency))
		return err_set(e, ST_USAGE, "--latency is not for --rule cascade");
	return ST_OK;
}

/* A router as the options say, for the input's agents. */
static int open_router(struct router *r, const struct route_input *p, struct err *e)
{
	int st = router_init(r, (enum router_rule)set.rule, p->agent.n, e);

	if (!isnan(set.lambda))
		r->lambda = set.lambda;
	if (!st && set.order)
		st = router_set_order(r, set.order, &p->agent, e);
	if (!st && set.threshold)
		st = router_set_thresholds(r, set.threshold, e);
	for (size_t k = 0; k + 1 < r->stages && !st && set.by == 1; k++) {
		r->tau[k] = nextafter(0, 1); /* stop iff -defer > 0 */
		if (p->defer[r->order[k]] == NAMES_NONE)
			st = err_at(e, ST_DATA, table_file(p->c.t), 1, 1, "no column 'defer_%.200s' for that stage",
				p->agent.name[r->order[k]].s);
	}
	return st;
}

/* Learns lambda or the thresholds from the calibration table. */
static int fit_on_file(struct state *s, struct err *e)
{
	struct strings file = {0};
	struct table t;
	struct route_input p = {0};
	struct router r = {0};
	struct route_input_options opt = s->opt;
	int st = strings_add(&file, set.fit, e);

	opt.label = true;
	if (st || (st = table_open(&t, &set.table, &file, e))) {
		free(file.v);
		return st;
	}
	st = route_input_init(&p, &t, &opt, e);
	st = st ? st : open_router(&r, &p, e);
	while (!st && !(st = route_input_next(&p, e)))
		st = router_learn(&r, &p, e);
	st = st == ST_END ? router_fit(&r, set.budget, e) : st;
	for (size_t k = 0; k < r.stages && !st; k++)
		s->r.tau[k] = r.tau[k];
	s->r.lambda = st ? s->r.lambda : r.lambda;
	s->r.cost = r.cost;
	s->r.gain = r.gain;
	router_free(&r);
	route_input_free(&p);
	table_close(&t);
	free(file.v);
	return st;
}

static int start(struct state *s, struct err *e)
{
	static const char *const computed[] = {"agent", "answer", "paid"};
	struct names names = {0};
	bool on_table = !isnan(set.budget) && !set.fit;
	size_t index;
	int st;

	s->opt = (struct route_input_options){.label = set.frontier || (on_table && set.rule == ROUTER_CASCADE),
		.by_defer = set.by == 1,
		.renormalize = set.renormalize,
		.latency = set.latency};
	st = route_input_init(&s->p, &s->t, &s->opt, e);
	if (!st && set.frontier)
		return frontier_report_init(&s->refs, s->p.agent.n, e);
	st = st ? st : open_router(&s->r, &s->p, e);
	if (!st && set.fit)
		st = fit_on_file(s, e);
	for (size_t i = 0; !st && i < 3; i++)
		st = names_add(&names, computed[i], strlen(computed[i]), &index, e);
	st = st ? st : extend_init(&s->x, &s->t, &names, STDOUT_FILENO, set.report.digits, e);
	names_free(&names);
	return st;
}

static int write_row(struct state *s, const double *score, const double *cost, const uint32_t *answer,
	const struct csv_row *row, struct err *e)
{
	double paid;
	size_t a = router_choose(&s->r, score, cost, &paid);

	extend_name(&s->x, &s->p.agent.name[a]);
	extend_name(&s->x, answer[a] == UINT32_MAX ? NULL : &s->p.c.classes.name[answer[a]]);
	extend_number(&s->x, paid);
	return extend_kept_row(&s->x, row, e);
}

static int hold_row(struct state *s, struct err *e)
{
	struct route_rows *h = &s->h;
	size_t m = s->p.agent.n, at = h->rows.n * m;
	int st = router_learn(&s->r, &s->p, e);

	st = st ? st : array_reserve(&h->score, &h->cap[0], at + m, sizeof *h->score, e);
	st = st ? st : array_reserve(&h->cost, &h->cap[1], at + m, sizeof *h->cost, e);
	st = st ? st : array_reserve(&h->answer, &h->cap[2], at + m, sizeof *h->answer, e);
	st = st ? st : keep_add(&h->rows, &s->t.row, e);
	if (st)
		return st;
	memcpy(h->score + at, s->p.score, m * sizeof *h->score);
	memcpy(h->cost + at, s->p.cost, m * sizeof *h->cost);
	memcpy(h->answer + at, s->p.answer, m * sizeof *h->answer);
	return ST_OK;
}

static int finish_held(struct state *s, struct err *e)
{
	struct csv_row row;
	size_t m = s->p.agent.n;
	int st = s->h.rows.n ? router_fit(&s->r, set.budget, e) : ST_OK;

	for (size_t i = 0; i < s->h.rows.n && !st; i++) {
		st = keep_row(&s->h.rows, i, &row, e);
		if (!st)
			st = write_row(s, s->h.score + i * m, s->h.cost + i * m, s->h.answer + i * m, &row, e);
	}
	return st;
}

static int run(struct state *s, struct err *e)
{
	struct route_input *p = &s->p;
	bool hold = !isnan(set.budget) && !set.fit;
	int st = start(s, e);

	while (!st && !(st = route_input_next(p, e))) {
		if (set.frontier)
			st = frontier_report_add(&s->refs, p->outcome, p->c.weight, e);
		else
			st = hold ? hold_row(s, e) : write_row(s, p->score, p->cost, p->answer, &s->t.row, e);
	}
	if (st == ST_END)
		st = hold ? finish_held(s, e) : ST_OK;
	if (!st && set.frontier)
		return frontier_report_write(&s->refs, &p->agent, &set.report, STDOUT_FILENO, e);
	if (!st && set.report_file)
		st = router_report(&s->r, &p->agent, &set.report, set.report_file, e);
	return st ? st : extend_close(&s->x, ST_OK, e);
}

static int main_loop(const struct strings *files, struct err *e)
{
	struct state s = {0};
	int st = check_options(e);

	if (st || (st = table_open(&s.t, &set.table, files, e)))
		return st;
	st = run(&s, e);
	if (!st)
		err_report_skipped(s.t.skipped, program.name);
	extend_free(&s.x);
	frontier_report_free(&s.refs);
	router_free(&s.r);
	route_input_free(&s.p);
	keep_free(&s.h.rows);
	free(s.h.score);
	free(s.h.cost);
	free(s.h.answer);
	table_close(&s.t);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, main_loop, argc, argv);
}
