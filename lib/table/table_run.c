/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/table_run.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"

static int take_rows(const struct table_task *task, void *state, struct extend *x, struct err *e)
{
	int st = ST_OK;

	while (!st || st == ST_SKIP)
		st = task->row(state, x, e);
	if (st != ST_END)
		return st;
	return task->finish ? task->finish(state, x, e) : ST_OK;
}

static int run_state(
	const struct table_task *task, const struct table_run *run, void *state, struct table *t, struct err *e)
{
	struct names computed = {0};
	struct extend x = {0};
	int st = task->start(state, t, &computed, e);

	if (!st && !task->silent)
		st = extend_init(&x, t, &computed, STDOUT_FILENO, run->digits, e);
	names_free(&computed);
	if (st)
		return st;
	x.program = run->program;
	st = take_rows(task, state, task->silent ? NULL : &x, e);
	return task->silent ? st : extend_close(&x, st, e);
}

int table_run(const struct table_task *task, const struct table_run *run, struct err *e)
{
	void *state = mem_alloc(1, task->size, e);
	struct table t;
	int st = state ? table_open(&t, run->options, run->files, e) : ST_SYSTEM;

	if (!st) {
		st = run_state(task, run, state, &t, e);
		if (!st)
			table_report_counts(&t.counts, run->program);
		if (task->free)
			task->free(state);
		table_close(&t);
	}
	free(state);
	return st;
}
