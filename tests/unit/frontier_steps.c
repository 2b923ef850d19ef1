/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/decide/frontier_steps: a frontier by way of the states of its halves is the frontier of all rows. */
#include "decide/frontier_steps.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "math/rng.h"

enum { ROWS = 40, AGENTS = 3 };

static struct outcome row[ROWS][AGENTS];

/* Prices and confidences of sixteenths, some outcomes unknown, some agents not to be asked. */
static void rows(void)
{
	struct rng r;
	struct err e = {0};

	CHECK(!rng_init(&r, 5, &e));
	for (int i = 0; i < ROWS; i++)
		for (int a = 0; a < AGENTS; a++)
			row[i][a] = (struct outcome){.cost = floor(rng_uniform(&r) * 16) / 16,
				.conf = a && rng_uniform(&r) < .2 ? NAN : floor(rng_uniform(&r) * 16) / 16,
				.right = rng_uniform(&r) < .2 ? NAN : rng_uniform(&r) < .5};
	rng_free(&r);
}

static void add(struct frontier *f, int from, int to)
{
	struct err e = {0};

	for (int i = from; i < to; i++)
		CHECK(!frontier_add(f, row[i], AGENTS, 1 + i % 3, &e));
}

/* The state of the rows, behind what is in the file. */
static void write_state(int fd, int from, int to)
{
	const struct report_options opt = {0};
	struct frontier f = {0};
	struct state_out o;
	struct err e = {0};
	int st;

	add(&f, from, to);
	st = state_out_init(&o, &opt, "test", fd, &e);
	CHECK(!st);
	if (!st)
		st = spending_write(&f.at, "at", &o, &e);
	if (!st)
		st = spending_write(&f.free, "free", &o, &e);
	if (!st)
		st = frontier_write_steps(&f, &o, &e);
	CHECK(!state_out_close(&o, st, &e));
	frontier_free(&f);
}

static int take(void *arg, struct state_item *i, bool *taken, struct err *e)
{
	struct frontier *f = arg;

	*taken = spending_read(&f->at, "at", i) || spending_read(&f->free, "free", i);
	return *taken ? ST_OK : frontier_read_step(f, i, taken, e);
}

static int read_states(const char *file, struct frontier *f, struct err *e)
{
	const struct table_options opt = {0};

	return state_read(&opt, &(struct strings){&file, 1, 1}, "test", take, f, e);
}

static bool same(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static void check_same_points(struct frontier *got, struct frontier *want)
{
	struct frontier_point p, q;
	struct err e = {0};
	int points = 0;

	CHECK(!frontier_sort(got, &e) && !frontier_sort(want, &e));
	CHECK(got->n == want->n);
	while (frontier_next(want, &q)) {
		if (!CHECK(frontier_next(got, &p)))
			return;
		CHECK(p.low == q.low && p.high == q.high && p.mean.cost == q.mean.cost && p.mean.conf == q.mean.conf);
		CHECK(same(p.mean.accuracy, q.mean.accuracy));
		points++;
	}
	CHECK(!frontier_next(got, &p));
	CHECK(points > 10);
	CHECK(spending_result(&got->free).conf == spending_result(&want->free).conf);
}

/* A step whose weight is none is no step. */
static void check_refused(const char *path)
{
	const struct report_options opt = {0};
	const double number[] = {0, .5, 1, 1, .75, 1, 0, 3};
	struct frontier f = {0};
	struct state_out o;
	struct err e = {0};
	int fd = open(path, O_WRONLY | O_TRUNC);

	CHECK(!state_out_init(&o, &opt, "test", fd, &e));
	CHECK(!state_out_close(&o, state_write_numbers(&o, "step", .25, number, 8, &e), &e));
	CHECK(read_states(path, &f, &e) == ST_DATA);
	CHECK(strstr(e.text, "no step of a row") != NULL);
	frontier_free(&f);
}

int main(void)
{
	char path[] = "/tmp/l2d-steps-XXXXXX";
	struct frontier all = {0}, joined = {0};
	struct err e = {0};
	int fd = mkstemp(path);

	rows();
	add(&all, 0, ROWS);
	write_state(dup(fd), 0, ROWS / 2);
	write_state(fd, ROWS / 2, ROWS);
	CHECK(!read_states(path, &joined, &e));
	check_same_points(&joined, &all);
	check_refused(path);
	unlink(path);
	frontier_free(&all);
	frontier_free(&joined);
	return check_end();
}
