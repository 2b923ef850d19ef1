/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-combine: what a model's probabilities and the answers that are there say together, and what asking for one more is worth.
 * Reads p_* (or z_*), e_* or a decision, conf_*, cost_*, avail_*; writes the table with p_* and answer, or with est_*; --fit
 * also reads y, w and writes a model file, applied by --model and l2d-apply.
 * Memory: O(columns); --fit: O(rows x (classes + experts)).  Rows are independent once it is fitted.
 */
#include <unistd.h>

#include "base/jobs.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "combine/combine_ask.h"
#include "combine/combine_fit.h"
#include "combine/combiner_file.h"
#include "csv/report.h"
#include "summary/groups.h"

static struct {
	struct table_options table;
	bool renormalize, fit;
	int method;
	size_t ask, digits;
	double lambda, penalty;
	struct confusion_options confusion;
	const char *model, *jobs, *group;
} set = {.table.shows = "l2d-combine", .lambda = 1, .penalty = 1e-3, .confusion = {.prior = 1}};

static const struct opt options[] = {
	{0, "method", OPT_CHOICE, &set.method, "majority|weighted|confusion|stacking", "how to combine", "majority"},
	{0, "fit", OPT_FLAG, &set.fit, NULL, "fit it to labels and write a model file instead", NULL},
	{0, "model", OPT_STRING, &set.model, "FILE", "combine by this model file, or by one of l2d-em without gold",
		NULL},
	{0, "prior", OPT_NUMBER, &set.confusion.prior, "A",
		"confusion: answers of each kind that an expert is taken to have given beforehand", "1", "[1e-9, 1e9]"},
	{0, "prior-right", OPT_NUMBER, &set.confusion.right, "B", "confusion: and so many more right ones", "0",
		"[0, 1e9]"},
	{0, "calibrated", OPT_FLAG, &set.confusion.calibrated, NULL,
		"confusion: p_* are calibrated; fit no temperature", NULL},
	{0, "penalty", OPT_NUMBER, &set.penalty, "L", "stacking: penalty of squared coefficients", "0.001",
		"[1e-9, 1e9]"},
	{0, "ask", OPT_COUNT, &set.ask, "K",
		"write est_*, the accuracy expected once an expert is asked, of K at most, instead", NULL, "[1, 8]"},
	{0, "lambda", OPT_NUMBER, &set.lambda, "L", "ask: what a unit of cost_* is in accuracy, of the second on", "1",
		"[0, inf)"},
	{'g', "group", OPT_STRING, &set.group, "COLUMN[,COLUMN]", "fit: for each group of rows, and for all", NULL},
	JOBS_OPTION(set.jobs),
	TABLE_OPTIONS(set.table),
	ROWS_PROGRESS_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	KEEP_OPTION(set.table),
	CASES_OPTIONS(set.renormalize),
	DIGITS_OPTION(set.digits),
	{0},
};

static const struct opt_rule rules[] = {
	{"fit model", OPT_APART},
	{"model", OPT_EXCLUDES, "method"},
	{"fit", OPT_NEEDS, "method=confusion|stacking"},
	{"method=confusion|stacking", OPT_NEEDS, "fit"},
	{"prior prior-right calibrated", OPT_NEEDS, "method=confusion"},
	{"penalty", OPT_NEEDS, "method=stacking"},
	{"ask", OPT_NEEDS, "model method=weighted"},
	{"lambda", OPT_NEEDS, "ask"},
	{"fit", OPT_EXCLUDES, "keep digits"},
	{"group", OPT_NEEDS, "fit"},
	PROGRESS_RULES,
	{0},
};

static const struct program program = {
	.name = "l2d-combine",
	.operands = "[FILE]...",
	.purpose = "Combine a model's probabilities with the answers that are there.",
	.reads =
		"e_*, or agent, answer, or agent_1, answer_1, ...; if there: p_* (or z_*), conf_*; --ask, if there: cost_*, avail_*;\n"
		"--fit: y; if there: w",
	.writes = "the table with p_*, answer; --ask: with est_*; --fit: a model file",
	.opts = options,
	.rules = rules,
};

static int fit(const struct table_run *run, struct err *e)
{
	struct names by = {0};
	const struct combine_fit_setting s = {
		(enum combine_method)set.method, set.confusion, set.penalty, set.renormalize, &by, STDOUT_FILENO};
	int st = groups_columns(&by, set.group, e);

	if (!st)
		st = combine_fit_run(&s, run, e);
	names_free(&by);
	return st;
}

static int combine(const struct table_run *run, struct err *e)
{
	struct combine_setting s = {.method = (enum combine_method)set.method,
		.renormalize = set.renormalize,
		.ask = set.ask,
		.lambda = set.lambda};
	int st = set.model ? combiner_open(&s.m, set.model, e) : ST_OK;

	if (set.model)
		s.method = s.m.method;
	if (!st && set.ask && s.method == COMBINE_STACKING)
		st = err_set(e, ST_USAGE,
			"--ask: a model of --method stacking does not say what an expert may answer; one of --method confusion does");
	if (!st && set.ask == 1 && set.lambda != 1)
		st = err_set(e, ST_USAGE, "--lambda needs --ask of 2 or more: the price of the first is not in est_*");
	if (!st)
		st = set.ask ? combine_ask(&s, run, e) : combine_run(&s, run, e);
	combiner_free(&s.m);
	return st;
}

static int run(const struct strings *files, struct err *e)
{
	const struct table_run with = {&set.table, files, program.name, set.digits, set.jobs};

	return set.fit ? fit(&with, e) : combine(&with, e);
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
