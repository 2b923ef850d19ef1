/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-offpolicy: what other rules would have done, from the log of one.
 * Reads y, agent, answer, propensity, the rules' choices, conf_*, est_*, quality_*, cost_*, w; writes a row a rule and estimator,
 * or a row a pair of rules and estimator.
 * Memory: O(rules draws) a thread; no row is kept.  --state adds to the rows of runs before; mergeable.
 */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/opt.h"
#include "base/opt_rules.h"
#include "models/model_kinds.h"
#include "number/num_parse.h"
#include "offpolicy/log_report.h"
#include "offpolicy/log_state.h"
#include "table/shard.h"

static struct {
	struct table_options table;
	struct report_options report;
	struct log_options log;
	bool bounds, compare, merge;
	const char *scale, *jobs;
} set = {.table.shows = "l2d-offpolicy", .log = {.interval = INTERVAL_DEFAULTS, .cap = 10, .least = NAN, .hi = 1}};

static const struct opt options[] = {
	{0, "rule", OPT_LIST, &set.log.rules.column, "COLUMN",
		"a column with the agents that another rule asks (repeatable)", NULL},
	{0, "model", OPT_LIST, &set.log.rules.model, "FILE[,FILE]",
		"the rule of these model files, one after the other (repeatable)", NULL},
	{0, "always", OPT_LIST, &set.log.rules.always, "AGENT",
		"the rule that asks this agent on every row (repeatable)", NULL},
	{0, "cap", OPT_NUMBER, &set.log.cap, "W", "weights above it are left out by the estimator switch", "10",
		"[1, 10^100]"},
	{0, "compare", OPT_FLAG, &set.compare, NULL, "write differences of every two rules instead", NULL},
	{0, "scale", OPT_STRING, &set.scale, "LO:HI", "qualities lie in this range", "0:1"},
	{0, "bounds", OPT_FLAG, &set.bounds, NULL,
		"write only what holds without assumptions, also where the log never asks", NULL},
	{0, "bernstein", OPT_NUMBER, &set.log.least, "P",
		"intervals of ips that hold for any number of rows, no propensity being below P; of the level of --interval",
		NULL, "(0, 1]"},
	{0, "state", OPT_STRING, &set.log.state, "FILE", "add the rows to those of this file, and leave there all",
		NULL},
	STATE_OPTIONS(set.log.partial, set.merge),
	INTERVAL_OPTIONS(set.log.interval),
	JOBS_OPTION(set.jobs),
	TABLE_OPTIONS(set.table),
	ROWS_PROGRESS_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.log.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	{"bounds", OPT_EXCLUDES, "cap interval bernstein"},
	{"compare", OPT_EXCLUDES, "bounds bernstein"},
	{"bernstein compare", OPT_NEEDS, "interval"},
	{"state", OPT_EXCLUDES, "partial merge"},
	{"partial", OPT_EXCLUDES, "bounds compare"},
	STATE_RULES,
	INTERVAL_RULES,
	PROGRESS_RULES,
	{"", OPT_NEEDS, "rule model always"},
	{0},
};

static const struct program program = {
	.name = "l2d-offpolicy",
	.operands = "[FILE]...",
	.purpose = "Say what other rules would have done, from the log of one.",
	.reads =
		"y, agent, propensity, the columns of --rule, what models need; if there: answer, else p_* (or z_*), e_*; conf_* or est_*,\n"
		"cost_*, w; quality_* (or loss_*) in the place of y and answers",
	.writes =
		"rule, estimator, n, value, lo, hi, cost, same, n_effective, largest;\n"
		"--compare: a, b, estimator, n, value_a, value_b, difference, difference_lo, difference_hi, test, p_value, p_holm",
	.opts = options,
	.rules = rules,
};

static struct buf signature; /* of the state */

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

/* After the last row: those of the runs before, too.  A part by itself may lack what another one has. */
static int check(void *state, struct err *e)
{
	struct log_input *in = state;
	int st = set.log.state ? log_read(in, set.log.state, signature.p, e) : ST_OK;

	if (st || set.log.partial)
		return st;
	st = cases_check(&in->c, e);
	return st || set.bounds ? st : log_input_check(in, e);
}

static void free_state(void *state)
{
	log_input_free(state);
}

static int write_report(const struct log_input *in, struct err *e)
{
	if (set.log.partial)
		return log_write_all(in, &set.report, signature.p, e);
	return set.compare ? log_report_pairs(in, &set.report, STDOUT_FILENO, e)
			   : log_report(in, set.bounds, &set.report, STDOUT_FILENO, e);
}

static int read_scale(struct err *e)
{
	if (!set.scale || num_parse_range(set.scale, &set.log.lo, &set.log.hi))
		return ST_OK;
	return err_set(e, ST_USAGE, "--scale: not LO:HI with LO < HI: '%.200s'", set.scale);
}

static int read_table(struct log_input *in, const struct strings *files, struct err *e)
{
	const struct shard_task task = {start, row, merge, check, free_state, sizeof(struct log_input)};
	struct table_counts counts;
	int st = shard_run(&task, &set.table, files, set.jobs, in, &counts, e);

	if (!st)
		table_report_counts(&counts, program.name);
	return st;
}

static int read_states(struct log_input *in, const struct strings *files, struct err *e)
{
	int st = log_input_init(in, NULL, &set.log, e);

	if (!st)
		st = log_read_all(in, &set.table, files, signature.p, e);
	return st || set.bounds || set.log.partial ? st : log_input_check(in, e);
}

static int run(const struct strings *files, struct err *e)
{
	struct log_input in = {0};
	int st = set.log.interval.level > 0 ? interval_check(&set.log.interval, e) : ST_OK;

	if (!st)
		st = read_scale(e);
	set.log.rules.hashed = set.log.state || set.log.partial || set.merge;
	if (!st)
		st = log_rules_load(&set.log.rules, model_kinds, e);
	if (!st)
		st = log_sign(&set.log, &set.table, &signature, e);
	if (!st)
		st = set.merge ? read_states(&in, files, e) : read_table(&in, files, e);
	if (!st && set.log.interval.level > 0)
		st = draw_sums_end(&in.sums, e);
	if (!st)
		st = write_report(&in, e);
	if (!st && set.log.state)
		st = log_write(&in, set.log.state, signature.p, e);
	buf_free(&signature);
	log_input_free(&in);
	log_rules_unload(&set.log.rules);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
