/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/limits/set_minutes: which limits a reading counts in, without classes; what they come to is tests/workload-glpk.bats'. */
#include "limits/set_minutes.h"

#include <math.h>
#include <string.h>

#include "check.h"

enum { M = 3 };

static bool member[M] = {true, false, true};
static struct set_line line[] = {
	{.agent = SET_EVERY, .set = NAMES_NONE, .price = INFINITY, .minutes = 5, .line = 2},
	{.agent = NAMES_NONE, .set = 0, .price = INFINITY, .minutes = INFINITY, .line = 3},
	{.agent = NAMES_NONE, .set = 0, .price = INFINITY, .minutes = 8, .line = 4},
	{.agent = 1, .set = NAMES_NONE, .price = INFINITY, .minutes = 6, .line = 5},
};

static void check_limits(struct set_limits *l, const struct names *class)
{
	const bool timed[M] = {false, true, true};
	struct set_minutes s;
	struct err e = {0};

	l->n = 3;
	CHECK(!set_minutes_init(&s, l, class, timed, &e));
	CHECK(s.n == 3);
	CHECK(s.hi[0] == 5 && s.hi[1] == 5 && s.hi[2] == 8);
	CHECK(!memcmp(s.from, (const size_t[M + 1]){0, 1, 2, 4}, sizeof(size_t[M + 1])));
	CHECK(!memcmp(s.limit, (const size_t[4]){2, 0, 1, 2}, sizeof(size_t[4])));
	CHECK(!strcmp(s.name.name[1].s, "bob (all rows) (minutes)"));
	CHECK(!strcmp(s.place.name[2].s, "senior (all rows) (minutes) [limits.csv:4]"));
	set_minutes_free(&s);
	l->n = 4; /* ann has one already */
	CHECK(set_minutes_init(&s, l, class, timed, &e) == ST_DATA);
	CHECK(strstr(e.text, "limits.csv:5") && strstr(e.text, "'ann (all rows) (minutes)' has a limit already"));
	set_minutes_free(&s);
}

/* The model's readings take no minutes without a column, unless it is named; everybody else must have one. */
static void check_timed(struct set_limits *l)
{
	struct err e = {0};

	l->n = 3;
	CHECK(!set_minutes_check(l, (const bool[M]){false, false, true}, &e));
	CHECK(set_minutes_check(l, (const bool[M]){true, true, false}, &e) == ST_DATA);
	CHECK(strstr(e.text, "limits.csv:4") && strstr(e.text, "'bob'"));
	l->n = 4;
	CHECK(set_minutes_check(l, (const bool[M]){true, false, true}, &e) == ST_DATA);
	line[3].agent = 0;
	CHECK(set_minutes_check(l, (const bool[M]){false, true, true}, &e) == ST_DATA);
	CHECK(!set_minutes_check(l, (const bool[M]){true, true, true}, &e));
}

int main(void)
{
	struct names agent = {0}, class = {0};
	struct set_limits l = {.agent = &agent, .file = "limits.csv", .line = line, .member = member};
	struct err e = {0};
	size_t index;

	CHECK(!names_add_words(&agent, (const char *const[]){"model", "ann", "bob", NULL}, &e));
	CHECK(!names_add_words(&l.set, (const char *const[]){"senior", NULL}, &e));
	CHECK(!names_add(&class, "", 0, &index, &e));
	check_limits(&l, &class);
	check_timed(&l);
	names_free(&agent);
	names_free(&class);
	names_free(&l.set);
	return check_end();
}
