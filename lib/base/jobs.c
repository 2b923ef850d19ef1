/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/jobs.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "number/num_parse.h"

static size_t all_cores(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof set, &set) ? 1 : (size_t)CPU_COUNT(&set);
}

int jobs_count(const char *asked, size_t *jobs, struct err *e)
{
	const char *name = asked ? "--jobs" : "L2D_JOBS", *wrong = NULL;
	size_t n = 1;

	if (!asked)
		asked = getenv("L2D_JOBS");
	if (asked && !(wrong = num_parse_size(asked, strlen(asked), &n)) && n > JOBS_MAX)
		wrong = "not in [0, 1024]";
	if (wrong)
		return err_set(e, ST_USAGE, "%s: %s: '%.60s'", name, wrong, asked);
	*jobs = n ? n : all_cores();
	return ST_OK;
}

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
