/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/jobs.h"

#include <pthread.h>
#include <stdatomic.h>

struct jobs {
	jobs_task_fn *task;
	void *ctx;
	size_t n;
	atomic_size_t next;   /* the next task that nobody works on */
	atomic_size_t thread; /* the next thread's number */
};

static void *work(void *arg)
{
	struct jobs *j = arg;
	size_t thread = atomic_fetch_add(&j->thread, 1);

	for (size_t i; (i = atomic_fetch_add(&j->next, 1)) < j->n;)
		j->task(j->ctx, i, thread);
	return NULL;
}

void jobs_run(size_t jobs, size_t n, jobs_task_fn *task, void *ctx)
{
	struct jobs j = {.task = task, .ctx = ctx, .n = n};
	pthread_t thread[JOBS_MAX];
	size_t made = 0;

	while (made + 1 < jobs && made + 1 < n && made < JOBS_MAX - 1 && !pthread_create(&thread[made], NULL, work, &j))
		made++;
	work(&j);
	while (made-- > 0)
		pthread_join(thread[made], NULL);
}
