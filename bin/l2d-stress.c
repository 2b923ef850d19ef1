/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-stress: how small a change of a row's features makes a system do something else.
 * Reads x_*, and as goals ask y, e_*, cost_*, avail_*, and a model file; writes the table with radius_*, or with the features attacked.
 * With --experts: what a decided table comes to when experts fail.
 * Memory: O(columns) and the model.  Rows are independent; --sweep is a summary, mergeable (--partial, --merge).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/opt.h"
#include "base/opt_rules.h"
#include "robust/stress_rows.h"
#include "robust/stress_sums.h"
#include "threshold/sweep.h"
#include "worst_case/failure.h"

static struct {
	struct table_options table;
	struct report_options report;
	struct summary_options summary; /* of --sweep; --jobs also of the others */
	struct stress_rows_options rows;
	const char *model, *classifier, *sweep;
	int norm, units, emit;
	double threshold;
	bool experts;
	struct strings rise;
	struct failure_options failure;
} set = {.table.shows = "l2d-stress",
	.failure.decision = {.cost = NAN, .binary = true},
	.rows = {.radius = NAN, .input = {.most = 10, .starts = 3, .seed = 1}}};

static const struct opt options[] = {
	{0, "model", OPT_STRING, &set.model, "FILE", "the model file, of kind head", NULL},
	{0, "classifier", OPT_STRING, &set.classifier, "FILE",
		"of a rejector: the frozen classifier's model file, whose features move too", "the table's z_* or p_*"},
	{0, "goal", OPT_LIST, &set.rows.input.goals, "GOAL",
		"answer, route, route:NAME, keep, error or cost (repeatable)", "route; without experts answer"},
	{0, "norm", OPT_CHOICE, &set.norm, "inf|2|1", "of a change of the features", "inf", .choice = norm_name},
	{0, "units", OPT_CHOICE, &set.units, "sd|raw",
		"in which features change: the standard deviations in the model file, or the table's own", "sd"},
	{0, "features", OPT_STRING, &set.rows.input.features, "LIST", "columns that may be touched: 'x_a*,!x_b'",
		"all"},
	{0, "box", OPT_LIST, &set.rows.input.box, "[COLUMN=]LO:HI",
		"limits of features, in the table's units; either may be left out (repeatable)", "none"},
	{0, "threshold", OPT_NUMBER, &set.threshold, "T", "defer when an expert's logit is above the model's by more",
		"0", "(-inf, inf)"},
	{0, "emit", OPT_CHOICE, &set.emit, "radii|attacked", "add radii, or change the features", "radii"},
	{0, "radius", OPT_NUMBER, &set.rows.radius, "R", "the largest change of --emit attacked", NULL, "[0, 10^100]"},
	{0, "most", OPT_NUMBER, &set.rows.input.most, "R",
		"models that are not linear: the largest change that is looked at", "10", "(0, 10^100]"},
	{0, "starts", OPT_COUNT, &set.rows.input.starts, "N", "models that are not linear: starts of an attack", "3",
		"[1, 10^6]"},
	{'s', "seed", OPT_COUNT, &set.rows.input.seed, "S", "of the starts but the first", "1", "any"},
	{0, "sweep", OPT_STRING, &set.sweep, "LO:HI:STEP", "write one row of results for every largest change", NULL},
	{0, "experts", OPT_FLAG, &set.experts, NULL, "what happens to a decided table when experts fail", NULL},
	{0, "rise", OPT_LIST, &set.rise, "LO:HI:STEP|NAME=D,...",
		"by how much error rates of experts may rise, all alike or each by its own (repeatable)", "0.1:0.1:1"},
	{0, "over", OPT_CHOICE, &set.failure.over, "asked|answered", "the rows that these rates are of", "asked"},
	{0, "corrupt", OPT_COUNT, &set.failure.corrupt, "K", "how many answers of one expert are made wrong", NULL,
		"[1, 10^9]"},
	{0, "silent", OPT_CHOICE, &set.failure.silent, "model|next", "who answers for an expert who is silent",
		"model"},
	SUMMARY_OPTIONS(set.summary),
	TABLE_OPTIONS(set.table),
	ROWS_PROGRESS_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	KEEP_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	AVAILABLE_OPTION(set.table),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	STATE_RULES,
	{"radius", OPT_NEEDS, "emit=attacked"},
	{"sweep", OPT_EXCLUDES, "emit keep"},
	{"group partial merge tag fields", OPT_NEEDS, "sweep experts"},
	{"rise over corrupt silent", OPT_NEEDS, "experts"},
	{"experts", OPT_EXCLUDES,
		"model classifier goal norm units features box threshold emit most starts seed sweep keep available"},
	PROGRESS_RULES,
	{0},
};

static const struct program program = {
	.name = "l2d-stress",
	.operands = "[FILE]...",
	.purpose = "How small a change of the features makes a system do something else.",
	.reads =
		"x_*; with the goal error: y, e_*; with cost: cost_*; if there: avail_*; of a rejector without --classifier: z_* or p_*;\n"
		"--experts: agent, y, e_*; if there: p_* (or z_*), answer, conf_*, cost_*, avail_*, w",
	.writes =
		"the table with radius_GOAL (or radius_GOAL_lo, radius_GOAL_hi); --emit attacked: with the features changed;\n"
		"--sweep: radius, n, system_accuracy, coverage, cost, reached, certified, share_AGENT;\n"
		"--experts: failure, at, expert, n, system_accuracy, worst_accuracy, loss, weakest",
	.opts = options,
	.rules = rules,
};

static struct stress_model model;

/* Everything that changes what is summed. */
static struct stress_sums_options sums;

static int sign(struct buf *signature, struct err *e)
{
	int st = state_sign(signature, program.name, NULL, e);

	if (!st)
		st = stress_sums_sign(signature, &sums, set.threshold, e);
	if (!st)
		st = state_sign(signature, "available", set.table.available ? "answered" : NULL, e);
	return st ? st : state_sign(signature, "other-answers", set.table.other_answers ? "wrong" : NULL, e);
}

static int sweep(const struct strings *files, struct err *e)
{
	struct sweep_costs grid = {0};
	int st = sweep_costs_read(&grid, set.sweep, e);

	if (!st && grid.cost[0] < 0)
		st = err_set(e, ST_USAGE, "--sweep: a radius below 0");
	if (!st && !model.affine && grid.cost[grid.n - 1] > set.rows.input.most)
		st = err_set(e, ST_USAGE, "--sweep: radii beyond --most are not looked at");
	sums = (struct stress_sums_options){set.rows.input, grid.cost, grid.n};
	sums.input.outcomes = true;
	if (!st)
		st = summary_run(&stress_summary,
			&(struct summary){&set.summary, &set.table, &set.report, program.name, &sums, sign}, files, e);
	free(grid.cost);
	return st;
}

static int sign_experts(struct buf *signature, struct err *e)
{
	int st = state_sign(signature, program.name, NULL, e);

	if (!st)
		st = failure_sign(signature, &set.failure, e);
	return st ? st : state_sign(signature, "other-answers", set.table.other_answers ? "wrong" : NULL, e);
}

/* Those of all experts into the grid, those of one into the options. */
static int read_rises(struct sweep_costs *grid, struct err *e)
{
	int st = set.rise.n ? ST_OK : sweep_costs_read(grid, "0.1:0.1:1", e);

	for (size_t i = 0; !st && i < set.rise.n; i++) {
		if (strchr(set.rise.v[i], '='))
			st = named_numbers_read(&set.failure.each, "--rise", set.rise.v[i], 1, e);
		else if (grid->n)
			st = err_set(e, ST_USAGE, "--rise: LO:HI:STEP twice");
		else
			st = sweep_costs_read(grid, set.rise.v[i], e);
	}
	if (!st && grid->n && (grid->cost[0] < 0 || grid->cost[grid->n - 1] > 1))
		st = err_set(e, ST_USAGE, "--rise: not from 0 to 1");
	return st;
}

static int experts(const struct strings *files, struct err *e)
{
	struct sweep_costs grid = {0};
	int st = read_rises(&grid, e);

	set.failure.rise = grid.cost;
	set.failure.rises = grid.n;
	if (!st)
		st = summary_run(&failure_summary,
			&(struct summary){
				&set.summary, &set.table, &set.report, program.name, &set.failure, sign_experts},
			files, e);
	free(grid.cost);
	named_numbers_free(&set.failure.each);
	return st;
}

static int check(struct err *e)
{
	if (!set.model)
		return err_set(e, ST_USAGE, "no model: --model FILE");
	if (set.emit && isnan(set.rows.radius))
		return err_set(e, ST_USAGE, "--emit attacked needs --radius R");
	if ((set.emit || set.sweep) && set.rows.input.goals.n > 1)
		return err_set(e, ST_USAGE, "--emit attacked and --sweep have one goal");
	return ST_OK;
}

static int prepare(struct err *e)
{
	struct stress_input_options *o = &set.rows.input;
	int st = check(e);

	if (!st)
		st = stress_model_read(&model, set.model, set.classifier, set.threshold, e);
	if (!st && model.affine
		&& (opt_given(&program, "most") || opt_given(&program, "starts") || opt_given(&program, "seed")))
		st = err_set(e, ST_USAGE, "--most, --starts, --seed: the model is linear, its radii are exact");
	if (!st && !o->goals.n)
		st = strings_add(&o->goals, model.routes ? "route" : "answer", e);
	o->model = &model;
	o->norm = (enum norm)set.norm;
	o->raw = set.units;
	set.rows.attacked = set.emit;
	return st;
}

static int run(const struct strings *files, struct err *e)
{
	int st = set.experts ? experts(files, e) : prepare(e);

	if (!st && !set.experts)
		st = set.sweep ? sweep(files, e)
			       : stress_rows_run(&set.rows,
				       &(struct table_run){
					       &set.table, files, program.name, set.report.digits, set.summary.jobs},
				       e);
	stress_model_free(&model);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
