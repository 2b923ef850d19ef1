/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/shard.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* How long a wait for input may keep an error from being reported. */
enum { WAIT_MS = 50 };

/* What the threads share. */
struct hall {
	struct table *source;
	shard_row_fn *row;
	struct order *out;
	pthread_mutex_t reading; /* of the source and the blocks */
	size_t blocks;           /* handed out so far */
	atomic_size_t rows;      /* taken so far */
	atomic_bool stop;        /* no further blocks: the end, or an error */
	pthread_mutex_t failing; /* of the three that follow */
	size_t failed_block;     /* the earliest block with an error */
	int status;
	struct err err; /* of that block */
};

struct thread {
	struct hall *hall;
	struct shard_worker *w;
	pthread_t thread;
};

/* Notes an error unless an earlier block has one. */
static void fail(struct hall *h, size_t block, int status, const struct err *e)
{
	pthread_mutex_lock(&h->failing);
	h->stop = true;
	if (!h->status || block < h->failed_block) {
		h->failed_block = block;
		h->status = status;
		h->err = *e;
	}
	pthread_mutex_unlock(&h->failing);
	if (h->out)
		order_stop(h->out, block);
}

/* The next block; false when there is none. */
static bool take_block(struct hall *h, struct csv_block *b, size_t *number)
{
	struct err e = {0};
	int st = ST_END;

	pthread_mutex_lock(&h->reading);
	if (!h->stop) {
		*number = h->blocks;
		st = table_block(h->source, b, &e);
		h->blocks += !st;
		table_show_rows(h->source, h->rows);
	}
	if (st == ST_END)
		h->stop = true;
	pthread_mutex_unlock(&h->reading);
	if (st && st != ST_END)
		fail(h, *number, st, &e);
	return !st;
}

/* What the block's rows have written goes out in the blocks' order; so will go what was kept of them. */
static int end_block(struct hall *h, struct shard_worker *w, size_t number, struct err *e)
{
	int st = ST_OK, error = w->out ? order_put(h->out, number, w->out) : 0;

	if (error)
		return error == ENOMEM ? err_memory(e) : err_set(e, ST_SYSTEM, "write error: %s", strerror(error));
	for (size_t i = 0; !st && i < w->npile; i++)
		st = pile_mark(&w->pile[i], number, e);
	return st;
}

/* Takes the rows of the block. */
static int take_rows(struct hall *h, struct shard_worker *w, struct csv_block *b, size_t number, struct err *e)
{
	size_t before = w->t->rows;
	int st = table_feed(w->t, b, e);

	while (!st || st == ST_SKIP)
		st = h->row(w->state, e);
	h->rows += w->t->rows - before;
	return st == ST_END ? end_block(h, w, number, e) : st;
}

/* Blocks are handed out in order, so every block before one with an error is parsed to its end. */
static void *work(void *arg)
{
	struct thread *t = arg;
	struct csv_block b = {0};
	struct err e = {0};
	size_t number;

	while (take_block(t->hall, &b, &number)) {
		int st = take_rows(t->hall, t->w, &b, number, &e);

		if (b.ranges)
			csv_ranges_release(b.ranges);
		if (st)
			fail(t->hall, number, st, &e);
	}
	table_fed(t->w->t);
	buf_free(&b.bytes);
	return NULL;
}

/* The thread that waits for input has the lock that guards the number of blocks. */
static int input_is_dry(void *arg)
{
	struct hall *h = arg;

	order_pause(h->out, h->blocks);
	return h->stop ? 0 : WAIT_MS;
}

int shard_crew(
	struct table *source, struct shard_worker *w, size_t n, shard_row_fn *row, struct order *out, struct err *e)
{
	struct hall h = {.source = source,
		.row = row,
		.out = out,
		.reading = PTHREAD_MUTEX_INITIALIZER,
		.failing = PTHREAD_MUTEX_INITIALIZER};
	struct thread *t = mem_alloc(n, sizeof *t, e);
	size_t started = 1;

	if (!t)
		return ST_SYSTEM;
	if (out)
		table_idle(source, (struct csv_idle){input_is_dry, &h});
	for (size_t i = 0; i < n; i++)
		t[i] = (struct thread){.hall = &h, .w = &w[i]};
	while (started < n && !pthread_create(&t[started].thread, NULL, work, &t[started]))
		started++;
	work(&t[0]); /* fewer threads than asked for do all the same */
	for (size_t i = 1; i < started; i++)
		pthread_join(t[i].thread, NULL);
	free(t);
	progress_stage(&source->progress, "%zu rows, all", (size_t)h.rows);
	table_idle(source, (struct csv_idle){0});
	if (h.status)
		*e = h.err;
	return h.status;
}

/* A worker's table. */
struct shard_table {
	struct table t;
	char apart[JOBS_APART];
};

struct shard {
	const struct shard_task *task;
	size_t n;               /* workers */
	struct table first;     /* reads the input */
	struct shard_table *t;  /* [n] the workers' */
	struct shard_worker *w; /* [n] */
	char *state;            /* [n] */
};

static void *state_of(const struct shard *s, size_t i)
{
	return s->state + i * (s->task->size + JOBS_APART);
}

static int start_states(struct shard *s, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < s->n; i++) {
		s->w[i] = (struct shard_worker){.t = &s->t[i].t, .state = state_of(s, i)};
		st = table_follow(s->w[i].t, &s->first, e);
		if (!st)
			st = s->task->start(s->w[i].state, s->w[i].t, e);
	}
	return st;
}

static int run_alone(struct shard *s, struct err *e)
{
	int st = s->task->start(s->state, &s->first, e);

	while (!st || st == ST_SKIP)
		st = s->task->row(s->state, e);
	return st == ST_END ? ST_OK : st;
}

static int run_many(struct shard *s, struct err *e)
{
	int st;

	s->t = mem_alloc(s->n, sizeof *s->t, e);
	s->w = mem_alloc(s->n, sizeof *s->w, e);
	if (!s->t || !s->w)
		return ST_SYSTEM;
	st = start_states(s, e);
	if (!st)
		st = shard_crew(&s->first, s->w, s->t[0].t.counts.numbered ? 1 : s->n, s->task->row, NULL, e);
	for (size_t i = 1; !st && i < s->n; i++)
		st = s->task->merge(state_of(s, 0), state_of(s, i), e);
	return st;
}

/* The first state is the result; everything else goes. */
static void finish(struct shard *s, void *state, struct table_counts *counts)
{
	*counts = s->first.counts;
	memcpy(state, s->state, s->task->size);
	for (size_t i = 1; i < s->n; i++)
		s->task->free(state_of(s, i));
	for (size_t i = 0; s->t && i < s->n; i++) {
		table_add_counts(counts, &s->t[i].t.counts);
		table_close(&s->t[i].t);
	}
	free(s->t);
	free(s->w);
	free(s->state);
}

int shard_run(const struct shard_task *task, const struct table_options *opt, const struct strings *files,
	const char *jobs, void *state, struct table_counts *counts, struct err *e)
{
	struct shard s = {.task = task};
	int st = jobs_count(jobs, &s.n, e);

	*counts = (struct table_counts){0};
	if (st)
		return st;
	s.state = mem_alloc(s.n, task->size + JOBS_APART, e);
	if (!s.state)
		return ST_SYSTEM;
	for (size_t i = 0; i < s.n; i++)
		memcpy(state_of(&s, i), state, task->size);
	if (!(st = table_open(&s.first, opt, files, e))) {
		st = s.n > 1 ? run_many(&s, e) : run_alone(&s, e);
		if (!st && task->end)
			st = task->end(s.state, e);
		finish(&s, state, counts);
		table_close(&s.first);
	} else {
		free(s.state);
	}
	return st;
}
