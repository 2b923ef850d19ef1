/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/workload/side_limits: whose minutes are limited, and what is refused.  What is solved is tests/workload-side.bats'. */
#include "workload/side_limits.h"

#include <string.h>

#include "check.h"

enum { M = 4 };

static struct names agent;
static size_t effort[M] = {NAMES_NONE, 7, 8, 9}; /* the model's minutes nobody says */

static int open_limits(struct side_limits *l, struct side_options *o, size_t n, const char **option, struct err *e)
{
	const struct side_input in = {.effort = effort};

	*o = (struct side_options){.minutes = {option, n, n}, .budget = INFINITY};
	return side_limits_open(l, o, &agent, &in, e);
}

/* A limit of an agent's own goes before that of all, wherever they stand. */
static void check_star(void)
{
	const char *option[] = {"*=30", "b=12.5"}, *turned[] = {"b=12.5", "*=30"};
	struct side_options o;
	struct side_limits l;
	struct err e = {0};

	for (int k = 0; k < 2; k++) {
		CHECK(!open_limits(&l, &o, 2, k ? turned : option, &e));
		CHECK(isinf(l.minutes[0]) && l.minutes[1] == 30 && l.minutes[2] == 12.5 && l.minutes[3] == 30);
		side_limits_free(&l);
	}
}

/* A line for each limit: of minutes, of a group, of money. */
static void check_lines(void)
{
	const char *option[] = {"a=0", "c=1e280"};
	struct workload_rows rows = {.m = M};
	struct side_options o;
	struct side_limits l;
	struct err e = {0};

	CHECK(!open_limits(&l, &o, 2, option, &e));
	CHECK(side_limits_lines(&l, &rows) == 2);
	o.budget = 5;
	CHECK(side_limits_lines(&l, &rows) == 3);
	rows.group_name.n = 6;
	CHECK(side_limits_lines(&l, &rows) == 9);
	side_limits_free(&l);
}

static void check_refused(int status, const char *words, size_t n, const char **option)
{
	struct side_options o;
	struct side_limits l;
	struct err e = {0};

	CHECK(open_limits(&l, &o, n, option, &e) == status);
	CHECK(strstr(e.text, words) != NULL);
	side_limits_free(&l);
}

int main(void)
{
	static const char *const name[M] = {"model", "a", "b", "c"};
	struct err e = {0};
	size_t index;

	for (int i = 0; i < M; i++)
		CHECK(!names_add(&agent, name[i], strlen(name[i]), &index, &e));
	check_star();
	check_lines();
	check_refused(ST_USAGE, "not NAME=HI", 1, (const char *[]){"a"});
	check_refused(ST_USAGE, "'a=-1'", 1, (const char *[]){"a=-1"});
	check_refused(ST_USAGE, "'a=1e281'", 1, (const char *[]){"a=1e281"});
	check_refused(ST_USAGE, "'a=nan'", 1, (const char *[]){"a=nan"});
	check_refused(ST_USAGE, "no such agent: 'd=1'", 1, (const char *[]){"d=1"});
	check_refused(ST_DATA, "how many minutes 'model'", 1, (const char *[]){"model=1"});
	check_refused(ST_USAGE, "'b' has a limit already", 2, (const char *[]){"b=1", "b=2"});
	names_free(&agent);
	return check_end();
}
