/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-compare: whether one system is better than another on the same rows, joined by id.
 * Reads y, id, the decision record (l2d-csv(5)), p_* (or z_*), e_*, score, conf_*, cost_*, w of several tables, or of several
 * sets of columns of one; writes one row a pair of systems and measure.
 * Memory: O(rows): about 200 bytes a row and 130 more for each system.  Mergeable.
 */
#include <math.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/jobs.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "compare/best_constant.h"
#include "compare/comparison.h"
#include "compare/effect.h"
#include "compare/outcomes_state.h"
#include "trials/trials_state.h"

static struct {
	struct table_options table;
	struct report_options report;
	struct decision_options decision;
	struct outcomes_options outcomes;
	struct comparison_options comparison;
	struct strings systems, against;
	const char *measures, *fit, *jobs, *group, *paired_by, *between, *values;
	bool best, effect, merge;
	double bandwidth;
} set = {.table.shows = "l2d-compare",
	.decision.cost = NAN,
	.bandwidth = NAN,
	.comparison.pair = {.interval = {.level = .95, .draws = 1000, .seed = 1},
		.permutations = 9999,
		.lambda = NAN,
		.margin = NAN,
		.detect = NAN,
		.power = .8}};

static const struct opt options[] = {
	{0, "system", OPT_LIST, &set.systems, "NAME=[ROLES]", "a system: the next table, or columns of the one table",
		NULL},
	{0, "against", OPT_LIST, &set.against, "AGENT", "also the agent that answers every row by itself (repeatable)",
		NULL},
	{0, "against-best-constant", OPT_FLAG, &set.best, NULL, "also the agent that answers every row of --fit best",
		NULL},
	{0, "fit", OPT_STRING, &set.fit, "TABLE", "another part of the data, on which it is chosen", NULL},
	{0, "measure", OPT_STRING, &set.measures, "LIST", "the measures", "all that both systems have"},
	{0, "lambda", OPT_NUMBER, &set.comparison.pair.lambda, "L", "the price of 1 of cost in accuracy", NULL,
		"[0, 10^100]"},
	{0, "margin", OPT_NUMBER, &set.comparison.pair.margin, "M", "also test that b is worse than a by M or more",
		NULL, "[0, 10^100]"},
	{0, "power", OPT_NUMBER, &set.comparison.pair.detect, "D", "also say how many rows tell a difference of D",
		NULL, "(0, 10^100]"},
	{0, "probability", OPT_NUMBER, &set.comparison.pair.power, "P", "with which the rows of --power tell it", "0.8",
		"[0.5, 1)"},
	{0, "paired-by", OPT_STRING, &set.paired_by, "COLUMN[,COLUMN]",
		"compare tables of trials, whose rows these columns pair", NULL},
	{0, "between", OPT_STRING, &set.between, "COLUMN", "whose values are the systems of such a table", "files are"},
	{0, "values", OPT_STRING, &set.values, "COLUMN[,COLUMN]", "what is compared in them", NULL},
	{0, "effect", OPT_FLAG, &set.effect, NULL, "what deferring did, of each system, instead of comparing", NULL},
	{0, "bandwidth", OPT_NUMBER, &set.bandwidth, "H", "of the lines on both sides of the threshold", "by a rule",
		"(0, 10^100]"},
	{'c', "cost", OPT_NUMBER, &set.decision.cost, "C0", "price of asking any expert; goes before cost_* of experts",
		"cost_*, else 0", "[-10^100, 10^100]"},
	{0, "positive", OPT_STRING, &set.outcomes.positive, "CLASS", "the positive class of auroc",
		"the last one, as numbers or bytes"},
	GROUP_OPTION(set.group),
	STATE_OPTIONS(set.outcomes.partial, set.merge),
	{0, "interval", OPT_NUMBER, &set.comparison.pair.interval.level, "LEVEL", "level of the intervals", "0.95",
		"(0, 1)"},
	{0, "draws", OPT_COUNT, &set.comparison.pair.interval.draws, "N", "draws of the bootstrap", "1000",
		"[20, 10^5]"},
	{0, "permutations", OPT_COUNT, &set.comparison.pair.permutations, "N", "permutations of a test", "9999",
		"[1, 10^7]"},
	{0, "cluster", OPT_STRING, &set.comparison.pair.interval.cluster, "COLUMN",
		"rows with one value there are drawn and turned together", NULL},
	{'s', "seed", OPT_COUNT, &set.comparison.pair.interval.seed, "N", "of draws and permutations", "1", "any"},
	JOBS_OPTION(set.jobs),
	TABLE_OPTIONS(set.table),
	ROWS_PROGRESS_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.decision.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	{"probability", OPT_NEEDS, "power"},
	{"bandwidth", OPT_NEEDS, "effect"},
	{"effect", OPT_EXCLUDES,
		"against against-best-constant measure lambda margin power positive cost draws permutations seed jobs"},
	{"against-best-constant", OPT_NEEDS, "fit"},
	{"fit", OPT_NEEDS, "against-best-constant"},
	{"paired-by", OPT_NEEDS, "values"},
	{"partial", OPT_EXCLUDES, "measure margin power interval draws permutations effect digits tag fields"},
	{"merge", OPT_EXCLUDES, "system against against-best-constant columns na na-action round-off"},
	{"between values", OPT_NEEDS, "paired-by"},
	{"paired-by", OPT_EXCLUDES,
		"effect system against against-best-constant measure lambda margin positive cost group cluster draws columns "
		"round-off other-answers renormalize"},
	PROGRESS_RULES,
	{0},
};

static const struct program program = {
	.name = "l2d-compare",
	.operands = "[FILE]...",
	.purpose = "Compare systems on the same rows.",
	.reads =
		"id; y, or quality_* (or loss_*); if there: p_* (or z_*), e_*, agent, answer, agent_1 ..., score, conf_*, cost_*, avail_*, paid, w",
	.writes =
		"a, b, measure, n, value_a, value_b, difference, difference_lo, difference_hi, test, p_value, p_holm,\n"
		"only_a, only_b; with --margin: margin, p_margin; with --power: rows_needed;\n"
		"with --effect: system, effect, n, value, value_lo, value_hi, p_value, threshold, bandwidth",
	.opts = options,
	.rules = rules,
};

static const char one_system[] = "one system: a second table, --system or --against says what to compare it with";

static int check_options(const struct strings *files, struct err *e)
{
	const unsigned adjusted = 1U << MEASURE_ADJUSTED;
	size_t tables = files->n > 1 ? files->n : set.systems.n ? set.systems.n : 1;
	int st = measures_parse(set.measures, &set.comparison.measures, e);

	if (!st && set.table.shard && files->n > 1 && !(set.paired_by && set.outcomes.partial))
		st = err_set(e, ST_USAGE, "--shard: shares of several tables do not have the same rows");
	if (!st && set.outcomes.partial && !set.best && !isnan(set.comparison.pair.lambda))
		st = err_set(e, ST_USAGE, "--lambda: with --merge, unless --against-best-constant chooses by it");
	if (!st)
		st = groups_columns(&set.report.group, set.group, e);
	if (!st)
		st = interval_check(&set.comparison.pair.interval, e);
	if (!st)
		st = jobs_count(set.jobs, &set.comparison.pair.jobs, e);
	if (st)
		return st;
	if (!set.effect && !set.paired_by && !set.merge && !set.outcomes.partial
		&& tables + set.against.n + set.best < 2)
		return err_set(e, ST_USAGE, one_system);
	set.comparison.asked = set.measures;
	if (isnan(set.comparison.pair.lambda) && !set.measures)
		set.comparison.measures &= ~adjusted;
	else if (isnan(set.comparison.pair.lambda) && set.comparison.measures & adjusted)
		return err_set(e, ST_USAGE, "--measure cost_adjusted_... needs --lambda");
	return ST_OK;
}

static int compare_trials(const struct strings *files, struct err *e)
{
	const struct trials_options opt = {&set.table, set.paired_by, set.between, set.values,
		set.comparison.pair.interval.seed, set.outcomes.partial};
	struct table_counts counts = {0};
	struct trials x = {0};
	int st = set.merge ? trials_merge(&x, &opt, files, e) : trials_read(&x, &opt, files, &counts, e);

	if (!st)
		table_report_counts(&counts, program.name);
	if (!st && opt.partial)
		st = trials_write(&x, &opt, STDOUT_FILENO, e);
	else if (!st)
		st = comparison_report(x.o, x.value.n, &x.value, &set.comparison, &set.report, STDOUT_FILENO, e);
	trials_free(&x);
	return st;
}

static int compare_rows(const struct strings *files, struct err *e)
{
	struct outcomes o = {0};
	struct table_counts counts;
	struct buf best = {0};
	int st = ST_OK;
	const struct effect_options effect = {set.comparison.pair.interval.level, set.bandwidth};

	set.outcomes.table = &set.table;
	set.outcomes.decision = &set.decision;
	set.outcomes.systems = &set.systems;
	set.outcomes.against = &set.against;
	set.outcomes.by = &set.report.group;
	set.outcomes.seed = set.comparison.pair.interval.seed;
	set.outcomes.cluster = set.comparison.pair.interval.cluster;
	if (!st && set.best)
		st = best_constant(set.fit, &set.table, &set.decision, set.comparison.pair.lambda, &best, e);
	set.outcomes.best = best.p;
	set.outcomes.lambda = set.comparison.pair.lambda;
	if (!st)
		st = set.merge ? outcomes_merge(&o, &set.outcomes, files, e)
			       : outcomes_read(&o, &set.outcomes, files, &counts, e);
	if (!st && set.merge && !set.effect && !set.outcomes.partial && o.name.n < 2)
		st = err_set(e, ST_USAGE, one_system);
	if (!st && !set.merge)
		table_report_counts(&counts, program.name);
	if (!st && set.outcomes.partial)
		st = outcomes_write(&o, &set.outcomes, STDOUT_FILENO, e);
	else if (!st)
		st = set.effect ? effect_report(&o, &effect, &set.report, STDOUT_FILENO, e)
				: comparison_report(&o, 1, NULL, &set.comparison, &set.report, STDOUT_FILENO, e);
	outcomes_free(&o);
	buf_free(&best);
	return st;
}

static int run(const struct strings *files, struct err *e)
{
	int st = check_options(files, e);

	if (!st)
		st = (set.paired_by ? compare_trials : compare_rows)(files, e);
	names_free(&set.report.group);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
