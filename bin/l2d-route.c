/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-route: which of many agents answers each row, by confidence and cost: one agent, a cascade, whom the answers say, a budget; or a set of them.
 * Reads conf_*, cost_*, latency_*, defer_*, e_*, p_*, y, w; writes the table with agent, answer, paid, or
 * the frontier. Memory: O(agents); O(rows) with --budget or adaptive (--fit: of the calibration table) or --frontier.
 * Rows are independent given lambda or the thresholds.
 */
#include <math.h>
#include <unistd.h>

#include "agent_sets/agent_sets.h"
#include "agent_sets/agent_sets_file.h"
#include "base/jobs.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "route/frontier_report.h"
#include "route/frontier_state.h"
#include "route/routing.h"
#include "table/table_run.h"

static struct {
	struct table_options table;
	struct report_options report;
	bool renormalize, frontier, constants, exact, paid_reads, randomize;
	int rule, stop;
	double lambda, budget, latency, smoothing, alpha, each;
	size_t bins;
	struct explore_options explore;
	const char *fit, *order, *threshold, *report_file, *model, *save;
	struct summary_options summary; /* --jobs is also that of the other ways */
	struct interval_options interval;
} set = {.table.shows = "l2d-route",
	.lambda = NAN,
	.budget = NAN,
	.latency = INFINITY,
	.smoothing = .001,
	.bins = 5,
	.explore = {NAN, 1},
	.interval = INTERVAL_DEFAULTS};

static const struct opt options[] = {
	{'r', "rule", OPT_CHOICE, &set.rule, "best|sufficient|cascade|frugal|adaptive|set|topk", "the routing rule",
		"best"},
	{0, "lambda", OPT_NUMBER, &set.lambda, "L",
		"best, topk, adaptive: the largest conf, or share right, less L cost", "1", "[0, inf)"},
	{0, "budget", OPT_NUMBER, &set.budget, "B",
		"find lambda, the thresholds, or the policy, for a mean cost of at most B a row", NULL, "any"},
	{0, "alpha", OPT_NUMBER, &set.alpha, "A", "set: hold a right agent with probability 1 - A", NULL, "(0, 1)"},
	{0, "randomize", OPT_FLAG, &set.randomize, NULL, "set: break ties by a coin for every row, by its id", NULL},
	{0, "each", OPT_NUMBER, &set.each, "C", "topk: the price of one agent more", "0", "[0, inf)"},
	{0, "exact", OPT_FLAG, &set.exact, NULL, "meet the budget in expectation: a coin for every row, by its id",
		NULL},
	EXPLORE_OPTION(set.explore),
	{'s', "seed", OPT_COUNT, &set.explore.seed, "S", "seed of chance, or of the draws", "1", "any"},
	{0, "fit", OPT_STRING, &set.fit, "FILE", "find them on this calibration table", "the table itself"},
	{0, "order", OPT_STRING, &set.order, "A,B,...|any",
		"cascade: whom to ask, in order; any: the best order of any agents", NULL},
	{0, "threshold", OPT_STRING, &set.threshold, "T,...",
		"go on while conf is below; one for each stage but the last", NULL},
	{0, "bins", OPT_COUNT, &set.bins, "N", "adaptive: bins of each agent's confidences", "5", "[1, 12]"},
	{0, "smoothing", OPT_NUMBER, &set.smoothing, "S",
		"adaptive: draw a state to its coarser one as if by so many more rows, as a share of all", "0.001",
		"[0, 1]"},
	{0, "stop", OPT_CHOICE, &set.stop, "conf|defer", "cascade: stop at conf >= T, or at defer < 0", "conf"},
	{0, "latency", OPT_NUMBER, &set.latency, "MS",
		"agents with a larger latency_*, or that would bring the sum above it, are out", NULL, "[0, inf)"},
	{0, "frontier", OPT_FLAG, &set.frontier, NULL, "write cost, confidence and accuracy over all lambda instead",
		NULL},
	{0, "constants", OPT_FLAG, &set.constants, NULL,
		"write what needs no confidences alone: one agent always, mixing those, the oracle", NULL},
	INTERVAL_DRAWS_OPTIONS(set.interval),
	{0, "save", OPT_STRING, &set.save, "FILE", "write what was found as a model file", NULL},
	{0, "model", OPT_STRING, &set.model, "FILE", "route by this model file", NULL},
	{0, "report", OPT_STRING, &set.report_file, "FILE", "write lambda or the thresholds, and the cost expected",
		NULL},
	GROUP_OPTION(set.summary.group),
	STATE_OPTIONS(set.summary.partial, set.summary.merge),
	{0, "paid-reads", OPT_FLAG, &set.paid_reads, NULL, "read confidences that come with answers not paid for",
		NULL},
	AVAILABLE_OPTION(set.table),
	JOBS_OPTION(set.summary.jobs),
	TABLE_OPTIONS(set.table),
	ROWS_PROGRESS_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	KEEP_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	STATE_RULES,
	{"partial merge", OPT_NEEDS, "frontier"},
	{"lambda", OPT_NEEDS, "rule=best|adaptive|topk"},
	{"alpha randomize", OPT_NEEDS, "rule=set"},
	{"rule=set", OPT_NEEDS, "alpha"},
	{"rule=set", OPT_NEEDS, "fit"},
	{"each", OPT_NEEDS, "rule=topk"},
	{"rule=set|topk", OPT_EXCLUDES, "budget explore report"},
	{"frontier", OPT_NEEDS, "rule=best"},
	{"constants", OPT_NEEDS, "frontier"},
	{"lambda budget frontier", OPT_APART},
	{"frontier", OPT_EXCLUDES, "report save"},
	{"model", OPT_EXCLUDES,
		"rule lambda budget exact fit order threshold bins smoothing stop latency frontier report save"},
	{"order stop", OPT_NEEDS, "rule=cascade"},
	{"rule=cascade", OPT_NEEDS, "order"},
	{"threshold", OPT_NEEDS, "rule=cascade|sufficient"},
	{"fit", OPT_NEEDS, "budget rule=adaptive|set"},
	{"bins smoothing", OPT_NEEDS, "rule=adaptive"},
	{"rule=adaptive", OPT_EXCLUDES, "latency"},
	{"rule=sufficient", OPT_NEEDS, "threshold"},
	{"rule=sufficient", OPT_EXCLUDES, "budget"},
	{"rule=cascade", OPT_NEEDS, "threshold budget stop=defer"},
	{"threshold", OPT_EXCLUDES, "budget stop=defer"},
	{"rule=frugal exact order=any", OPT_NEEDS, "budget"},
	{"interval", OPT_NEEDS, "frontier"},
	{"draws cluster", OPT_NEEDS, "interval"},
	{"explore", OPT_EXCLUDES, "exact frontier"},
	{"seed", OPT_NEEDS, "exact interval explore randomize"},
	{"paid-reads", OPT_NEEDS, "rule=best|sufficient|set|topk"},
	{"tag fields", OPT_NEEDS, "frontier report"},
	{"group", OPT_NEEDS, "frontier rule=set"},
	PROGRESS_RULES,
	{0},
};

static const struct program program = {
	.name = "l2d-route",
	.operands = "[FILE]...",
	.purpose = "Route each row to one of many agents by confidence and cost.",
	.reads =
		"conf_* or est_*; if there: cost_*, latency_*, e_*, p_* (or z_*), w, quality_* (or loss_*); --stop defer: defer_*;\n"
		"--frontier and what is fitted, if there: y",
	.writes = "the table with agent, answer, paid, of sets agent_1, answer_1, ...; --explore: propensity;\n"
		  "--frontier: policy, agent, lambda_min, lambda_max, cost, conf, accuracy, "
		  "regret_oracle, regret_constant;\n"
		  "with --interval: NAME_lo, NAME_hi; --save: a model file",
	.opts = options,
	.rules = rules,
};

/* Rules that ask several agents at once come after those of a router. */
static bool of_sets(void)
{
	return set.rule > ROUTER_ADAPTIVE;
}

static struct route_input_options input_options(bool label)
{
	return (struct route_input_options){.label = label,
		.compares = (set.frontier && !set.constants) || of_sets(),
		.constants = set.constants,
		.paid_reads = set.paid_reads,
		.by_defer = set.stop == 1,
		.renormalize = set.renormalize,
		.latency = set.latency,
		.toss = set.exact || set.randomize,
		.seed = set.explore.seed};
}

static struct frontier_options frontier_with(void)
{
	return (struct frontier_options){input_options(true), set.interval, set.summary.partial};
}

static int sign(struct buf *signature, struct err *e)
{
	const struct frontier_options with = frontier_with();
	int st = state_sign(signature, program.name, NULL, e);

	return st ? st : frontier_state_sign(signature, &with, &set.table, e);
}

static int run_frontier(const struct strings *files, struct err *e)
{
	const struct frontier_options with = frontier_with();
	int st = interval_check(&set.interval, e);

	return st
		? st
		: summary_run(&frontier_summary,
			&(struct summary){&set.summary, &set.table, &set.report, program.name, &with, sign}, files, e);
}

static int run_sets(const struct modelfile *model, const struct strings *files, struct err *e)
{
	struct names by = {0};
	const struct agent_sets o = {set.rule == ROUTER_ADAPTIVE + 1, {set.alpha, set.fit, &by},
		isnan(set.lambda) ? 1 : set.lambda, set.each, input_options(false), model, set.save};
	int st = groups_columns(&by, set.summary.group, e);

	if (!st)
		st = agent_sets_run(&o,
			&(struct table_run){&set.table, files, program.name, set.report.digits, set.summary.jobs}, e);
	names_free(&by);
	return st;
}

static int run_router(const struct modelfile *model, const struct strings *files, struct err *e)
{
	const struct route_setting with = {.router = {(enum router_rule)set.rule, set.lambda, set.budget, set.order,
						   set.threshold, set.exact, set.smoothing, set.bins},
		.input = input_options(false),
		.explore = set.explore,
		.fit = set.fit,
		.model = model,
		.save = set.save,
		.report_file = set.report_file,
		.report = &set.report};
	const struct table_run table = {&set.table, files, program.name, set.report.digits, set.summary.jobs};

	return routing_run(&with, &table, e);
}

/* The model says by which of them. */
static int run_model(const struct strings *files, struct err *e)
{
	struct modelfile f;
	bool sets = false;
	int st = modelfile_read(&f, set.model, e);

	if (st)
		return st;
	st = agent_sets_is(&f, &sets, e);
	if (!st && sets && !isnan(set.explore.share))
		st = err_set(e, ST_USAGE, "--explore: the model asks several agents: '%.200s'", set.model);
	if (!st)
		st = (sets ? run_sets : run_router)(&f, files, e);
	modelfile_free(&f);
	return st;
}

static int run(const struct strings *files, struct err *e)
{
	set.interval.seed = set.explore.seed;
	if (set.model)
		return run_model(files, e);
	if (of_sets())
		return run_sets(NULL, files, e);
	return set.frontier ? run_frontier(files, e) : run_router(NULL, files, e);
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
