/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include "base/jobs.h"

enum { TASKS = 5000 };

/* Every task runs once, on a thread number that was promised. */
struct tally {
	int runs[TASKS];
	size_t jobs;
	int strange; /* thread numbers beyond */
};

static void count_run(void *ctx, size_t task, size_t thread)
{
	struct tally *t = ctx;

	t->runs[task]++;
	if (thread >= t->jobs)
		__atomic_add_fetch(&t->strange, 1, __ATOMIC_RELAXED);
}

static void test_jobs(void)
{
	static const size_t jobs[] = {1, 2, 3, 8, 1000};

	for (size_t j = 0; j < sizeof jobs / sizeof *jobs; j++)
		for (size_t n = 0; n <= TASKS; n = n * 10 + 5) {
			static struct tally t;
			size_t once = 0;

			t = (struct tally){.jobs = jobs[j] < JOBS_MAX ? jobs[j] : JOBS_MAX};
			jobs_run(jobs[j], n, count_run, &t);
			for (size_t i = 0; i < TASKS; i++)
				once += t.runs[i] == (i < n);
			CHECK(once == TASKS && !t.strange);
		}
}

int main(void)
{
	test_jobs();
	return check_end();
}
