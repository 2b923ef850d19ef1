/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/table_run.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "csv/order.h"
#include "table/shard.h"

/* Blocks that wait for one before them, for each worker: some rows take longer than others. */
enum { SLOTS = 2 };

/* One of the states that share the rows. */
struct share {
	const struct table_task *task;
	void *state;
	struct table t;
	struct extend x;
	bool open; /* the table is */
	char apart[JOBS_APART];
};

struct crew {
	const struct table_task *task;
	const struct table_run *run;
	size_t n;            /* states asked for */
	struct share *share; /* [n] the first has the table that was opened */
	struct names computed;
};

static int take_rows(struct share *s, struct extend *x, struct err *e)
{
	int st = ST_OK;

	while (!st || st == ST_SKIP)
		st = s->task->row(s->state, x, e);
	if (st != ST_END)
		return st;
	return s->task->finish ? s->task->finish(s->state, x, e) : ST_OK;
}

/* A failure to write will be reported at the end, which it brings about. */
static int write_when_dry(void *x)
{
	return csv_writer_flush(&((struct extend *)x)->w) ? -1 : 0;
}

static int run_alone(struct crew *c, struct err *e)
{
	struct share *s = c->share;
	int st;

	if (c->task->silent)
		return take_rows(s, NULL, e);
	if ((st = extend_init(&s->x, &s->t, &c->computed, STDOUT_FILENO, c->run->digits, e)))
		return st;
	s->x.program = c->run->program;
	table_idle(&s->t, (struct csv_idle){write_when_dry, &s->x});
	return extend_close(&s->x, take_rows(s, &s->x, e), e);
}

static int share_row(void *arg, struct err *e)
{
	struct share *s = arg;

	return s->task->row(s->state, &s->x, e);
}

/* The state, bound to its table. */
static int start_share(struct crew *c, size_t i, struct names *computed, struct err *e)
{
	struct share *s = &c->share[i];
	int st = i ? table_follow(&s->t, &c->share[0].t, e) : table_open(&s->t, c->run->options, c->run->files, e);

	if (st)
		return st;
	s->open = true;
	s->task = c->task;
	s->state = mem_alloc(1, c->task->size, e);
	return s->state ? c->task->start(s->state, &s->t, computed, e) : ST_SYSTEM;
}

/* A state that writes to memory; only the first has the header there. */
static int start_output(struct crew *c, size_t i, struct err *e)
{
	struct share *s = &c->share[i];
	int st = extend_init(&s->x, &s->t, &c->computed, -1, c->run->digits, e);

	if (!st && !i)
		st = extend_head(&s->x, e);
	s->x.headed = true;
	return st;
}

static int start_others(struct crew *c, struct err *e)
{
	int st = start_output(c, 0, e);

	for (size_t i = 1; !st && i < c->n; i++) {
		struct names computed = {0};

		st = start_share(c, i, &computed, e);
		names_free(&computed);
		if (!st)
			st = start_output(c, i, e);
	}
	return st;
}

static int run_workers(struct crew *c, struct table *source, struct err *e)
{
	struct shard_worker *w = mem_alloc(c->n, sizeof *w, e);
	struct order out;
	int st = w ? order_init(&out, STDOUT_FILENO, SLOTS * c->n, &c->share[0].x.w.out, e) : ST_SYSTEM;

	for (size_t i = 0; w && i < c->n; i++)
		w[i] = (struct shard_worker){&c->share[i].t, &c->share[i], &c->share[i].x.w.out};
	if (!st)
		st = order_close(&out, shard_crew(source, w, c->n, share_row, &out, e), e);
	free(w);
	return st;
}

/* All is written before the first state's output is closed, which says what was replaced. */
static int run_many(struct crew *c, struct err *e)
{
	struct extend *x = &c->share[0].x;
	struct table source;
	int st = start_others(c, e);

	if (!st && !(st = table_hand_over(&source, &c->share[0].t, e))) {
		st = run_workers(c, &source, e);
		table_close(&source);
	}
	for (size_t i = 1; i < c->n; i++)
		if (c->share[i].x.t) /* it was opened; its bytes are the order's */
			extend_close(&c->share[i].x, ST_END, e);
	x->program = c->run->program;
	x->w.fd = STDOUT_FILENO;
	x->w.out.n = 0;
	return extend_close(x, st, e);
}

static void report(const struct crew *c)
{
	struct table_counts counts = {0};

	for (size_t i = 0; i < c->n; i++)
		table_add_counts(&counts, &c->share[i].t.counts);
	table_report_counts(&counts, c->run->program);
}

static void free_shares(struct crew *c)
{
	for (size_t i = 0; c->share && i < c->n; i++) {
		struct share *s = &c->share[i];

		if (s->state && c->task->free)
			c->task->free(s->state);
		if (s->open)
			table_close(&s->t);
		free(s->state);
	}
	free(c->share);
	names_free(&c->computed);
}

int table_run(const struct table_task *task, const struct table_run *run, struct err *e)
{
	struct crew c = {.task = task, .run = run};
	int st = jobs_count(run->jobs, &c.n, e);

	if (!st && !(c.share = mem_alloc(c.n, sizeof *c.share, e)))
		st = ST_SYSTEM;
	if (!st)
		st = start_share(&c, 0, &c.computed, e);
	if (!st)
		st = c.n == 1 || task->ordered ? run_alone(&c, e) : run_many(&c, e);
	if (!st)
		report(&c);
	free_shares(&c);
	return st;
}
