/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-calibrate: fits calibration maps for class probabilities, experts' confidences and estimates of quality.
 * Reads y, p_* (or z_*); e_* (or quality_*), conf_* for experts; est_* and quality_* (or loss_*) for estimates; w if there; writes a
 * model file, applied by l2d-apply.
 * Memory: O(rows x classes), and O(rows) for every agent.  Mergeable.
 */
#include <unistd.h>

#include "base/jobs.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "calibrate/calibration_table.h"
#include "parallel/peers.h"
#include "summary/groups.h"
#include "summary/state.h"
#include "cases/cases.h"

static struct {
	struct table_options table;
	bool renormalize, partial, merge;
	int target;
	const char *group, *jobs;
	struct calibration_options fit;
} set = {.table.shows = "l2d-calibrate", .fit = {.bins = 15, .lambda = 1e-3, .mu = 1e-3}};

static const struct opt options[] = {
	{0, "target", OPT_CHOICE, &set.target, CALIBRATION_TARGETS, "what to calibrate: p_*, conf_*, both, or est_*",
		"model"},
	{0, "method", OPT_CHOICE, &set.fit.method, NULL, "the map", "temperature", .choice = calibration_method_name},
	{0, "smooth", OPT_FLAG, &set.fit.smooth, NULL, "platt: smoothed targets", NULL},
	{0, "on", OPT_CHOICE, &set.fit.on, CALIBRATION_ON, "platt: the score that is mapped", "logit"},
	{0, "interpolate", OPT_CHOICE, &set.fit.between, CALIBRATION_BETWEEN, "isotonic: between the knots", "linear"},
	{'b', "bins", OPT_COUNT, &set.fit.bins, "N", "histogram: number of bins", "15", "[1, 10^5]"},
	{0, "binning", OPT_CHOICE, &set.fit.binning, "width|mass", "histogram: bins of equal width or mass", "width"},
	{0, "side", OPT_CHOICE, &set.fit.side, CALIBRATION_SIDE, "histogram: the side on which bins are closed",
		"right"},
	{0, "lambda", OPT_NUMBER, &set.fit.lambda, "L", "dirichlet: penalty of off-diagonal weights", "0.001",
		"[0, inf)"},
	{0, "mu", OPT_NUMBER, &set.fit.mu, "M", "dirichlet: penalty of intercepts", "0.001", "[0, inf)"},
	GROUP_OPTION(set.group),
	STATE_OPTIONS(set.partial, set.merge),
	JOBS_OPTION(set.jobs),
	TABLE_OPTIONS(set.table),
	ROWS_PROGRESS_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.renormalize),
	{0},
};

static const struct opt_rule rules[] = {
	{"method=linear", OPT_NEEDS, "target=estimates"},
	{"target=estimates", OPT_NEEDS, "method=isotonic|linear"},
	{"smooth on interpolate bins binning side lambda mu", OPT_NEEDS, "method", calibration_method_takes},
	{"renormalize", OPT_NEEDS, "target=model|all"},
	{"other-answers", OPT_NEEDS, "target=experts|all"},
	{"shard=auto", OPT_EXCLUDES, "group partial merge"},
	{"merge", OPT_EXCLUDES, "columns na na-action round-off"},
	PROGRESS_RULES,
	{0},
};

static const struct program program = {
	.name = "l2d-calibrate",
	.operands = "[FILE]...",
	.purpose = "Fit calibration maps for class probabilities, experts' confidences and estimates of quality.",
	.reads =
		"y; p_* (or z_*); experts: e_* (or quality_*), conf_*; estimates: est_*, quality_* (or loss_*); if there: w",
	.writes = "a model file for l2d-apply; --partial: a state",
	.opts = options,
	.rules = rules,
};

static int run(const struct strings *files, struct err *e)
{
	struct names by = {0};
	struct calibration_setting s = {.target = (enum calibration_target)set.target,
		.renormalize = set.renormalize,
		.by = &by,
		.fit = &set.fit,
		.fd = STDOUT_FILENO,
		.table = &set.table,
		.partial = set.partial,
		.merge = set.merge};
	int st = groups_columns(&by, set.group, e);

	if (!st)
		st = table_join(&set.table, e);
	if (!st)
		st = jobs_count(set.jobs, &s.jobs, e);
	if (!st)
		st = calibration_run(&s, &(struct table_run){&set.table, files, program.name, 0, set.jobs}, e);
	names_free(&by);
	return peers_end(st, e);
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
