/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-route: which of many agents answers each row, by confidence and cost: one agent, a cascade, a budget.
 * Reads conf_*, cost_*, latency_*, defer_*, e_*, p_*, y, w; writes the table with agent, answer, paid, or
 * the frontier. Memory: O(agents); O(rows) with --budget (--fit: of the calibration table) or --frontier.
 * Rows are independent given lambda or the thresholds.
 */
#include <math.h>
#include <unistd.h>

#include "base/jobs.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "route/frontier_report.h"
#include "route/route_input.h"
#include "route/route_rows.h"
#include "route/router_options.h"
#include "table/record.h"
#include "table/table_run.h"

static struct {
	struct table_options table;
	struct report_options report;
	bool renormalize, frontier, exact;
	int rule, stop;
	double lambda, budget, latency;
	size_t seed;
	const char *fit, *order, *threshold, *report_file;
	struct summary_options summary; /* --jobs is also that of the other ways */
} set = {.lambda = NAN, .budget = NAN, .latency = INFINITY, .seed = 1};

static const struct opt options[] = {
	{'r', "rule", OPT_CHOICE, &set.rule, "best|sufficient|cascade", "the routing rule", "best"},
	{0, "lambda", OPT_NUMBER, &set.lambda, "L", "best: the agent with the largest conf - L cost", "1", "[0, inf)"},
	{0, "budget", OPT_NUMBER, &set.budget, "B",
		"find lambda, or the thresholds, for a mean cost of at most B a row", NULL, "any"},
	{0, "exact", OPT_FLAG, &set.exact, NULL, "meet the budget in expectation: a coin for every row, by its id",
		NULL},
	{'s', "seed", OPT_COUNT, &set.seed, "S", "seed of that coin", "1", "any"},
	{0, "fit", OPT_STRING, &set.fit, "FILE", "find them on this calibration table", "the table itself"},
	{0, "order", OPT_STRING, &set.order, "A,B,...|any",
		"cascade: whom to ask, in order; any: the best order of any agents", NULL},
	{0, "threshold", OPT_STRING, &set.threshold, "T,...",
		"go on while conf is below; one for each stage but the last", NULL},
	{0, "stop", OPT_CHOICE, &set.stop, "conf|defer", "cascade: stop at conf >= T, or at defer < 0", "conf"},
	{0, "latency", OPT_NUMBER, &set.latency, "MS",
		"agents with a larger latency_*, or that would bring the sum above it, are out", NULL, "[0, inf)"},
	{0, "frontier", OPT_FLAG, &set.frontier, NULL, "write cost, confidence and accuracy over all lambda instead",
		NULL},
	{0, "report", OPT_STRING, &set.report_file, "FILE", "write lambda or the thresholds, and the cost expected",
		NULL},
	GROUP_OPTION(set.summary.group),
	AVAILABLE_OPTION(set.table),
	JOBS_OPTION(set.summary.jobs),
	TABLE_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	KEEP_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	{"lambda frontier", OPT_NEEDS, "rule=best"},
	{"lambda budget frontier", OPT_APART},
	{"frontier", OPT_EXCLUDES, "report"},
	{"order stop", OPT_NEEDS, "rule=cascade"},
	{"rule=cascade", OPT_NEEDS, "order"},
	{"threshold", OPT_NEEDS, "rule=cascade|sufficient"},
	{"fit", OPT_NEEDS, "budget"},
	{"rule=sufficient", OPT_NEEDS, "threshold"},
	{"rule=sufficient", OPT_EXCLUDES, "budget"},
	{"rule=cascade", OPT_NEEDS, "threshold budget stop=defer"},
	{"threshold", OPT_EXCLUDES, "budget stop=defer"},
	{"exact", OPT_NEEDS, "budget"},
	{"seed", OPT_NEEDS, "exact"},
	{"order=any", OPT_NEEDS, "budget"},
	{"tag", OPT_NEEDS, "frontier report"},
	{"group", OPT_NEEDS, "frontier"},
	{0},
};

static const struct program program = {
	.name = "l2d-route",
	.operands = "[FILE]...",
	.purpose = "Route each row to one of many agents by confidence and cost.",
	.reads = "conf_*; if there: cost_*, latency_*, e_*, p_* (or z_*), w; --stop defer: defer_*;\n"
		 "--frontier and cascade --budget, if there: y",
	.writes = "the table with agent, answer, paid;\n"
		  "--frontier: policy, agent, lambda_min, lambda_max, cost, conf, accuracy",
	.opts = options,
	.rules = rules,
};

struct state {
	struct table *t;
	struct route_input_options opt;
	struct route_input in;
	struct router r;
	struct route_rows rows;
};

/* Of the first state, for the others: the table of --fit is read once. */
static const struct router *fitted;

static int fit(struct state *s, const struct router_options *o, struct err *e)
{
	int st = ST_OK;

	if (fitted)
		router_take_fit(&s->r, fitted);
	else
		st = router_fit_file(&s->r, o, &s->opt, &set.table, set.fit, e);
	fitted = &s->r;
	return st;
}

static struct route_input_options input_options(bool label)
{
	return (struct route_input_options){.label = label,
		.by_defer = set.stop == 1,
		.renormalize = set.renormalize,
		.latency = set.latency,
		.toss = set.exact,
		.seed = set.seed};
}

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	static const char *const name[] = {"agent", "answer", "paid", NULL};
	const struct router_options o = {
		(enum router_rule)set.rule, set.lambda, set.budget, set.order, set.threshold, set.exact};
	struct state *s = state;
	int st;

	s->t = t;
	s->opt = input_options(!isnan(set.budget) && !set.fit && set.rule == ROUTER_CASCADE);
	st = route_input_init(&s->in, t, &s->opt, e);
	if (!st)
		st = router_open(&s->r, &o, &s->in, e);
	if (!st && set.fit)
		st = fit(s, &o, e);
	if (!st)
		st = record_check(t, false, true, e);
	return st ? st : names_add_words(computed, name, e);
}

static int write_row(
	struct state *s, const struct route_row *r, const struct csv_row *row, struct extend *x, struct err *e)
{
	double paid;
	size_t a = router_choose(&s->r, r, &paid);

	if (a == s->in.agent.n)
		return err_at(e, ST_NUMERIC, table_file(s->t), row->line, 1, ROUTER_NOBODY);
	if (r->answer[a] == UINT32_MAX)
		s->t->counts.unanswered += route_input_answers(&s->in, a);
	extend_name(x, &s->in.agent.name[a]);
	extend_name(x, r->answer[a] == UINT32_MAX ? NULL : cases_class_name(&s->in.c, r->answer[a]));
	extend_number(x, paid);
	return extend_kept_row(x, row, e);
}

static int decide(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	int st = route_input_next(&s->in, e);
	struct route_row r = route_input_row(&s->in);

	return st ? st : write_row(s, &r, &s->t->row, x, e);
}

static int report(struct state *s, struct err *e)
{
	return set.report_file ? router_report(&s->r, &s->in.agent, &set.report, set.report_file, e) : ST_OK;
}

static int finish(void *state, struct extend *x, struct err *e)
{
	(void)x;
	return report(state, e);
}

static int hold(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	int st = route_input_next(&s->in, e);

	(void)x;
	if (!st)
		st = router_learn(&s->r, &s->in, e);
	return st ? st : route_rows_add(&s->rows, &s->in, e);
}

static int finish_held(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	struct route_row r;
	struct csv_row row;
	int st = cases_check(&s->in.c, e);

	if (!st && s->rows.keep.n)
		st = router_fit(&s->r, set.budget, e);

	for (size_t i = 0; !st && i < s->rows.keep.n; i++) {
		st = route_rows_get(&s->rows, i, &r, &row, e);
		if (!st)
			st = write_row(s, &r, &row, x, e);
	}
	return st ? st : report(s, e);
}

static void free_state(void *state)
{
	struct state *s = state;

	router_free(&s->r);
	route_input_free(&s->in);
	route_rows_free(&s->rows);
}

static int run_frontier(const struct strings *files, struct err *e)
{
	const struct route_input_options with = input_options(true);

	return summary_run(&frontier_summary,
		&(struct summary){&set.summary, &set.table, &set.report, program.name, &with, NULL}, files, e);
}

static int run(const struct strings *files, struct err *e)
{
	bool holds = !isnan(set.budget) && !set.fit;
	struct table_task task = {.start = start, .free = free_state, .size = sizeof(struct state)};

	if (set.frontier)
		return run_frontier(files, e);
	task.row = holds ? hold : decide;
	task.finish = holds ? finish_held : set.report_file ? finish : NULL;
	task.ordered = task.finish;
	return table_run(
		&task, &(struct table_run){&set.table, files, program.name, set.report.digits, set.summary.jobs}, e);
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
