/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/table_run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "csv/order.h"
#include "parallel/peers.h"
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

typedef int share_fn(struct share *s, struct extend *x, struct err *e);

static int finish(struct share *s, struct extend *x, struct err *e)
{
	return s->task->finish ? s->task->finish(s->state, x, e) : ST_OK;
}

static int take_rows(struct share *s, struct extend *x, struct err *e)
{
	int st = ST_OK;

	while (!st || st == ST_SKIP)
		st = s->task->row(s->state, x, e);
	return st == ST_END ? finish(s, x, e) : st;
}

/* A failure to write will be reported at the end, which it brings about. */
static int write_when_dry(void *x)
{
	return csv_writer_flush(&((struct extend *)x)->w) ? -1 : 0;
}

/* Does what is left to do with the first state, and its output. */
static int run_alone(struct crew *c, share_fn *rest, struct err *e)
{
	struct share *s = c->share;
	int st;

	if (c->task->silent)
		return rest(s, NULL, e);
	if ((st = extend_init(&s->x, &s->t, &c->computed, STDOUT_FILENO, c->run->digits, e)))
		return st;
	s->x.program = c->run->program;
	table_idle(&s->t, (struct csv_idle){write_when_dry, &s->x});
	st = rest(s, &s->x, e);
	progress_end(&s->t.progress); /* before anything is said of the rows */
	return extend_close(&s->x, st, e);
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
	if (!(s->state = mem_alloc(1, c->task->size, e)))
		return ST_SYSTEM;
	if (c->task->fresh)
		memcpy(s->state, c->task->fresh, c->task->size);
	return c->task->start(s->state, &s->t, computed, e);
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
	int st = ST_OK;

	for (size_t i = 1; !st && i < c->n; i++) {
		struct names computed = {0};

		st = start_share(c, i, &computed, e);
		names_free(&computed);
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

	for (size_t i = 0; !st && i < c->n; i++)
		st = start_output(c, i, e);
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

static int keep_row(void *arg, struct err *e)
{
	struct share *s = arg;

	return s->task->row(s->state, NULL, e);
}

static struct pile *piles(const struct crew *c, size_t i, size_t *n)
{
	return c->task->piles(c->share[i].state, n);
}

static void renumber(void *arg, size_t i, size_t thread)
{
	struct crew *c = arg;

	(void)thread;
	if (i)
		c->task->renumber(c->share[i].state);
}

/* All that the states have, in the first one. */
static int join_states(struct crew *c, struct err *e)
{
	struct pile **p = mem_alloc(c->n, sizeof *p, e);
	size_t n;
	int st = p ? ST_OK : ST_SYSTEM;

	for (size_t i = 1; !st && i < c->n; i++)
		st = c->task->merge(c->share[0].state, c->share[i].state, e);
	if (!st && c->task->renumber)
		jobs_run(c->n, c->n, renumber, c);
	piles(c, 0, &n);
	for (size_t k = 0; !st && k < n; k++) {
		for (size_t i = 0; i < c->n; i++)
			p[i] = &piles(c, i, &n)[k];
		st = piles_join(p, c->n, e);
	}
	free(p);
	return st;
}

static int keep_rows(struct crew *c, struct table *source, struct err *e)
{
	struct shard_worker *w = mem_alloc(c->n, sizeof *w, e);
	int st = w ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; w && i < c->n; i++) {
		w[i] = (struct shard_worker){.t = &c->share[i].t, .state = &c->share[i]};
		w[i].pile = piles(c, i, &w[i].npile);
	}
	if (!st)
		st = shard_crew(source, w, c->n, keep_row, NULL, e);
	free(w);
	return st ? st : join_states(c, e);
}

/* All rows, in the first state. */
static int read_keepers(struct crew *c, struct err *e)
{
	struct table source;
	int st = start_others(c, e);

	if (!st && !(st = table_hand_over(&source, &c->share[0].t, e))) {
		st = keep_rows(c, &source, e);
		table_hand_back(&source, &c->share[0].t);
	}
	return st;
}

/* Rows are kept by all states, and what becomes of them is the first one's. */
static int run_keepers(struct crew *c, struct err *e)
{
	int st = read_keepers(c, e);

	return st ? st : run_alone(c, finish, e);
}

/* Rows that the processes have read, to those that need them. */
static int gather_pile(const struct crew *c, size_t k, struct pile *p, struct err *e)
{
	size_t n = peers_n(), *from = mem_alloc(2 * n, sizeof *from, e);
	bool part = from && c->task->part;
	int st = ST_SYSTEM;

	for (size_t i = 0; part && i < n; i++)
		part = c->task->part(c->share[0].state, k, i, &from[i], &from[n + i]);
	if (from)
		st = part ? pile_gather_part(p, from, from + n, e) : pile_gather(p, e);
	free(from);
	return st;
}

/* The same of all that they have in their first states. */
static int gather(struct crew *c, struct err *e)
{
	int st = c->task->gather(c->share[0].state, e);
	size_t n;
	struct pile *p = piles(c, 0, &n);

	if (!st && c->task->renumber)
		c->task->renumber(c->share[0].state);
	for (size_t k = 0; !st && k < n; k++)
		st = gather_pile(c, k, &p[k], e);
	return st;
}

/* The same among processes, also after a failure, st, of this one. */
static int run_peers(struct crew *c, int st, struct err *e)
{
	if (!st)
		st = read_keepers(c, e);
	st = peers_agree(st, e);
	if (!st)
		st = gather(c, e);
	return st ? st : run_alone(c, finish, e);
}

static int run_rows(struct crew *c, struct err *e)
{
	if (c->n == 1 || c->task->ordered)
		return run_alone(c, take_rows, e);
	return c->task->piles ? run_keepers(c, e) : run_many(c, e);
}

/* Those of all processes. */
static int gather_counts(struct table_counts *counts, struct err *e)
{
	size_t *begin = mem_alloc(peers_n() + 1, sizeof *begin, e);
	char *each = NULL;
	int st = begin ? peers_gather(counts, sizeof *counts, &each, begin, e) : ST_SYSTEM;

	*counts = (struct table_counts){0};
	for (size_t i = 0; !st && i < peers_n(); i++)
		table_add_counts(counts, (struct table_counts *)(void *)each + i);
	free(each);
	free(begin);
	return st;
}

/* By one of the processes.  Where there is only one, nothing can fail: its rows have been written. */
static int report(const struct crew *c, struct err *e)
{
	struct table_counts counts = {0};
	int st = ST_OK;

	for (size_t i = 0; i < c->n; i++)
		table_add_counts(&counts, &c->share[i].t.counts);
	if (peers_n() > 1)
		st = gather_counts(&counts, e);
	progress_end(&c->share[0].t.progress);
	if (!st && !peers_me())
		table_report_counts(&counts, c->run->program);
	return st;
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
	if (peers_n() > 1 && task->gather)
		st = run_peers(&c, st, e);
	else if (!st)
		st = run_rows(&c, e);
	if (!st)
		st = report(&c, e);
	free_shares(&c);
	return st;
}
