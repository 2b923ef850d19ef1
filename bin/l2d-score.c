/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-score: how well a system of a model and experts does, in one row; with --group one for each group of rows and one for all.
 * Reads y or quality_* (or loss_*), p_* (or z_*), e_*, the decision record (l2d-csv(5)), score, conf_*, cost_*, w; writes accuracies,
 * cost, shares of work, areas under curves.
 * Memory: O(rows), 16 bytes each and as much while sorting.  Mergeable (--partial, --merge).
 */
#include <math.h>

#include "base/opt.h"
#include "base/opt_rules.h"
#include "number/num_parse.h"
#include "router/router_table.h"
#include "score/system_summary.h"
#include "worst_case/shift.h"

static struct {
	struct table_options table;
	struct report_options report;
	struct system_summary_options score;
	struct summary_options summary;
	struct router_options router;
	struct label_noise_options noise;
	struct shift_options shift;
	int cpt;
	const char *aiq;
	bool by_router;
} set = {.table.shows = "l2d-score",
	.score = {.power = NAN,
		.delta = .1,
		.probability = .8,
		.system = {.decision.cost = NAN, .interval = INTERVAL_DEFAULTS}}};

static const struct opt options[] = {
	{'c', "cost", OPT_NUMBER, &set.score.system.decision.cost, "C0",
		"price of asking any expert; goes before cost_* of experts", "cost_*, else 0", "[-10^100, 10^100]"},
	{0, "expert", OPT_STRING, &set.score.system.decision.expert, "NAME",
		"the expert who gets deferred rows, in system_aucac", NULL},
	{0, "area", OPT_CHOICE, &set.score.area, "mean|trapezoid|truncated", "the convention of areas under curves",
		"mean"},
	{0, "power", OPT_NUMBER, &set.score.power, "RISK", "add how many rows certify a risk of at most RISK", NULL,
		"(0, 1)"},
	{0, "delta", OPT_NUMBER, &set.score.delta, "D", "the certificate may be wrong with probability D", "0.1",
		"(0, 1)"},
	{0, "probability", OPT_NUMBER, &set.score.probability, "P", "with which so many rows certify it", "0.8",
		"(0, 1)"},
	{0, "router", OPT_FLAG, &set.by_router, NULL, "the measures of papers on routers instead", NULL},
	{0, "pair", OPT_STRING, &set.router.pair, "WEAK,STRONG", "the agents that the score ranks rows for",
		"the only two, the better one is strong"},
	{0, "fit", OPT_STRING, &set.router.fit, "TABLE", "another part, of which the best constant is taken", NULL},
	{0, "cpt", OPT_CHOICE, &set.cpt, "curve|hull", "shares cpt of a curve that falls: none, or those of its hull",
		"curve"},
	{0, "aiq-range", OPT_STRING, &set.aiq, "LO:HI", "the costs that aiq is over, of several routers the same",
		"the curve's own"},
	{0, "positive", OPT_STRING, &set.score.positive, "CLASS", "the positive class of rates by group",
		"the last one, as numbers or bytes"},
	{0, "shift-by", OPT_STRING, &set.shift.column, "COLUMN", "the accuracy under another mix of its values", NULL},
	{0, "mix", OPT_LIST, &set.shift.mix, "VALUE=PART,...", "that mix (repeatable)", "that of the rows"},
	{0, "mix-file", OPT_STRING, &set.shift.mix_file, "FILE", "the same as a table of the column and share", NULL},
	{0, "radius", OPT_NUMBER, &set.shift.ball.size, "R", "the worst of all mixes this far from it", NULL,
		"(0, inf)"},
	{0, "ball", OPT_CHOICE, &set.shift.ball.ball, NULL, "how far mixes are apart", "interval", .choice = ball_name},
	LABEL_NOISE_OPTIONS(set.noise),
	INTERVAL_OPTIONS(set.score.system.interval),
	SUMMARY_OPTIONS(set.summary),
	TABLE_OPTIONS(set.table),
	ROWS_PROGRESS_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.score.system.decision.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	STATE_RULES,
	INTERVAL_RULES,
	{"partial", OPT_EXCLUDES, "area power positive cpt aiq-range"},
	{"merge", OPT_EXCLUDES, "fit"},
	{"delta probability", OPT_NEEDS, "power"},
	{"mix mix-file", OPT_APART},
	{"mix mix-file radius", OPT_NEEDS, "shift-by"},
	{"ball", OPT_NEEDS, "radius"},
	{"shift-by", OPT_NEEDS, "mix mix-file radius"},
	{"shift-by", OPT_EXCLUDES, "area power positive expert router"},
	{"pair fit cpt aiq-range", OPT_NEEDS, "router"},
	{"label-noise noise-matrix", OPT_APART},
	{"label-noise noise-matrix", OPT_EXCLUDES, "power positive"},
	{"router", OPT_EXCLUDES, "cost expert area power positive label-noise noise-matrix"},
	{"positive", OPT_NEEDS, "group"},
	PROGRESS_RULES,
	{0},
};

static const struct program program = {
	.name = "l2d-score",
	.operands = "[FILE]...",
	.purpose = "Score a system of a model and experts.",
	.reads =
		"y, or quality_* (or loss_*); if there: p_* (or z_*), e_*, est_*, agent, answer, agent_1 ..., score, conf_*, cost_*, avail_*, paid, w;\n"
		"--router: quality_* (or loss_*), or y and e_* and p_*; if there: agent, score, cost_*, paid, w",
	.writes =
		"n, coverage, n_unscored, system_accuracy, model_accuracy, expert_accuracy, "
		"oracle_accuracy, cost,\n"
		"alone_AGENT and share_AGENT for every agent,\n"
		"system_aucac_AREA, model_aucac_AREA, aurc_AREA, eaurc_AREA, augrc_AREA, auroc_midrank, "
		"ap_block; with --power: risk, rows_needed;\n"
		"with --interval: NAME_lo, NAME_hi;\n"
		"--shift-by: n, n_unscored, effective_n, system_accuracy, shifted_accuracy, worst_accuracy, share_V, accuracy_V, worst_share_V;\n"
		"with --group: deferral_rate, false_positive_rate, false_negative_rate, and NAME_gap, largest differences, whose\n"
		"intervals are NAME_gap_simultaneous_lo, NAME_gap_simultaneous_hi, and system_accuracy_excess;\n"
		"--router: n, n_unscored, quality, cost, regret_oracle, constant, gain_constant, entropy, "
		"optimal_selection,\n"
		"optimal_cost, optimal_accuracy, arena, weak, strong, apgr, apgr_curve, cpt20, cpt50, cpt80, falls_at, "
		"aiq_code, aiq_paper",
	.opts = options,
	.rules = rules,
};

static struct label_noise noise;

static int sign(struct buf *signature, struct err *e)
{
	int st = state_sign(signature, program.name, NULL, e);

	if (!st)
		st = shift_sign(signature, &set.shift, e);
	if (!st && set.by_router)
		st = state_sign(signature, "router", set.router.pair ? set.router.pair : "", e);
	return st ? st
		  : decision_sign(signature, &set.table, &set.score.system.interval, &set.score.system.decision, e);
}

static int summarise(const struct summary_kind *kind, const void *with, const struct strings *files, struct err *e)
{
	return summary_run(
		kind, &(struct summary){&set.summary, &set.table, &set.report, program.name, with, sign}, files, e);
}

static int run_router(const struct strings *files, struct err *e)
{
	if (set.aiq && !num_parse_range(set.aiq, &set.router.aiq.lo, &set.router.aiq.hi))
		return err_set(e, ST_USAGE, "--aiq-range: not LO:HI with LO < HI: '%.200s'", set.aiq);
	set.router.hull = set.cpt == 1;
	set.router.renormalize = set.score.system.decision.renormalize;
	set.router.partial = set.summary.partial;
	set.router.interval = set.score.system.interval;
	set.router.table = &set.table;
	return summarise(&router_summary, &set.router, files, e);
}

static int run_shift(const struct strings *files, struct err *e)
{
	int st;

	set.shift.decision = &set.score.system.decision;
	set.shift.interval = &set.score.system.interval;
	set.shift.partial = set.summary.partial;
	st = shift_read(&set.shift, e);
	if (!st)
		st = summarise(&shift_summary, &set.shift, files, e);
	shift_free(&set.shift);
	return st;
}

static int run(const struct strings *files, struct err *e)
{
	struct system_options *o = &set.score.system;
	int st = jobs_count(set.summary.jobs, &set.score.jobs, e);

	if (!st)
		st = interval_check(&o->interval, e);
	if (!st && set.by_router)
		return run_router(files, e);
	o->decision.binary = !isnan(set.score.power);
	o->decision.noise = &noise;
	o->partial = set.summary.partial;
	o->grouped = set.summary.group;
	if (!st)
		st = label_noise_read(&noise, &set.noise, e);
	if (!st)
		st = set.shift.column ? run_shift(files, e) : summarise(&system_summary, &set.score, files, e);
	label_noise_free(&noise);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
