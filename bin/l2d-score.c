/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-score: how well a system of a model and experts does, in one row; with --group one for each group of rows and one for all.
 * Reads y or quality_* (or loss_*), p_* (or z_*), e_*, the decision record (l2d-csv(5)), score, conf_*, cost_*, w; writes accuracies,
 * cost, shares of work, areas under curves.
 * Memory: O(rows), 16 bytes each and as much while sorting.  Mergeable (--partial, --merge).
 */
#include <math.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "inference/rows_needed.h"
#include "measure/system.h"
#include "router/router_score.h"
#include "summary/summary.h"

static struct {
	struct table_options table;
	struct report_options report;
	struct system_options system;
	struct summary_options summary;
	struct router_options router;
	struct label_noise_options noise;
	int area, cpt;
	bool by_router;
	const char *positive;
	double power, delta, probability;
} set = {.power = NAN, .delta = .1, .probability = .8, .system = {.decision.cost = NAN, .interval = INTERVAL_DEFAULTS}};

static const struct opt options[] = {
	{'c', "cost", OPT_NUMBER, &set.system.decision.cost, "C0",
		"price of asking any expert; goes before cost_* of experts", "cost_*, else 0", "[-10^100, 10^100]"},
	{0, "expert", OPT_STRING, &set.system.decision.expert, "NAME",
		"the expert who gets deferred rows, in system_aucac", NULL},
	{0, "area", OPT_CHOICE, &set.area, "mean|trapezoid|truncated", "the convention of areas under curves", "mean"},
	{0, "power", OPT_NUMBER, &set.power, "RISK", "add how many rows certify a risk of at most RISK", NULL,
		"(0, 1)"},
	{0, "delta", OPT_NUMBER, &set.delta, "D", "the certificate may be wrong with probability D", "0.1", "(0, 1)"},
	{0, "probability", OPT_NUMBER, &set.probability, "P", "with which so many rows certify it", "0.8", "(0, 1)"},
	{0, "router", OPT_FLAG, &set.by_router, NULL, "the measures of papers on routers instead", NULL},
	{0, "pair", OPT_STRING, &set.router.pair, "WEAK,STRONG", "the agents that the score ranks rows for",
		"the only two, the better one is strong"},
	{0, "fit", OPT_STRING, &set.router.fit, "TABLE", "another part, of which the best constant is taken", NULL},
	{0, "cpt", OPT_CHOICE, &set.cpt, "curve|hull", "shares cpt of a curve that falls: none, or those of its hull",
		"curve"},
	{0, "positive", OPT_STRING, &set.positive, "CLASS", "the positive class of rates by group",
		"the last one, as numbers or bytes"},
	LABEL_NOISE_OPTIONS(set.noise),
	INTERVAL_OPTIONS(set.system.interval),
	SUMMARY_OPTIONS(set.summary),
	TABLE_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.system.decision.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	STATE_RULES,
	INTERVAL_RULES,
	{"partial", OPT_EXCLUDES, "area power positive"},
	{"delta probability", OPT_NEEDS, "power"},
	{"pair fit cpt", OPT_NEEDS, "router"},
	{"label-noise noise-matrix", OPT_APART},
	{"label-noise noise-matrix", OPT_EXCLUDES, "power positive"},
	{"router", OPT_EXCLUDES, "cost expert area interval power partial merge positive label-noise noise-matrix"},
	{"positive", OPT_NEEDS, "group"},
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
		"with --group: deferral_rate, false_positive_rate, false_negative_rate, and their largest differences;\n"
		"--router: n, n_unscored, quality, cost, regret_oracle, constant, gain_constant, entropy, "
		"optimal_selection,\n"
		"optimal_cost, optimal_accuracy, arena, weak, strong, apgr, apgr_curve, cpt20, cpt50, cpt80, falls_at, "
		"aiq_code, aiq_paper",
	.opts = options,
	.rules = rules,
};

static int open_rows(void *reader, const void *with, struct table *t, struct err *e)
{
	return system_rows_open(reader, t, with, e);
}

static int next_row(void *reader, struct err *e)
{
	return system_rows_next(reader, e);
}

static struct cases *cases(void *reader)
{
	return &((struct system_rows *)reader)->decision.c;
}

static void close_rows(void *reader)
{
	system_rows_free(reader);
}

static int begin(void *sums, const void *reader, struct err *e)
{
	return system_sums_fill(sums, reader, e);
}

static int add(void *sums, void *reader, struct err *e)
{
	return system_sums_add(sums, reader, e);
}

static int merge(void *sums, void *reader, const void *other, const void *other_reader, struct err *e)
{
	return system_sums_merge(sums, reader, other, other_reader, e);
}

static void free_sums(void *sums)
{
	system_sums_free(sums);
}

static int write_state(const void *sums, const void *reader, struct state_out *o, struct err *e)
{
	return system_sums_write(sums, reader, o, e);
}

static int read_state(void *sums, void *reader, struct state_item *i, bool *taken, struct err *e)
{
	return system_sums_read(sums, reader, i, taken, e);
}

static int check_state(const void *sums, const void *reader, struct err *e)
{
	(void)reader;
	return system_sums_check(sums, e);
}

static size_t jobs; /* threads that sort */

static struct system_fairness fairness;

static struct label_noise noise;

static void power_columns(const struct score *s, struct line *l)
{
	double risk = 1 - tally_ratio(&s->system.right, &s->weight);

	line_add(l, "risk", NULL, 0, risk);
	line_add(l, "rows_needed", NULL, 0, rows_needed_risk(risk, set.power, set.delta, set.probability));
}

static int columns(struct system_sums *x, const struct system_rows *s, bool all, struct line *l, struct err *e)
{
	int st;

	x->rows.order.jobs = jobs;
	fairness.positive = set.positive;
	fairness.all = all;
	st = system_sums_columns(x, s, (enum areas_rule)set.area, set.summary.group ? &fairness : NULL, l, e);
	if (!st && !isnan(set.power))
		power_columns(&x->score, l);
	return st;
}

static int head(struct report *r, const struct report_options *opt, void *sums, const void *reader, struct err *e)
{
	struct line l = {0};
	int st = columns(sums, reader, true, &l, e);

	if (!st)
		st = report_open_line(r, opt, &l, STDOUT_FILENO, e);
	line_free(&l);
	return st;
}

static int report(struct report *r, void *sums, const void *reader, struct err *e)
{
	struct line l = {0};
	int st = columns(sums, reader, !r->group.n, &l, e);

	if (!st)
		st = report_line(r, &l, e);
	line_free(&l);
	return st;
}

static int sign(struct buf *signature, struct err *e)
{
	int st = state_sign(signature, program.name, NULL, e);

	return st ? st : decision_sign(signature, &set.table, &set.system.interval, &set.system.decision, e);
}

static int run_router(const struct strings *files, struct err *e)
{
	set.router.hull = set.cpt == 1;
	set.router.renormalize = set.system.decision.renormalize;
	set.router.table = &set.table;
	return summary_run(&router_summary,
		&(struct summary){&set.summary, &set.table, &set.report, program.name, &set.router, NULL}, files, e);
}

static int run(const struct strings *files, struct err *e)
{
	static const struct summary_kind summary = {sizeof(struct system_rows), open_rows, next_row, cases, close_rows,
		sizeof(struct system_sums), begin, add, merge, free_sums, write_state, read_state, check_state, head,
		report};
	int st = jobs_count(set.summary.jobs, &jobs, e);

	if (!st && set.by_router)
		return run_router(files, e);
	set.system.decision.binary = !isnan(set.power);
	set.system.partial = set.summary.partial;
	set.system.grouped = set.summary.group;
	set.system.decision.noise = &noise;
	if (!st)
		st = interval_check(&set.system.interval, e);
	if (!st)
		st = label_noise_read(&noise, &set.noise, e);
	if (!st)
		st = summary_run(&summary,
			&(struct summary){&set.summary, &set.table, &set.report, program.name, &set.system, sign},
			files, e);
	system_fairness_free(&fairness);
	label_noise_free(&noise);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
