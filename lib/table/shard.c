#include "table/shard.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/buf.h"

/* What the threads share; the lock guards all but the task. */
struct hall {
	pthread_mutex_t lock;
	struct table *first;           /* read under the lock */
	const struct shard_task *task;
	size_t blocks;                 /* handed out so far */
	bool stop;                     /* no further blocks: the end, or an error */
	size_t failed_block;           /* the earliest block with an error */
	int status;
	struct err err;                /* of that block */
};

struct worker {
	struct hall *hall;
	struct table *t;
	void *state;
	pthread_t thread;
};

void *shard_state(const struct shard *s, const struct shard_task *task, size_t i)
{
	return s->state + i * task->size;
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
		while (!st);
		if (st == ST_END)
			continue;
		pthread_mutex_lock(&h->lock);
		fail(h, number, st, &e);
		pthread_mutex_unlock(&h->lock);
	}
	buf_free(&b.bytes);
	return NULL;
}

static int start_states(struct shard *s, const struct shard_task *task, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < s->n; i++) {
		struct table *t = s->n > 1 ? &s->t[i] : &s->first;

		if (s->n > 1)
			st = table_follow(t, &s->first, e);
		if (!st)
			st = task->start(shard_state(s, task, i), t, e);
	}
	return st;
}

static int run_threads(struct shard *s, const struct shard_task *task, struct err *e)
{
	struct hall hall = {.lock = PTHREAD_MUTEX_INITIALIZER, .first = &s->first, .task = task};
	struct worker *w = mem_alloc(s->n, sizeof *w, e);
	size_t started = 1;
	int st;

	if (!w)
		return ST_SYSTEM;
	for (size_t i = 0; i < s->n; i++)
		w[i] = (struct worker){.hall = &hall, .t = &s->t[i], .state = shard_state(s, task, i)};
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
		st = task->merge(shard_state(s, task, 0), shard_state(s, task, i), e);
	return st;
}

static int run_alone(struct shard *s, const struct shard_task *task, struct err *e)
{
	int st;

	do
		st = task->row(shard_state(s, task, 0), e);
	while (!st);
	return st == ST_END ? ST_OK : st;
}

int shard_run(struct shard *s, const struct shard_task *task, const struct table_options *opt,
	const struct strings *files, size_t jobs, struct err *e)
{
	int st;

	*s = (struct shard){.n = jobs ? jobs : 1};
	if ((st = table_open(&s->first, opt, files, e))) {
		s->n = 0;
		return st;
	}
	s->t = mem_alloc(s->n, sizeof *s->t, e);
	s->state = mem_alloc(s->n, task->size, e);
	if (!s->t || !s->state) {
		s->n = s->state ? s->n : 0;
		return ST_SYSTEM;
	}
	st = start_states(s, task, e);
	if (!st)
		st = s->n > 1 ? run_threads(s, task, e) : run_alone(s, task, e);
	return st;
}

size_t shard_skipped(const struct shard *s)
{
	size_t n = s->first.skipped;

	for (size_t i = 0; s->t && i < s->n; i++)
		n += s->t[i].skipped;
	return n;
}

void shard_free(struct shard *s)
{
	for (size_t i = 0; s->t && i < s->n; i++)
		table_close(&s->t[i]);
	table_close(&s->first);
	free(s->t);
	free(s->state);
	*s = (struct shard){0};
}
