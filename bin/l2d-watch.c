/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-watch: whether what was promised of a stream of decisions still holds: windows, and alarms that are valid at any time.
 * Reads y, the decision record (l2d-csv(5)), p_* (or z_*), e_*, conf_*, cost_*, score, latency_*, id, w; writes a row a window,
 * or a row an alarm.
 * Memory: O(agents + tests).  A stream: the order of the rows matters; --state continues it.
 */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/opt.h"
#include "base/opt_rules.h"
#include "watch/watch_report.h"
#include "watch/watch_state.h"

static struct {
	struct table_options table;
	struct report_options report;
	struct watch_options watch;
	size_t window;
	const char *period, *state;
	bool check, alarms;
} set = {.table.shows = "l2d-watch",
	.watch = {.decision = {.cost = NAN}, .risk = NAN, .delta = .05, .seed = 1},
	.window = 1000};

static const struct opt options[] = {
	{0, "window", OPT_COUNT, &set.window, "N", "rows of a window", "1000", "[1, 2^53]"},
	{0, "period", OPT_STRING, &set.period, "LENGTH",
		"windows of so much time instead: a number, in the unit of the column time; of dates 30s, 15m, 6h, 1d",
		NULL},
	{0, "risk", OPT_NUMBER, &set.watch.risk, "A", "raise an alarm when more than this share of decisions is wrong",
		NULL, "[0.000001, 1)"},
	{0, "delta", OPT_NUMBER, &set.watch.delta, "D", "probability that there is ever a false alarm, at most", "0.05",
		"[1e-12, 1)"},
	{0, "run-length", OPT_COUNT, &set.watch.run_length, "N",
		"mean number of rows to a false alarm, at least; alarms may come again", NULL, "[2, 2^53]"},
	{0, "tests", OPT_STRING, &set.watch.tests, "LIST",
		"of risk, calibration, coverage, score, accuracy, silent, slow", "all that the table has columns for"},
	{0, "alarms", OPT_FLAG, &set.alarms, NULL, "write a row an alarm instead of a row a window", NULL},
	{0, "check", OPT_FLAG, &set.check, NULL, "stop at the first alarm, with exit status 1", NULL},
	{0, "state", OPT_STRING, &set.state, "FILE", "continue the stream of this file, and leave there where it ends",
		NULL},
	{'s', "seed", OPT_COUNT, &set.watch.seed, "S", "seed of the order of equal numbers", "1", "any"},
	TABLE_OPTIONS(set.table),
	ROWS_PROGRESS_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.watch.decision.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	{"alarms", OPT_EXCLUDES, "window period"},
	{"period", OPT_EXCLUDES, "window"},
	PROGRESS_RULES,
	{0},
};

static const char chain[] =
	"each part of a stream needs what the one before has left; run them in order, with --state FILE";
static const struct opt_absent absent[] = {{"partial", chain}, {"merge", chain}, {0}};

static const struct program program = {
	.name = "l2d-watch",
	.operands = "[FILE]...",
	.purpose = "Watch a stream of decisions: windows, and alarms that are valid at any time.",
	.reads =
		"y (a cell may be empty); if there: p_* (or z_*), e_*, agent, answer, agent_1 ..., score, conf_*, cost_*, "
		"paid,\nlatency_*, time, id, w",
	.writes =
		"row, n, coverage, n_unscored, system_accuracy, model_accuracy, expert_accuracy, oracle_accuracy, cost,\n"
		"alone_AGENT, share_AGENT, confidence, frequency, accuracy_lo, accuracy_hi, evidence, evidence_TEST, "
		"alarms, alarm, time;\nwith --alarms: row, id, alarm, agent, evidence, time",
	.opts = options,
	.rules = rules,
	.absent = absent,
};

struct state {
	struct table t;
	struct watch w;
	struct watch_report out;
	struct buf signature;
};

static bool window_is_full(const struct state *s)
{
	return !set.period && s->w.window.score.n >= set.window;
}

static int write_window(struct state *s, struct err *e)
{
	int st = set.alarms ? ST_OK : watch_report_window(&s->out, &s->w, e);

	return st ? st : watch_next_window(&s->w, e);
}

/* Takes all rows, or those up to the first alarm. */
static int take_rows(struct state *s, struct err *e)
{
	int st = ST_OK;

	while ((!st || st == ST_SKIP) && !(set.check && s->w.alarms.raised)) {
		st = watch_next(&s->w, e);
		if (!st && watch_is_later(&s->w))
			st = write_window(s, e);
		if (st)
			continue;
		watch_take(&s->w);
		if (set.alarms)
			st = watch_report_alarms(&s->out, &s->w, e);
		if (!st && window_is_full(s))
			st = write_window(s, e);
	}
	return st == ST_END || st == ST_SKIP ? ST_OK : st;
}

/* A window that is under way goes into the state; without one, or at the alarm that ends the run, it is written, once. */
static int watch(struct state *s, struct err *e)
{
	int st = take_rows(s, e);

	if (!st && (!set.state || (set.check && s->w.alarms.raised)) && s->w.window.score.n && !set.alarms)
		st = write_window(s, e);
	return st;
}

static int write_when_dry(void *state)
{
	return watch_report_flush(&((struct state *)state)->out) ? -1 : 0;
}

static int set_period(struct err *e)
{
	const char *wrong = set.period ? moment_parse_length(set.period, strlen(set.period), &set.watch.period) : NULL;
	char shown[ERR_EXCERPT];

	return wrong
		? err_set(e, ST_USAGE, "--period: %s: '%s'", wrong, err_excerpt(shown, set.period, strlen(set.period)))
		: ST_OK;
}

static int start(struct state *s, struct err *e)
{
	int st = watch_init(&s->w, &s->t, &set.watch, e);

	s->out = (struct watch_report){.opt = &set.report, .of_alarms = set.alarms};
	table_idle(&s->t, (struct csv_idle){write_when_dry, s});
	if (!st)
		st = watch_sign(&s->w, set.alarms || set.period ? 0 : set.window, &s->signature, e);
	return !st && set.state ? watch_read(&s->w, set.state, s->signature.p, e) : st;
}

static int take_table(struct state *s, struct err *e)
{
	int st = start(s, e);

	if (!st)
		st = watch(s, e);
	st = watch_report_close(&s->out, &s->w, st, e);
	if (!st && set.state)
		st = watch_write(&s->w, set.state, s->signature.p, e);
	if (!st)
		table_report_counts(&s->t.counts, program.name);
	return !st && set.check && s->w.alarms.raised ? ST_FALSE : st;
}

static int run(const struct strings *files, struct err *e)
{
	struct state s = {0};
	int st = set_period(e);

	if (!st)
		st = table_open(&s.t, &set.table, files, e);
	if (st)
		return st;
	if (set.watch.run_length && opt_given(&program, "delta") && set.alarms)
		st = err_set(
			e, ST_USAGE, "--delta: with --run-length and --alarms there is no band that it would be of");
	if (!st)
		st = take_table(&s, e);
	watch_free(&s.w);
	buf_free(&s.signature);
	table_close(&s.t);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
