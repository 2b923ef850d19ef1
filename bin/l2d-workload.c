/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-workload: who answers each row, under limits on each agent's share or count. Reads q_* or conf_* with
 * cost_*, avail_*, e_*, p_*, w, readings; writes the table with agent and answer, or the constrained q_*. Memory:
 * O(rows); with --mode pace and online O(agents) a batch.  Batches are independent of each other.
 */
#include <math.h>
#include <stdlib.h>

#include "base/jobs.h"
#include "base/opt.h"
#include "base/opt_rules.h"
#include "table/table_run.h"
#include "workload/joint.h"
#include "pacing/stream.h"
#include "workload/workload_output.h"
#include "workload/workload_start.h"
#include "workload/workload_text.h"

static struct {
	struct table_options table;
	struct report_options report;
	int mode, loss;
	struct limits_options limit;
	struct side_options side;
	bool renormalize;
	struct stream_options stream;
	const char *per_row, *where, *change, *report_file, *text, *jobs;
	size_t readings;
	double step;
} set = {.table.shows = "l2d-workload", .step = 1, .side.budget = INFINITY};

static const struct opt options[] = {
	{0, "mode", OPT_CHOICE, &set.mode, "assign|project|greedy|pace|online", "how rows are divided", "assign"},
	LIMITS_OPTIONS(set.limit),
	SIDE_OPTIONS(set.side),
	{0, "batch", OPT_STRING, &set.stream.batch, "COLUMN", "limits hold for every batch on its own", NULL},
	{0, "readings", OPT_COUNT, &set.readings, "K", "different agents per row, or at most", "1, or 2", "[1, 10^6]"},
	{0, "readings-where", OPT_STRING, &set.where, "COLUMN=top:SHARE", "who has K readers, not one", NULL},
	{0, "agents-per-row", OPT_STRING, &set.per_row, "LO:HI", "LO to HI agents per row, by value", NULL},
	{0, "change-cost", OPT_STRING, &set.change, "C|COLUMN", "what leaving the agent in fixed costs", NULL},
	{0, "loss", OPT_CHOICE, &set.loss, "auto|conf|gate", "(1 - conf) + cost, or -log q", "conf if there, or est"},
	{0, "step", OPT_NUMBER, &set.step, "S", "pace: prices move by S / sqrt(row)", "1", "(0, 10^10]"},
	STREAM_OPTIONS(set.stream),
	WORKLOAD_RESULTS_OPTIONS(set.report_file, set.text),
	JOBS_OPTION(set.jobs),
	AVAILABLE_OPTION(set.table),
	TABLE_OPTIONS(set.table),
	ROWS_PROGRESS_OPTIONS(set.table),
	ROUND_OFF_OPTION(set.table),
	KEEP_OPTION(set.table),
	ANSWERS_OPTION(set.table),
	CASES_OPTIONS(set.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct opt_rule rules[] = {
	{"limits", OPT_EXCLUDES, "share count balanced"},
	{"step", OPT_NEEDS, "mode=pace"},
	{"agents-per-row", OPT_EXCLUDES, "readings readings-where in-row"},
	{"in-row", OPT_NEEDS, "sets"},
	{"in-row readings-where objective=worst-group", OPT_NEEDS, "mode=assign"},
	{"sets", OPT_NEEDS, "limits in-row"},
	{"minutes budget", OPT_NEEDS, "mode=assign|online"},
	{"budget", OPT_EXCLUDES, "loss=gate"},
	{"objective=worst-group", OPT_NEEDS, "group"},
	{"group", OPT_NEEDS, "objective=worst-group"},
	{"mode=project", OPT_EXCLUDES, "readings agents-per-row loss change-cost sentences"},
	{"mode=pace", OPT_EXCLUDES, "count jobs"},
	{"mode=online", OPT_NEEDS, "prices"},
	{"mode=online", OPT_EXCLUDES, "jobs"},
	{"prices state rows", OPT_NEEDS, "mode=online"},
	{"rows", OPT_EXCLUDES, "readings agents-per-row minutes budget"},
	{"tag fields", OPT_NEEDS, "report"},
	{"batch", OPT_NEEDS,
		"share count balanced limits minutes budget objective=worst-group readings-where report sentences"},
	PROGRESS_RULES,
	{0},
};

static const struct program program = {
	.name = "l2d-workload",
	.operands = "[FILE]...",
	.purpose = "Decide who answers each row, under limits on each agent's share or count.",
	.reads = "conf_* (or est_* or q_*); if there: cost_*, avail_*, effort_*, fixed, e_*, p_* (or z_*), w, readings",
	.writes = "the table with agent, answer; --mode project: with the constrained q_*",
	.opts = options,
	.rules = rules,
};

/* As the options say; the limits are read with the first state, whose agents' names they keep. */
static struct workload asked;
static struct limits limits;
static size_t jobs; /* threads that read and sort */
static struct stream stream;

struct state {
	struct workload_input in;
	struct workload_rows rows;
	struct workload_plan plan;
	size_t batch_column; /* NAMES_NONE without batches */
};

static int start(void *state, struct table *t, struct names *computed, struct err *e)
{
	struct state *s = state;
	bool first = !asked.limits;
	int st = ST_OK;

	asked.limits = &limits;
	limits.balanced = set.limit.balanced;
	if (first)
		st = workload_settle(&asked, t, e);
	if (!st)
		st = workload_open(&asked, &s->in, t, (enum workload_loss)set.loss, set.renormalize, e);
	if (!st && first)
		st = workload_limits(&asked, &limits, &s->in, &set.limit, set.stream.batch, e);
	if (!st)
		st = set_limits_columns(&limits.sets, t, &s->in.class_column, e);
	s->rows.joint = limits.sets.file;
	s->batch_column = NAMES_NONE;
	if (!st && set.stream.batch)
		st = table_column(t, set.stream.batch, &s->batch_column, e);
	if (!st)
		st = workload_columns_name(&asked, &s->in, computed, e);
	if (!st)
		st = workload_rows_init(&s->rows, &s->in, e);
	return st || !stream_is(asked.mode) ? st : stream_open(&stream, &asked, &set.stream, &s->in, e);
}

static int collect(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	const struct limit *limit;
	struct csv_field batch;
	int st = workload_next(&asked, &s->in, s->batch_column, &batch, &limit, e);

	(void)x;
	return st ? st : workload_rows_add(&s->rows, &s->in, batch.p, batch.n, e);
}

static struct pile *piles(void *state, size_t *n)
{
	*n = 1;
	return &((struct state *)state)->rows.pile;
}

static int merge(void *state, void *other, struct err *e)
{
	struct state *s = state, *from = other;

	return workload_rows_merge(&s->rows, &s->in, &from->rows, &from->in, e);
}

static void renumber(void *state)
{
	workload_rows_renumber(&((struct state *)state)->rows);
}

static int decide_at_once(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	const struct limit *limit;
	struct csv_field batch;
	int st = workload_next(&asked, &s->in, s->batch_column, &batch, &limit, e);

	if (!st)
		st = stream_row(&stream, &s->in, &batch, limit, e);
	return st ? st : workload_columns_write(&asked, &s->in, stream.chosen, x, e);
}

static int write_report(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	bool at_once = stream_is(asked.mode);
	const struct names *batches = at_once ? stream_batches(&stream) : &s->rows.batch;
	static const struct name whole = {(char *)"", 0};
	struct workload_results r = {0};
	int st = at_once ? stream_end(&stream, e) : ST_OK;

	(void)x;
	if (!st)
		st = workload_results_open(&r, &set.report, set.report_file, set.text, e);
	for (size_t b = 0; !st && b < (s->rows.joint ? 1 : batches->n); b++)
		st = workload_results_add(&r, s->rows.joint ? &whole : &batches->name[b], &s->in,
			at_once ? stream_result(&stream, b) : &s->plan.batch[b], e);
	return workload_results_close(&r, st, e);
}

/* Everything is decided after the last row. */
static int finish(void *state, struct extend *x, struct err *e)
{
	struct state *s = state;
	int st = workload_plan_make(&s->plan, &asked, &s->rows, jobs, e);

	if (!st)
		st = workload_columns_write_rows(&asked, &s->in, &s->rows, s->plan.chosen, x, e);
	return st ? st : write_report(s, x, e);
}

static void free_state(void *state)
{
	struct state *s = state;

	workload_plan_free(&s->plan);
	workload_rows_free(&s->rows);
	workload_input_free(&s->in);
}

static int run(const struct strings *files, struct err *e)
{
	bool at_once = stream_is((enum workload_mode)set.mode);
	struct table_task task = {.start = start,
		.row = at_once ? decide_at_once : collect,
		.finish = at_once ? write_report : finish,
		.free = free_state,
		.piles = piles,
		.merge = merge,
		.renumber = renumber,
		.size = sizeof(struct state),
		.ordered = at_once};
	int st = jobs_count(set.jobs, &jobs, e);

	asked = (struct workload){.mode = (enum workload_mode)set.mode,
		.step = set.step,
		.least = set.readings,
		.most = set.readings,
		.where = set.where,
		.change = set.change,
		.side_options = &set.side};
	if (!st && set.per_row)
		st = limits_parse_per_row(set.per_row, &asked.least, &asked.most, e);
	if (!st)
		st = table_run(
			&task, &(struct table_run){&set.table, files, program.name, set.report.digits, set.jobs}, e);
	if (!st)
		st = stream_keep(&stream, e);
	stream_free(&stream);
	limits_free(&limits);
	side_limits_free(&asked.side);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, run, argc, argv);
}
