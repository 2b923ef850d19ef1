/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * l2d-workload: who answers each row, under limits on each agent's share or count. Reads q_* or conf_* with
 * cost_*, avail_*, e_*, p_*, w; writes the table with agent and answer, or the constrained q_*. Memory:
 * O(rows); with --mode pace O(agents) a batch.  Batches are independent of each other.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/opt.h"
#include "decide/agent_columns.h"
#include "table/extend.h"
#include "workload/assign.h"
#include "workload/pace_batches.h"
#include "workload/workload.h"

enum loss { LOSS_AUTO, LOSS_CONF, LOSS_GATE };

static struct {
	struct table_options table;
	struct report_options report;
	int mode, loss;
	struct strings share, count;
	bool renormalize, balanced;
	const char *limits, *batch, *per_row, *report_file;
	size_t readings;
	double step;
} set = {.readings = 1, .step = 1};

static const struct opt options[] = {
	{0, "mode", OPT_CHOICE, &set.mode, "assign|project|greedy|pace", "how rows are divided", "assign"},
	{0, "share", OPT_LIST, &set.share, "NAME=LO:HI", "limits of the agent's share of rows (repeatable)", NULL},
	{0, "count", OPT_LIST, &set.count, "NAME=LO:HI", "limits of the agent's count of rows (repeatable)", NULL},
	{0, "balanced", OPT_FLAG, &set.balanced, NULL, "the agents without limits share the rest equally", NULL},
	{0, "limits", OPT_STRING, &set.limits, "FILE", "limits as a table: agent, lo, hi, maybe batch", NULL},
	{0, "batch", OPT_STRING, &set.batch, "COLUMN", "limits hold for every batch on its own", NULL},
	{0, "readings", OPT_COUNT, &set.readings, "K", "different agents per row", "1"},
	{0, "agents-per-row", OPT_STRING, &set.per_row, "LO:HI", "LO to HI agents per row, by value", NULL},
	{0, "loss", OPT_CHOICE, &set.loss, "auto|conf|gate", "(1 - conf) + cost, or -log q", "conf if there"},
	{0, "step", OPT_NUMBER, &set.step, "S", "pace: prices move by S / sqrt(row)", "1"},
	{0, "report", OPT_STRING, &set.report_file, "FILE", "write the loss, its bound, the prices", NULL},
	TABLE_OPTIONS(set.table),
	CASES_OPTIONS(set.renormalize),
	REPORT_OPTIONS(set.report),
	{0},
};

static const struct program program = {
	.name = "l2d-workload",
	.operands = "[FILE]...",
	.purpose = "Decide who answers each row, under limits on each agent's share or count.",
	.reads = "conf_* (or q_*); if there: cost_*, avail_*, e_*, p_* (or z_*), w",
	.writes = "the table with agent, answer; --mode project: with the constrained q_*",
	.opts = options,
};

struct state {
	struct table t;
	struct workload_input r;
	struct limits limits;
	struct workload w;
	struct workload_rows d;
	struct pace_batches pace;
	struct extend x;
	struct names computed;
	uint32_t *chosen;             /* [rows][most] in sorted order; pace: [most] */
	uint32_t *said;               /* pace: [agents] the row's answers */
	struct workload_batch *batch; /* [batches] */
	size_t batch_column;          /* NAMES_NONE without batches */
};

static int check_options(const struct workload *w, struct err *e)
{
	if (!w->most)
		return err_set(e, ST_USAGE, "--readings: at least 1");
	if (set.limits && (set.share.n || set.count.n || set.balanced))
		return err_set(e, ST_USAGE, "--limits excludes --share, --count and --balanced");
	if (w->mode == WORKLOAD_PROJECT && (w->most > 1 || set.per_row))
		return err_set(e, ST_USAGE, "--mode project has no --readings and no --agents-per-row");
	if (w->mode == WORKLOAD_PROJECT && set.loss == LOSS_CONF)
		return err_set(e, ST_USAGE, "--mode project needs gates: not --loss conf");
	if (w->mode == WORKLOAD_PACE && set.count.n)
		return err_set(e, ST_USAGE, "--mode pace does not know how many rows will come: no --count");
	if (!(set.step > 0))
		return err_set(e, ST_USAGE, "--step: not above 0");
	return ST_OK;
}

static int open_roster(struct state *s, struct err *e)
{
	bool conf = set.loss == LOSS_CONF;
	enum workload_input_value kind = WORKLOAD_INPUT_GATE;
	int st = ST_OK;

	if (s->w.mode != WORKLOAD_PROJECT) {
		if (set.loss == LOSS_AUTO)
			st = workload_input_has_confidences(&s->t, &conf, e);
		kind = !conf ? WORKLOAD_INPUT_LOG : s->w.least < s->w.most ? WORKLOAD_INPUT_WORTH : WORKLOAD_INPUT_LOSS;
	}
	st = st ? st : workload_input_init(&s->r, &s->t, kind, set.renormalize, e);
	if (!st && s->w.most > s->r.agent.n)
		st = err_set(
			e, ST_NUMERIC, "%zu agents per row, but there are only %zu agents", s->w.most, s->r.agent.n);
	return st;
}

static int read_limits(struct state *s, struct err *e)
{
	int st = limits_init(&s->limits, &s->r.agent, e);

	s->limits.balanced = set.balanced;
	st = st ? st : limits_options(&s->limits, &set.share, &set.count, e);
	if (!st && set.limits)
		st = limits_read(&s->limits, set.limits, e);
	if (!st && s->limits.batched && !set.batch)
		st = err_set(e, ST_USAGE, "--limits: the file has batches: --batch is needed");
	s->batch_column = NAMES_NONE;
	if (!st && set.batch)
		st = table_column(&s->t, set.batch, &s->batch_column, e);
	return st;
}

/* agent and answer, or in mode project the gates. */
static int name_columns(struct state *s, struct err *e)
{
	size_t index;
	int st = ST_OK;

	if (s->w.mode != WORKLOAD_PROJECT)
		return agent_columns_columns(&s->computed, s->w.most, e);
	for (size_t a = 0; a < s->r.source.n && !st; a++) {
		const struct name *name = &s->t.header.name[s->r.source.column[a]];

		st = names_add(&s->computed, name->s, name->n, &index, e);
	}
	return st;
}

static int start(struct state *s, struct err *e)
{
	int st = open_roster(s, e);

	st = st ? st : read_limits(s, e);
	s->w.limits = &s->limits;
	st = st ? st : name_columns(s, e);
	st = st ? st : extend_init(&s->x, &s->t, &s->computed, STDOUT_FILENO, set.report.digits, e);
	if (st || s->w.mode != WORKLOAD_PACE)
		return st;
	pace_batches_init(&s->pace, &s->w, &s->r.agent);
	s->chosen = mem_alloc(s->w.most, sizeof *s->chosen, e);
	s->said = mem_alloc(s->r.agent.n, sizeof *s->said, e);
	return s->chosen && s->said ? ST_OK : ST_SYSTEM;
}

/* The row's batch, and that it has agents enough. */
static int check_row(struct state *s, const char **batch, size_t *n, struct err *e)
{
	const struct csv_field *f = s->batch_column == NAMES_NONE ? NULL : &s->t.row.f[s->batch_column];
	const struct limit *limit;
	size_t usable = 0;
	double closed = s->w.mode == WORKLOAD_PROJECT ? 0 : INFINITY;

	*batch = f ? f->p : "";
	*n = f ? f->n : 0;
	limit = limits_of(&s->limits, *batch, *n);
	if (!limit)
		return table_bad_cell(&s->t, s->batch_column, "the limits file does not list the batch", e);
	for (size_t a = 0; a < s->r.agent.n; a++) {
		if (!limits_allow(&s->limits, limit, a))
			s->r.value[a] = closed;
		usable += s->r.value[a] != closed;
	}
	if (usable >= s->w.least)
		return ST_OK;
	return err_at(e, ST_NUMERIC, table_file(&s->t), s->t.row.line, 1,
		"the row has %zu agents that may be used, not %zu", usable, s->w.least);
}

static int write_docket(struct state *s, struct err *e)
{
	size_t m = s->d.m;
	struct csv_row row;
	int st = ST_OK;

	for (size_t i = 0; !st && i < s->d.n; i++) {
		size_t at = s->d.at[i];

		for (size_t a = 0; s->w.mode == WORKLOAD_PROJECT && a < m; a++)
			extend_number(&s->x, s->d.value[at * m + a]);
		if (s->w.mode != WORKLOAD_PROJECT)
			agent_columns_write(&s->x, s->chosen + at * s->w.most, s->w.most, &s->r.agent,
				s->d.answer ? s->d.answer + i * m : NULL, &s->r.c.classes);
		st = keep_row(&s->d.rows, i, &row, e);
		if (!st)
			st = extend_kept_row(&s->x, &row, e);
	}
	return st;
}

/* The row is decided at once. */
static int pace_row_out(struct state *s, const char *batch, size_t n, struct err *e)
{
	const struct limit *limit = limits_of(&s->limits, batch, n);
	int st = pace_batches_row(&s->pace, batch, n, limit, s->r.value, s->chosen, e);

	for (size_t a = 0; a < s->r.agent.n; a++)
		s->said[a] = s->r.answer[a] == NAMES_NONE ? UINT32_MAX : (uint32_t)s->r.answer[a];
	if (st)
		return st;
	agent_columns_write(&s->x, s->chosen, s->w.most, &s->r.agent, s->said, &s->r.c.classes);
	return extend_row(&s->x, e);
}

/* Everything is decided after the last row. */
static int finish(struct state *s, struct err *e)
{
	int st = workload_rows_sort(&s->d, e);

	if (st)
		return st;
	s->batch = mem_alloc(s->d.batch.n, sizeof *s->batch, e);
	s->chosen = mem_alloc(s->d.n * s->w.most, sizeof *s->chosen, e);
	if (!s->batch || !s->chosen)
		return ST_SYSTEM;
	st = workload_decide(&s->w, &s->d, s->chosen, s->batch, e);
	return st ? st : write_docket(s, e);
}

static int write_report(struct state *s, struct err *e)
{
	bool pace = s->w.mode == WORKLOAD_PACE;
	const struct names *batches = pace ? &s->pace.batch : &s->d.batch;
	struct report r;
	int st = workload_report_open(&r, &set.report, set.report_file, e);

	if (st)
		return st;
	for (size_t b = 0; b < batches->n && !st; b++)
		st = workload_report(
			&r, &batches->name[b], &s->r.agent, pace ? pace_batches_result(&s->pace, b) : &s->batch[b], e);
	return report_close(&r, st, e);
}

static int run(struct state *s, struct err *e)
{
	const char *batch;
	size_t n;
	int st = start(s, e);

	while (!st && !(st = workload_input_next(&s->r, e))) {
		st = check_row(s, &batch, &n, e);
		if (!st)
			st = s->w.mode == WORKLOAD_PACE ? pace_row_out(s, batch, n, e)
							: workload_rows_add(&s->d, &s->r, batch, n, e);
	}
	if (st == ST_END)
		st = s->w.mode == WORKLOAD_PACE ? ST_OK : finish(s, e);
	if (!st && set.report_file)
		st = write_report(s, e);
	return st ? st : extend_close(&s->x, ST_OK, e);
}

static int main_loop(const struct strings *files, struct err *e)
{
	struct state s = {.w = {.mode = (enum workload_mode)set.mode, .step = set.step}};
	int st = ST_OK;

	s.w.least = s.w.most = set.readings;
	if (set.per_row)
		st = limits_parse_per_row(set.per_row, &s.w.least, &s.w.most, e);
	st = st ? st : check_options(&s.w, e);
	if (st || (st = table_open(&s.t, &set.table, files, e)))
		return st;
	st = run(&s, e);
	if (!st)
		err_report_skipped(s.t.skipped, program.name);
	extend_free(&s.x);
	for (size_t b = 0; s.batch && b < s.d.batch.n; b++)
		workload_batch_free(&s.batch[b]);
	free(s.batch);
	free(s.chosen);
	free(s.said);
	pace_batches_free(&s.pace);
	workload_rows_free(&s.d);
	limits_free(&s.limits);
	names_free(&s.computed);
	workload_input_free(&s.r);
	table_close(&s.t);
	return st;
}

int main(int argc, char **argv)
{
	return opt_main(&program, main_loop, argc, argv);
}
