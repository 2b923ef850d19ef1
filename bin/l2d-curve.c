/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-curve: what becomes of accuracy, cost and risk as more and more rows are deferred.
 * Reads y or quality_* (or loss_*), p_* (or z_*), score, e_*, agent, conf_*, cost_*, w; writes one row for coverage 1 and one for
 * every distinct score; with --group for every group of rows and for all.
 * Memory: O(rows), 16 bytes each and as much while sorting, or --memory; states in files: O(files).  Mergeable (--partial, --merge).
 */
#include <math.h>

#include "base/opt.h"
#include "base/opt_rules.h"
#include "rank/scored_runs.h"
#include "score/curve_summary.h"

static struct {
	struct table_options table;
	struct report_options report;
	struct curve_options curve;
	struct summary_options summary;
	struct label_noise_options noise;
	const char *memory;
} set = {.table.shows = "l2d-curve", .curve = {.decision.cost = NAN, .interval = INTERVAL_DEFAULTS}};

static const struct opt options[] = {
	{0, "points", OPT_COUNT, &set.curve.points, "N", "at most N points, evenly by coverage",
		"all; 101 with auroc and ap", "[1, 10^5]"},
	{0, "metric", OPT_CHOICE, &set.curve.metric, "accuracy|auroc|ap", "what to follow over coverage", "accuracy"},
	{0, "positive", OPT_STRING, &set.curve.positive, "CLASS", "the positive class of auroc and ap",
		"the last one, as numbers or bytes"},
	{0, "memory", OPT_STRING, &set.memory, "SIZE", "sort more rows than fit into SIZE (512M, 2G) on disk", NULL},
	{'c', "cost", OPT_NUMBER, &set.curve.decision.cost, "C0",
		"price of asking any expert; goes before cost_* of experts", "cost_*, else 0", "[-10^100, 10^100]"},
	{0, "expert", OPT_STRING, &set.curve.decision.expert, "NAME", "the expert to whom every deferred row goes",
		NULL},
	LABEL_NOISE_OPTIONS(set.noise),
	INTERVAL_OPTIONS(set.curve.interval),
	SUMMARY_OPTIONS(set.summary),
	TABLE_OPTIONS(set.table),
	ROWS_PROGRESS_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.curve.decision.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	STATE_RULES,
	INTERVAL_RULES,
	{"partial", OPT_EXCLUDES, "points"},
	{"label-noise noise-matrix", OPT_APART},
	{"cost label-noise noise-matrix", OPT_NEEDS, "metric=accuracy"},
	{"positive", OPT_NEEDS, "metric=auroc|ap"},
	PROGRESS_RULES,
	{0},
};

static const struct program program = {
	.name = "l2d-curve",
	.operands = "[FILE]...",
	.purpose = "Follow accuracy, cost and risk of a system over coverage.",
	.reads = "y, or quality_* (or loss_*); p_* (or z_*) or score; if there: e_*, est_*, agent, conf_*, cost_*, w",
	.writes = "threshold, coverage, n_model, n_deferred, n_unscored, system_accuracy, model_accuracy,\n"
		  "expert_accuracy, cost, risk; with --interval: NAME_lo, NAME_hi;\n"
		  "with --metric: threshold, coverage, n_model, n_deferred, n_unscored, auroc or ap, positive",
	.opts = options,
	.rules = rules,
};

static int sign(struct buf *signature, struct err *e)
{
	static const char *const metric[] = {[CURVE_ACCURACY] = "accuracy", [CURVE_AUROC] = "auroc", [CURVE_AP] = "ap"};
	int st = state_sign(signature, program.name, NULL, e);

	st = st ? st : state_sign(signature, "metric", metric[set.curve.metric], e);
	return st ? st : decision_sign(signature, &set.table, &set.curve.interval, &set.curve.decision, e);
}

static int run(const struct strings *files, struct err *e)
{
	struct curve_options *o = &set.curve;
	struct label_noise noise = {0};
	int st = o->metric != CURVE_ACCURACY && o->points == 1
		? err_set(e, ST_USAGE, "--points: auroc and ap need two or more")
		: interval_check(&o->interval, e);

	if (!st && set.memory && o->interval.level > 0 && o->metric != CURVE_ACCURACY)
		st = err_set(e, ST_USAGE,
			"--memory and --interval with --metric auroc or ap: an area is computed again from all rows of each draw");
	o->decision.noise = &noise;
	o->partial = set.summary.partial;
	st = st ? st : label_noise_read(&noise, &set.noise, e);
	st = st ? st : jobs_count(set.summary.jobs, &o->jobs, e);
	st = st ? st : scored_runs_limit(set.memory, o->jobs, &o->limit, e);
	if (!st)
		st = summary_run(&curve_summary,
			&(struct summary){&set.summary, &set.table, &set.report, program.name, o, sign}, files, e);
	label_noise_free(&noise);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
