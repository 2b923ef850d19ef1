/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-threshold: who answers each row, the model or an expert, by a rule and a threshold, given or tuned.
 * Reads p_* (or z_*), e_*, conf_*, defer_*, cost_*, score, y, w; writes score, agent, answer, or a model.
 * Memory: O(columns); O(rows) when a target is tuned.  Rows are independent given the threshold.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "base/opt.h"
#include "math/vec.h"
#include "table/extend.h"
#include "csv/report.h"
#include "threshold/sweep.h"
#include "threshold/target.h"
#include "threshold/threshold_file.h"
#include "threshold/threshold_input.h"
#include "threshold/threshold_rows.h"

static struct {
	struct table_options table;
	struct report_options report;
	bool renormalize, fit, best, exact;
	int rule, budget_in;
	double cost, threshold, coverage, budget, risk, delta;
	size_t seed;
	const char *sweep;
	struct strings accuracy;
} set = {.cost = NAN, .threshold = NAN, .coverage = NAN, .budget = NAN, .risk = NAN, .delta = NAN, .seed = 1};

static const struct opt options[] = {
	{'r', "rule", OPT_CHOICE, &set.rule, RULE_NAMES, "the deferral rule", "chow"},
	{'c', "cost", OPT_NUMBER, &set.cost, "C0", "price of asking any expert; goes before cost_*", "cost_*, else 0"},
	{0, "expert-accuracy", OPT_LIST, &set.accuracy, "NAME=A", "a constant conf_NAME (repeatable)", NULL},
	{0, "threshold", OPT_NUMBER, &set.threshold, "T", "defer iff score > T", "0"},
	{0, "coverage", OPT_NUMBER, &set.coverage, "C", "tune: the model answers at least this share", NULL},
	{0, "budget", OPT_NUMBER, &set.budget, "B", "tune: at most this is spent on deferring", NULL},
	{0, "budget-in", OPT_CHOICE, &set.budget_in, "share|cost", "of deferred rows, or mean price of a row", "share"},
	{0, "best", OPT_FLAG, &set.best, NULL, "tune: the highest system accuracy", NULL},
	{0, "risk", OPT_NUMBER, &set.risk, "A", "tune: the largest coverage with a system error of at most A", NULL},
	{0, "delta", OPT_NUMBER, &set.delta, "D", "probability with which the guarantee of --risk may fail", "0.05"},
	{0, "exact", OPT_FLAG, &set.exact, NULL, "meet coverage or budget in expectation: a coin decides ties", NULL},
	{'s', "seed", OPT_COUNT, &set.seed, "S", "seed of that coin", "1"},
	{0, "fit", OPT_FLAG, &set.fit, NULL, "write a model file for l2d-apply instead of the table", NULL},
	{0, "sweep", OPT_STRING, &set.sweep, "LO:HI:STEP", "write one row of results for every price", NULL},
	TABLE_OPTIONS(set.table),
	CASES_OPTIONS(set.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct program program = {
	.name = "l2d-threshold",
	.operands = "[FILE]...",
	.purpose = "Decide who answers each row, the model or an expert, by thresholding a deferral score.",
	.reads = "p_* (or z_*), e_*; if there: cost_*, w; posthoc, confidence: conf_*; css, ova: z_*, defer_*;\n"
		 "rejector: defer_*; score: score; --best, --risk, --sweep: y",
	.writes = "the table with score, agent, answer; --fit: a model file; --sweep: c0, n, fraction_deferred,\n"
		  "n_unscored, system_accuracy, model_accuracy, expert_accuracy, cost",
	.opts = options,
};

struct state {
	struct table t;
	struct threshold_input in;
	struct threshold rule;
	struct target target;
	struct extend x;
	struct threshold_rows rows; /* kept until the target is tuned */
};

static int set_constants(struct state *s, struct err *e)
{
	for (size_t i = 0; i < set.accuracy.n; i++) {
		const char *option = set.accuracy.v[i], *value;
		size_t n, expert;
		double a;

		if (!opt_split(option, &n, &value) || num_parse(value, strlen(value), &a) || a < 0 || a > 1)
			return err_set(e, ST_USAGE, "--expert-accuracy: not NAME=A with A in [0, 1]: '%.200s'", option);
		expert = names_find(&s->rule.experts, option, n);
		if (expert == NAMES_NONE)
			return err_set(e, ST_USAGE, "--expert-accuracy: no such expert: '%.200s'", option);
		s->rule.constant[expert] = a;
	}
	return ST_OK;
}

/* The rule as far as the options fix it. */
static int start_rule(struct state *s, struct err *e)
{
	const struct cases *c = &s->in.c;
	struct names experts = {0};
	size_t index;
	int st = ST_OK;

	for (size_t j = 0; !st && j < c->nexpert; j++)
		st = names_add(&experts, c->agent.name[1 + j].s, c->agent.name[1 + j].n, &index, e);
	if (!st)
		st = threshold_init(&s->rule, (enum rule)set.rule, &c->classes, &experts, e);
	names_free(&experts);
	s->rule.cost = set.cost;
	s->rule.threshold = isnan(set.threshold) ? 0 : set.threshold;
	s->rule.seed = set.seed;
	if (!st)
		st = set_constants(s, e);
	return st ? st : threshold_input_check(&s->in, &s->rule, e);
}

static int start_output(struct state *s, struct err *e)
{
	static const char *const computed[] = {"score", "agent", "answer"};
	struct names names = {0};
	size_t index;
	int st = ST_OK;

	for (size_t i = set.rule == RULE_SCORE; !st && i < 3; i++)
		st = names_add(&names, computed[i], strlen(computed[i]), &index, e);
	if (!st)
		st = extend_init(&s->x, &s->t, &names, STDOUT_FILENO, set.report.digits, e);
	names_free(&names);
	return st;
}

static int start(struct state *s, struct err *e)
{
	unsigned need = target_needs_label(s->target.kind) || set.sweep ? CASES_LABEL | CASES_ANSWER : 0;
	int st = threshold_input_init(&s->in, &s->t, (enum rule)set.rule, need, set.renormalize, e);

	if (!st)
		st = start_rule(s, e);
	return st || set.fit || set.sweep ? st : start_output(s, e);
}

static int write_row(struct state *s, const struct threshold_choice *c, size_t agent, size_t answer,
	const struct csv_row *row, struct err *e)
{
	const struct cases *t = &s->in.c;

	if (set.rule != RULE_SCORE)
		extend_number(&s->x, c->score);
	extend_name(&s->x, &t->agent.name[agent]);
	extend_name(&s->x, answer == NAMES_NONE ? NULL : &t->classes.name[answer]);
	return extend_kept_row(&s->x, row, e);
}

/* Without a target a row is decided at once. */
static int decide(struct state *s, struct err *e)
{
	const struct cases *t = &s->in.c;
	struct rule_row r;
	struct threshold_choice c;
	size_t agent;
	int st;

	threshold_row(&s->rule, &s->in.row, &r);
	c = threshold_choose(&s->rule, &r);
	st = threshold_settle(&s->rule, &r, &c, &agent, e);
	return st
		? st
		: write_row(s, &c, agent, agent ? t->answer[agent - 1] : vec_argmax(t->p, t->classes.n), &s->t.row, e);
}

static int collect(struct state *s, struct err *e)
{
	const struct cases *t = &s->in.c;
	struct target_row k = {t->weight, t->label, vec_argmax(t->p, t->classes.n), t->answer};
	struct rule_row r;
	struct threshold_choice c;
	int st;

	threshold_row(&s->rule, &s->in.row, &r);
	c = threshold_choose(&s->rule, &r);
	st = target_add(&s->target, &s->rule, &r, &c, &k, e);
	return st || set.fit ? st : threshold_rows_add(&s->rows, &s->t.row, &s->rule, &r, &c, k.model, t->answer, e);
}

static int decide_kept(struct state *s, struct err *e)
{
	struct threshold_rows_row r;
	size_t agent;
	int st = ST_OK;

	for (size_t i = 0; !st && i < s->rows.keep.n; i++) {
		st = threshold_rows_get(&s->rows, i, &s->rule, &r, e);
		if (!st)
			st = threshold_settle(&s->rule, &r.rule, &r.choice, &agent, e);
		if (!st)
			st = write_row(s, &r.choice, agent, agent ? r.answer[agent - 1] : r.model, &r.row, e);
	}
	return st;
}

static int sweep(struct state *s, struct err *e)
{
	const struct cases *t = &s->in.c;
	struct sweep w;
	int st = sweep_init(&w, set.sweep, e);

	while (!st && !(st = threshold_input_next(&s->in, e)))
		sweep_add(&w, &s->rule, &s->in.row, t->weight, t->label, vec_argmax(t->p, t->classes.n), t->answer);
	if (st == ST_END)
		st = sweep_report(&w, &set.report, STDOUT_FILENO, e);
	sweep_free(&w);
	return st;
}

static int run(struct state *s, struct err *e)
{
	bool tuned = s->target.kind != TARGET_NONE;
	int st = start(s, e);

	s->rows.priced = target_tunes_price(&s->target, &s->rule);
	if (st || set.sweep)
		return st ? st : sweep(s, e);
	while (!st && !(st = threshold_input_next(&s->in, e)))
		st = tuned ? collect(s, e) : set.fit ? ST_OK : decide(s, e);
	if (st == ST_END)
		st = tuned ? target_tune(&s->target, &s->rule, e) : ST_OK;
	if (!st && set.fit)
		return threshold_write(&s->rule, &s->target, STDOUT_FILENO, e);
	if (!st && tuned)
		st = decide_kept(s, e);
	return st ? st : extend_close(&s->x, ST_OK, e);
}

/* The target among the options; at most one. */
static int choose_target(struct target *t, struct err *e)
{
	int given = !isnan(set.threshold) + !isnan(set.coverage) + !isnan(set.budget) + set.best + !isnan(set.risk)
		+ (set.sweep && !set.fit);

	if (given > 1 || (set.sweep && set.fit))
		return err_set(e, ST_USAGE,
			"--threshold, --coverage, --budget, --best, --risk and --sweep exclude each"
			" other, --sweep and --fit too");
	t->kind = !isnan(set.coverage) ? TARGET_COVERAGE
		: !isnan(set.budget)   ? TARGET_BUDGET
		: set.best             ? TARGET_BEST
		: !isnan(set.risk)     ? TARGET_RISK
				       : TARGET_NONE;
	t->value = !isnan(set.coverage) ? set.coverage : !isnan(set.budget) ? set.budget : set.risk;
	t->delta = isnan(set.delta) ? .05 : set.delta;
	t->by_cost = set.budget_in;
	t->exact = set.exact;
	return ST_OK;
}

static int check_options(struct target *t, struct err *e)
{
	int st = choose_target(t, e);

	if (st)
		return st;
	if (set.coverage < 0 || set.coverage > 1)
		return err_set(e, ST_USAGE, "--coverage: not in [0, 1]");
	if (set.budget < 0 || (set.budget > 1 && !set.budget_in))
		return err_set(e, ST_USAGE, "--budget: negative, or a share above 1");
	if (set.risk <= 0 || set.risk >= 1 || set.delta <= 0 || set.delta >= 1)
		return err_set(e, ST_USAGE, "--risk, --delta: not in (0, 1)");
	if ((!isnan(set.delta) && isnan(set.risk)) || (set.budget_in && isnan(set.budget)))
		return err_set(e, ST_USAGE, "--delta goes with --risk, --budget-in with --budget");
	if (set.exact && t->kind != TARGET_COVERAGE && t->kind != TARGET_BUDGET)
		return err_set(e, ST_USAGE, "--exact goes with --coverage or --budget");
	if (set.accuracy.n && set.rule != RULE_POSTHOC && set.rule != RULE_CONFIDENCE)
		return err_set(e, ST_USAGE,
			set.rule == RULE_CHOW ? "--expert-accuracy: the rule chow takes experts to be always right"
					      : "--expert-accuracy: the rule does not read conf_*");
	if (set.report.tags.n && !set.sweep)
		return err_set(e, ST_USAGE, "--tag goes with --sweep");
	if (set.sweep && !isnan(set.cost))
		return err_set(e, ST_USAGE, "--cost and --sweep exclude each other");
	if (set.sweep && !rule_has_margin((enum rule)set.rule))
		return err_set(e, ST_USAGE, "--sweep: only chow, posthoc and confidence know a price");
	return ST_OK;
}

static int main_loop(const struct strings *files, struct err *e)
{
	struct state s = {0};
	int st = check_options(&s.target, e);

	if (st || (st = table_open(&s.t, &set.table, files, e)))
		return st;
	st = run(&s, e);
	if (!st)
		err_report_skipped(s.t.skipped, program.name);
	extend_free(&s.x);
	threshold_rows_free(&s.rows);
	target_free(&s.target);
	threshold_free(&s.rule);
	threshold_input_free(&s.in);
	table_close(&s.t);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, main_loop, argc, argv);
}
