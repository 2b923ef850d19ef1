/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-offpolicy: what other rules would have done, from the log of one.
 * Reads y, agent, answer, propensity, the rules' choices, conf_*, cost_*, w; writes a row a rule and estimator.
 * Memory: O(rules draws) a thread.
 */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "csv/line.h"
#include "offpolicy/log_input.h"
#include "table/shard.h"

static struct {
	struct table_options table;
	struct report_options report;
	struct log_options log;
	bool bounds;
	const char *jobs;
} set = {.log = {.interval = INTERVAL_DEFAULTS, .cap = 10, .least = NAN}};

static const struct opt options[] = {
	{0, "rule", OPT_LIST, &set.log.rule, "COLUMN", "a column with the agents that another rule asks (repeatable)",
		NULL},
	{0, "always", OPT_LIST, &set.log.always, "AGENT", "the rule that asks this agent on every row (repeatable)",
		NULL},
	{0, "cap", OPT_NUMBER, &set.log.cap, "W", "weights above it are left out by the estimator switch", "10",
		"[1, 10^100]"},
	{0, "bounds", OPT_FLAG, &set.bounds, NULL,
		"write only what holds without assumptions, also where the log never asks", NULL},
	{0, "bernstein", OPT_NUMBER, &set.log.least, "P",
		"intervals of ips that hold for any number of rows, no propensity being below P; of the level of --interval",
		NULL, "(0, 1]"},
	INTERVAL_OPTIONS(set.log.interval),
	JOBS_OPTION(set.jobs),
	TABLE_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.log.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	{"bounds", OPT_EXCLUDES, "cap interval bernstein"},
	{"bernstein", OPT_NEEDS, "interval"},
	INTERVAL_RULES,
	{"", OPT_NEEDS, "rule always"},
	{0},
};

static const struct program program = {
	.name = "l2d-offpolicy",
	.operands = "[FILE]...",
	.purpose = "Say what other rules would have done, from the log of one.",
	.reads =
		"y, agent, propensity, the columns of --rule; if there: answer, else p_* (or z_*), e_*; conf_*, cost_*, w",
	.writes = "rule, estimator, n, value, lo, hi, cost, same, n_effective, largest",
	.opts = options,
	.rules = rules,
};

static int start(void *state, struct table *t, struct err *e)
{
	return log_input_init(state, t, &set.log, e);
}

static int row(void *state, struct err *e)
{
	return log_input_next(state, e);
}

static int merge(void *state, void *other, struct err *e)
{
	return log_input_merge(state, other, e);
}

static int check(void *state, struct err *e)
{
	const struct log_input *in = state;
	int st = cases_check(&in->c, e);

	return st || set.bounds ? st : log_input_check(in, e);
}

static void free_state(void *state)
{
	log_input_free(state);
}

static struct interval interval_of(const struct log_input *in, size_t i, enum estimator k, double *draw)
{
	const struct candidate *s = &in->candidate[i];
	const struct sum *weight = &s->sum[OFFPOLICY_WEIGHT];

	if (k == ESTIMATOR_BOUNDS) {
		double same = sum_ratio(&s->same, weight), right = sum_ratio(&s->same_r, weight);

		return (struct interval){right, right + (1 - same)};
	}
	if (!(set.log.interval.level > 0))
		return (struct interval){NAN, NAN};
	if (k == ESTIMATOR_IPS && !isnan(set.log.least))
		return candidate_bernstein(s, i ? set.log.least : 1, set.log.interval.level);
	return candidate_interval(s, k, &in->sums, i, set.log.interval.level, draw);
}

static int write_row(
	struct report *r, const struct log_input *in, size_t i, enum estimator k, double *draw, struct err *e)
{
	const struct candidate *s = &in->candidate[i];
	const struct sum *weight = &s->sum[OFFPOLICY_WEIGHT];
	struct interval x = interval_of(in, i, k, draw);

	report_row(r);
	csv_write_string(&r->w, i ? log_candidate_name(&set.log, i - 1) : "log");
	csv_write_string(&r->w, i ? estimator_name(k) : "mean");
	csv_write_count(&r->w, s->rows);
	csv_write_number(&r->w, candidate_value(s, k));
	csv_write_number(&r->w, x.lo);
	csv_write_number(&r->w, x.hi);
	csv_write_number(&r->w, sum_ratio(&s->cost, weight));
	csv_write_number(&r->w, sum_ratio(&s->same, weight));
	csv_write_number(&r->w, candidate_effective(s));
	csv_write_number(&r->w, s->rows ? s->largest : NAN);
	return csv_write_end(&r->w, e);
}

static bool is_written(const struct log_input *in, enum estimator k)
{
	if (set.bounds || k == ESTIMATOR_BOUNDS)
		return set.bounds == (k == ESTIMATOR_BOUNDS) || !set.bounds;
	return in->confs || (k != ESTIMATOR_DR && k != ESTIMATOR_SWITCH);
}

static int write_report(const struct log_input *in, struct err *e)
{
	static const char *const columns[] = {
		"rule", "estimator", "n", "value", "lo", "hi", "cost", "same", "n_effective", "largest", NULL};
	double *draw = mem_alloc(set.log.interval.draws, sizeof *draw, e);
	struct report r;
	int st = draw ? report_open_list(&r, &set.report, columns, STDOUT_FILENO, e) : ST_SYSTEM;

	if (!st) {
		st = write_row(&r, in, 0, ESTIMATOR_IPS, draw, e);
		for (size_t i = 1; i <= log_candidates(&set.log); i++)
			for (enum estimator k = 0; !st && k < ESTIMATORS; k++)
				if (is_written(in, k))
					st = write_row(&r, in, i, k, draw, e);
		st = report_close(&r, st, e);
	}
	free(draw);
	return st;
}

static int run(const struct strings *files, struct err *e)
{
	const struct shard_task task = {start, row, merge, check, free_state, sizeof(struct log_input)};
	struct log_input in = {0};
	struct table_counts counts;
	int st = set.log.interval.level > 0 ? interval_check(&set.log.interval, e) : ST_OK;

	if (!st)
		st = shard_run(&task, &set.table, files, set.jobs, &in, &counts, e);
	if (!st)
		table_report_counts(&counts, program.name);
	if (!st && set.log.interval.level > 0)
		st = draw_sums_end(&in.sums, e);
	if (!st)
		st = write_report(&in, e);
	log_input_free(&in);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
