/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Tasks shared among threads: whoever is free takes the next one.  What a task computes must depend on its
 * number alone, so that results do not depend on the number of threads.
 */
#ifndef L2D_JOBS_H
#define L2D_JOBS_H

#include <stddef.h>

#include "base/opt.h"

#define JOBS_OPTION(jobs)                                                                                              \
	{                                                                                                              \
		'j', "jobs", OPT_STRING, &(jobs), "N", "threads, 0: all cores; the result is the same for any number", \
			"L2D_JOBS, else 1"                                                                             \
	}

#define JOBS_MAX 1024 /* threads, as the option's limits say */

/* Bytes between what one thread writes and what another one uses: a cache line that both touch goes to and fro between their
 * cores with every write, and lines are fetched in pairs of 64 bytes. */
#define JOBS_APART 128

/* The threads that --jobs asks for, 1 .. JOBS_MAX: "0" are all cores that the process may use, NULL those of the environment
 * variable L2D_JOBS, or one.  ST_USAGE when that is no count. */
int jobs_count(const char *asked, size_t *jobs, struct err *e);

/* thread: 0 .. jobs - 1, to choose scratch by. */
typedef void jobs_task_fn(void *ctx, size_t task, size_t thread);

/* Runs tasks 0 .. n - 1 on at most `jobs` threads (at least 1), the caller's among them.  A thread that
 * cannot be made is no loss but time. */
void jobs_run(size_t jobs, size_t n, jobs_task_fn *task, void *ctx);

#endif
