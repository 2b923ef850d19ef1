/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/shard.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

struct shard {
	const struct shard_task *task;
	size_t n;           /* workers */
	struct table first; /* reads the input */
	struct table *t;    /* [n] the workers' */
	char *state;        /* [n] */
};

/* What the threads share; the lock guards all but the task. */
struct hall {
	pthread_mutex_t lock;
	struct table *first; /* read under the lock */
	const struct shard_task *task;
	size_t blocks;       /* handed out so far */
	bool stop;           /* no further blocks: the end, or an error */
	size_t failed_block; /* the earliest block with an error */
	int status;
	struct err err; /* of that block */
};

struct worker {
	struct hall *hall;
	struct table *t;
	void *state;
	pthread_t thread;
};

static void *state_of(const struct shard *s, size_t i)
{
	return s->state + i * s->task->size;
}

/* Notes an error unless an earlier block has one. */
static void fail(struct hall *h, size_t block, int status, const struct err *e)
{
	h->stop = true;
	if (h->status && h->failed_block < block)
		return;
	h->failed_block = block;
	h->status = status;
	h->err = *e;
}

/* The next block; false when there is none. */
static bool take_block(struct hall *h, struct csv_block *b, size_t *number)
{
	struct err e = {0};
	int st = ST_END;

	pthread_mutex_lock(&h->lock);
	if (!h->stop) {
		*number = h->blocks++;
		st = table_block(h->first, b, &e);
	}
	if (st == ST_END)
		h->stop = true;
	else if (st)
		fail(h, *number, st, &e);
	pthread_mutex_unlock(&h->lock);
	return !st;
}

/* Blocks are handed out in order, so every block before one with an error is parsed to its end. */
static void *work(void *arg)
{
	struct worker *w = arg;
	struct hall *h = w->hall;
	struct csv_block b = {0};
	struct err e = {0};
	size_t number;

	while (take_block(h, &b, &number)) {
		int st;

		table_feed(w->t, &b);
		do
			st = h->task->row(w->state, &e);
		while (!st || st == ST_SKIP);
		if (st == ST_END)
			continue;
		pthread_mutex_lock(&h->lock);
		fail(h, number, st, &e);
		pthread_mutex_unlock(&h->lock);
	}
	buf_free(&b.bytes);
	return NULL;
}

static int start_states(struct shard *s, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < s->n; i++) {
		st = table_follow(&s->t[i], &s->first, e);
		if (!st)
			st = s->task->start(state_of(s, i), &s->t[i], e);
	}
	return st;
}

static int run_threads(struct shard *s, struct err *e)
{
	struct hall hall = {.lock = PTHREAD_MUTEX_INITIALIZER, .first = &s->first, .task = s->task};
	struct worker *w = mem_alloc(s->n, sizeof *w, e);
	size_t started = 1;
	int st;

	if (!w)
		return ST_SYSTEM;
	for (size_t i = 0; i < s->n; i++)
		w[i] = (struct worker){.hall = &hall, .t = &s->t[i], .state = state_of(s, i)};
	while (started < s->n && !pthread_create(&w[started].thread, NULL, work, &w[started]))
		started++;
	work(&w[0]); /* fewer threads than asked for do all the same */
	for (size_t i = 1; i < started; i++)
		pthread_join(w[i].thread, NULL);
	free(w);
	st = hall.status;
	if (st)
		*e = hall.err;
	for (size_t i = 1; !st && i < s->n; i++)
		st = s->task->merge(state_of(s, 0), state_of(s, i), e);
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
	if (!s->t)
		return ST_SYSTEM;
	st = start_states(s, e);
	return st ? st : run_threads(s, e);
}

/* The first state is the result; everything else goes. */
static void finish(struct shard *s, void *state, struct table_counts *counts)
{
	*counts = s->first.counts;
	memcpy(state, s->state, s->task->size);
	for (size_t i = 1; i < s->n; i++)
		s->task->free(state_of(s, i));
	for (size_t i = 0; s->t && i < s->n; i++) {
		counts->skipped += s->t[i].counts.skipped;
		counts->rounded += s->t[i].counts.rounded;
		table_close(&s->t[i]);
	}
	free(s->t);
	free(s->state);
}

int shard_run(const struct shard_task *task, const struct table_options *opt, const struct strings *files, size_t jobs,
	void *state, struct table_counts *counts, struct err *e)
{
	struct shard s = {.task = task, .n = jobs};
	int st;

	memset(state, 0, task->size);
	*counts = (struct table_counts){0};
	if (!jobs)
		return err_set(e, ST_USAGE, "--jobs is at least 1");
	s.state = mem_alloc(s.n, task->size, e);
	if (!s.state)
		return ST_SYSTEM;
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
