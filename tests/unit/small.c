/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* What others stand on: tasks among threads, the order of classes, quasi-Newton steps. */
#include "check.h"

#include <string.h>

#include "base/jobs.h"
#include "optim/lbfgs_warm.h"
#include "table/classes.h"

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

/* Words, some of them used, and the order that they should come in. */
static void check_order(const char *const *words, size_t n, const bool *used, const char *const *want)
{
	struct names t = {0}, sorted = {0};
	struct err e = {0};
	size_t to[8], index, k = 0;

	for (size_t i = 0; i < n; i++)
		names_add(&t, words[i], strlen(words[i]), &index, &e);
	CHECK(!classes_sort(&t, used, &sorted, to, &e));
	for (; want[k]; k++)
		CHECK(k < sorted.n && !strcmp(sorted.name[k].s, want[k]));
	CHECK(sorted.n == k);
	for (size_t i = 0; i < n; i++)
		CHECK(used[i] ? to[i] < sorted.n && !strcmp(sorted.name[to[i]].s, words[i]) : to[i] == NAMES_NONE);
	names_free(&t);
	names_free(&sorted);
}

static void test_classes(void)
{
	static const bool all[8] = {1, 1, 1, 1, 1, 1, 1, 1}, some[8] = {1, 0, 1, 1};

	check_order((const char *[]){"10", "9", "-1", "2.5"}, 4, all, (const char *[]){"-1", "2.5", "9", "10", NULL});
	check_order((const char *[]){"10", "9", "b", "a"}, 4, all, (const char *[]){"10", "9", "a", "b", NULL});
	check_order((const char *[]){"10", "word", "9", "1e2"}, 4, some, (const char *[]){"9", "10", "1e2", NULL});
	check_order((const char *[]){"b"}, 1, (const bool[]){0}, (const char *[]){NULL});
}

/* Rosenbrock's function (1960), least at (1, 1); ctx counts evaluations. */
static double rosenbrock(void *ctx, const double *x, double *g)
{
	double a = 1 - x[0], b = x[1] - x[0] * x[0];

	++*(size_t *)ctx;
	g[0] = -2 * a - 400 * x[0] * b;
	g[1] = 200 * b;
	return a * a + 100 * b * b;
}

/* Never up, to the minimum, whatever the number of steps a call. */
static void test_quasi(void)
{
	for (size_t steps = 1; steps < 5; steps++) {
		double x[2] = {-1.2, 1}, g[2], value, before;
		size_t evaluations = 0;
		struct lbfgs_warm q;
		struct err e;

		before = rosenbrock(&evaluations, x, g);
		CHECK(!lbfgs_warm_init(&q, 2, &e));
		for (int call = 0; call < 100; call++) {
			value = lbfgs_warm_run(&q, rosenbrock, &evaluations, steps, x);
			CHECK(value <= before);
			CHECK(value == rosenbrock(&evaluations, x, g));
			before = value;
		}
		CHECK_NEAR(x[0], 1, 1e-6);
		CHECK_NEAR(x[1], 1, 1e-6);
		lbfgs_warm_free(&q);
	}
}

int main(void)
{
	test_jobs();
	test_classes();
	test_quasi();
	return check_end();
}
