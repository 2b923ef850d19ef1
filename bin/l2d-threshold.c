/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-threshold: who answers each row, the model or an expert, by a rule and a threshold, given or tuned.
 * Reads p_* (or z_*, else conf_model), e_*, conf_*, defer_*, cost_*, score, y, w; writes score, agent, answer, or a model.
 * Memory: O(columns); O(rows) when a target is tuned.  Rows are independent given the threshold.
 */
#include <math.h>

#include "base/jobs.h"
#include "base/opt.h"
#include "table/table_run.h"
#include "threshold/fit_state.h"
#include "threshold/sweep.h"
#include "threshold/threshold_input.h"
#include "threshold/threshold_output.h"

static struct {
	struct table_options table;
	struct report_options report;
	struct target_options target;
	struct threshold_options rule;
	struct summary_options summary; /* of --sweep; --jobs also of the others */
	struct interval_options interval;
	bool fit;
	const char *sweep, *positive, *report_file, *region;
} set = {.table.shows = "l2d-threshold",
	.target = {.coverage = NAN, .budget = NAN, .risk = NAN, .delta = .05, .fair = -1},
	.rule = {.cost = NAN, .explore = {NAN, 1}},
	.interval = INTERVAL_DEFAULTS};

static const struct opt options[] = {
	{'r', "rule", OPT_CHOICE, &set.rule.rule, NULL, "the deferral rule", "chow", .choice = rule_name},
	{0, "region", OPT_STRING, &set.region, "FILE", "the polygons of --rule region, a vertex a row", NULL},
	{'c', "cost", OPT_NUMBER, &set.rule.cost, "C0", "price of asking any expert; goes before cost_*",
		"cost_*, else 0", "[-10^100, 10^100]"},
	{0, "expert-accuracy", OPT_LIST, &set.rule.accuracy, "NAME=A", "a constant conf_NAME (repeatable)", NULL},
	{0, "ambiguity", OPT_NUMBER, &set.rule.ambiguity.size, "D", "how wrong conf_* may be", NULL, "(0, inf)"},
	{0, "ball", OPT_CHOICE, &set.rule.ambiguity.ball, NULL, "of what D is the size", "interval",
		.choice = ball_name},
	{0, "threshold", OPT_NUMBER, &set.rule.threshold, "T", "defer iff score > T", "0", "any"},
	{0, "coverage", OPT_NUMBER, &set.target.coverage, "C", "tune: least share of the model", NULL, "[0, 1]"},
	{0, "budget", OPT_NUMBER, &set.target.budget, "B", "tune: spend at most this on deferring", NULL, "[0, inf)"},
	{0, "budget-in", OPT_CHOICE, &set.target.budget_in, "share|cost", "of deferred rows, or a mean price", "share"},
	{0, "best", OPT_FLAG, &set.target.best, NULL, "tune: the highest system accuracy", NULL},
	{0, "risk", OPT_NUMBER, &set.target.risk, "A", "tune: the largest coverage with error at most A", NULL,
		"(0, 1)"},
	{0, "delta", OPT_NUMBER, &set.target.delta, "D", "probability that this guarantee fails", "0.05", "(0, 1)"},
	{0, "fair", OPT_CHOICE, &set.target.fair, "coverage|error|tpr",
		"tune: the least system error with this rate alike in all groups", NULL},
	{0, "tolerance", OPT_NUMBER, &set.target.tolerance, "T", "how far two groups may differ in it", NULL, "[0, 1]"},
	{0, "positive", OPT_STRING, &set.positive, "CLASS", "the positive class of tpr",
		"the last one, as numbers or bytes"},
	{0, "exact", OPT_FLAG, &set.target.exact, NULL, "meet it in expectation: a coin decides ties", NULL},
	EXPLORE_OPTION(set.rule.explore),
	{'s', "seed", OPT_COUNT, &set.rule.explore.seed, "S", "seed of chance, or of the draws", "1", "any"},
	{0, "fit", OPT_FLAG, &set.fit, NULL, "write a model file for l2d-apply instead of the table", NULL},
	{0, "sweep", OPT_STRING, &set.sweep, "LO:HI:STEP", "write one row of results for every price", NULL},
	INTERVAL_DRAWS_OPTIONS(set.interval),
	GROUP_OPTION(set.summary.group),
	STATE_OPTIONS(set.summary.partial, set.summary.merge),
	{0, "report", OPT_STRING, &set.report_file, "FILE", "write what was tuned, a row a group, one for all", NULL},
	AVAILABLE_OPTION(set.table),
	JOBS_OPTION(set.summary.jobs),
	TABLE_OPTIONS(set.table),
	ROWS_PROGRESS_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	KEEP_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.rule.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	STATE_RULES,
	{"partial merge", OPT_NEEDS, "fit sweep"},
	{"partial merge", OPT_NEEDS, "coverage budget best risk fair sweep"},
	{"partial", OPT_EXCLUDES, "report"},
	{"threshold coverage budget best risk fair sweep", OPT_APART},
	{"sweep", OPT_EXCLUDES, "fit cost keep"},
	{"fit", OPT_EXCLUDES, "digits keep"},
	{"ball", OPT_NEEDS, "ambiguity"},
	{"ambiguity", OPT_EXCLUDES, "fair"},
	{"delta", OPT_NEEDS, "risk"},
	{"budget-in", OPT_NEEDS, "budget"},
	{"exact", OPT_NEEDS, "coverage budget"},
	{"interval", OPT_NEEDS, "sweep"},
	{"draws cluster", OPT_NEEDS, "interval"},
	{"explore", OPT_EXCLUDES, "exact fit sweep"},
	{"seed", OPT_NEEDS, "exact interval explore"},
	{"fair", OPT_NEEDS, "tolerance"},
	{"fair", OPT_NEEDS, "group"},
	{"tolerance", OPT_NEEDS, "fair"},
	{"positive", OPT_NEEDS, "fair=tpr"},
	{"group", OPT_NEEDS, "coverage budget best risk fair sweep"},
	{"report", OPT_NEEDS, "coverage budget best risk fair"},
	{"tag fields", OPT_NEEDS, "sweep report"},
	{"region", OPT_NEEDS, "rule=region"},
	{"rule=region", OPT_NEEDS, "region"},
	{"rule=region", OPT_EXCLUDES, "threshold coverage budget best risk fair fit"},
	{"expert-accuracy sweep", OPT_NEEDS, "rule", rule_takes},
	{"ambiguity", OPT_NEEDS, "rule=posthoc|confidence risk"},
	{"cost", OPT_NEEDS, "rule=chow|posthoc|confidence budget-in=cost"},
	PROGRESS_RULES,
	{0},
};

static const struct program program = {
	.name = "l2d-threshold",
	.operands = "[FILE]...",
	.purpose = "Decide who answers each row, the model or an expert, by thresholding a deferral score.",
	.reads =
		"p_* (or z_*), else conf_model; if there: e_*, cost_*, w; posthoc, confidence: conf_*; css, ova: z_*, defer_*;\n"
		"rejector: defer_*; score: score;\nregion: the columns that FILE names; --best, --risk, --fair, --sweep: y",
	.writes =
		"the table with score, agent, answer; --explore: propensity; --fit: a model file; --sweep: c0, n, fraction_deferred,\n"
		"n_unscored, system_accuracy, model_accuracy, expert_accuracy, cost, regret_oracle, regret_constant; "
		"--interval: NAME_lo, NAME_hi",
	.opts = options,
	.rules = rules,
};

/* What the options ask the threshold for, and the columns of --group. */
static struct target asked;
static struct names by;
static struct region region;

struct state {
	struct threshold_input in;
	struct threshold rule;
	struct targets targets;
	struct threshold_rows rows; /* kept until the target is tuned */
};

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct state *s = state;
	int st = threshold_input_open(&s->in, &s->rule, t, &set.rule, target_needs(&asked), e);

	if (!st)
		st = targets_init(&s->targets, &asked, &by, set.positive, &s->in, e);
	s->rows.priced = target_tunes_price(&asked, &s->rule);
	if (!st)
		st = threshold_input_check_record(&s->in, set.fit, e);
	return st ? st : threshold_output_name(&s->in, (enum rule)set.rule.rule, computed, e);
}

/* Without a target a row is decided at once. */
static int decide(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	struct threshold_choice c;
	int st = threshold_input_choose(&s->in, &s->rule, &c, e);

	return st ? st : threshold_output_row(&s->rule, &s->in, &c, x, e);
}

/* For the target, kept if the row is to be written; without one the table is read for its errors. */
static int collect(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	const struct cases *t = &s->in.c;
	const struct rule_row *r = &s->in.seen;
	struct threshold_choice c;
	size_t group;
	int st = threshold_input_choose(&s->in, &s->rule, &c, e);

	if (st || asked.kind == TARGET_NONE)
		return st;
	st = targets_add(&s->targets, &s->in, &s->rule, r, &c, &group, e);
	return st || !x ? st
			: threshold_rows_add(&s->rows, &t->t->row, &s->rule, r, &c, cases_answer(t, 0), t->answer,
				group, &s->in.explored, e);
}

static const struct fit_state fit = {
	&set.rule, &asked, &by, &set.positive, &set.report_file, &set.summary.partial, &set.table, &set.report};

static int decide_kept(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	int st = fit_tune(&fit, &s->targets, &s->rule, e);

	return st ? st : threshold_output_rows(&s->rule, &s->targets, &s->in, &s->rows, x, e);
}

static int write_model(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;

	(void)x;
	return fit_write(&fit, &s->targets, &s->rule, e);
}

static void free_state(void *state)
{
	struct state *s = state;

	threshold_rows_free(&s->rows);
	targets_free(&s->targets);
	threshold_free(&s->rule);
	threshold_input_free(&s->in);
}

static const struct sweep_options sweep = {&set.rule, NULL, &set.interval, false};

static int sign(struct buf *signature, struct err *e)
{
	int st = state_sign(signature, program.name, NULL, e);

	return st ? st : sweep_sign(signature, set.sweep, &sweep, &set.table, e);
}

static int run(const struct strings *files, struct err *e)
{
	struct table_run rows = {&set.table, files, program.name, set.report.digits, set.summary.jobs};
	struct table_task task = {.start = start, .free = free_state, .size = sizeof(struct state), .silent = set.fit};
	const struct summary grid = {&set.summary, &set.table, &set.report, program.name, NULL, sign};
	int st;

	set.interval.seed = set.rule.explore.seed;
	st = set.sweep ? sweep_run(set.sweep, &sweep, &grid, files, e)
		       : target_options_read(&asked, &set.target, &set.rule.ambiguity, e);
	if (st || set.sweep)
		return st;
	st = groups_columns(&by, set.summary.group, e);
	if (!st && set.region)
		st = region_read(&region, set.region, e);
	set.rule.region = set.region ? &region : NULL;
	task.row = asked.kind != TARGET_NONE || set.fit ? collect : decide;
	task.finish = set.fit ? write_model : asked.kind != TARGET_NONE ? decide_kept : NULL;
	task.ordered = task.finish;
	if (!st)
		st = set.summary.merge ? fit_merge(&fit, files, e) : table_run(&task, &rows, e);
	names_free(&by);
	region_free(&region);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
