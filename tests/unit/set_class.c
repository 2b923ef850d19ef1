/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/limits/set_class: every line of a limits file against every class of rows, by hand: whether it is about it, what its limit is called,
 * which classes share one, and of whom it is. */
#include "limits/set_class.h"

#include "text_file.h"

enum { AGENTS = 3, DAYS = 2, SITES = 2, LINES = 6 };

static struct err e;
static struct names agents;

static void read_limits(struct set_limits *l, const char *sets, const char *limits)
{
	static char path[] = TEXT_FILE, file[] = TEXT_FILE;
	const char *name = file;
	struct table t;

	text_file_make(path, sets);
	text_file_make(file, limits);
	CHECK(!set_limits_sets(l, &agents, path, &e));
	CHECK(!table_open_file(&t, &name, &e));
	CHECK(!set_limits_read(l, &agents, file, &t, &e));
	table_close(&t);
	unlink(path);
	unlink(file);
}

/* The names of the classes mon north, mon south, tue north, tue south. */
static void read_classes(const struct set_limits *l, struct buf class[DAYS * SITES])
{
	char path[] = TEXT_FILE;
	const char *name = path;
	struct table t;
	size_t *column;

	text_file_make(path, "day,id,site\nmon,1,north\nmon,2,south\ntue,3,north\ntue,4,south\n");
	CHECK(!table_open_file(&t, &name, &e));
	CHECK(!set_limits_columns(l, &t, &column, &e));
	for (int i = 0; i < DAYS * SITES; i++)
		CHECK(!table_next(&t, &e) && !set_limits_class(&t, column, l->column.n, &class[i], &e));
	free(column);
	table_close(&t);
	unlink(path);
}

/* Line by line: the classes that it is about, as bits; those of them that share its limits with class mon north; agent 1's limit's name on tue south. */
static const struct {
	unsigned holds, shares;
	const char *called;
	bool has[AGENTS];
} want[LINES] = {
	{15, 15, "bob (all rows)", {false, true, false}},
	{3, 3, "seniors (day=mon)", {true, false, true}},
	{15, 3, "seniors (day=tue) at 0.5", {true, false, true}},
	{15, 1, "everybody (day=tue site=south)", {true, true, true}},
	{5, 5, "bob (site=north)", {true, true, true}},
	{12, 0, "everybody (day=tue site=south)", {true, true, true}},
};

static void check_line(const struct set_limits *l, size_t i, struct buf class[DAYS * SITES])
{
	const struct set_line *line = &l->line[i];
	struct buf key[DAYS * SITES] = {{0}}, called = {0};
	struct name last = {class[DAYS * SITES - 1].p, class[DAYS * SITES - 1].n};
	size_t agent = line->set == NAMES_NONE && line->agent != NAMES_NONE ? 1 : NAMES_NONE;

	for (int c = 0; c < DAYS * SITES; c++) {
		bool holds;

		CHECK(!set_line_holds(l, line, &(struct name){class[c].p, class[c].n}, &key[c], &holds, &e));
		CHECK(holds == (want[i].holds >> c & 1));
		if (holds && want[i].shares)
			CHECK((key[c].n == key[0].n
				      && !memcmp(key[c].p ? key[c].p : "", key[0].p ? key[0].p : "", key[0].n))
				== (want[i].shares >> c & 1));
	}
	CHECK(!set_line_name(l, line, agent, want[i].holds >> 3 ? &last : NULL, &called, &e));
	check_report(called.p && !strcmp(called.p, want[i].called) && called.n == strlen(want[i].called), __FILE__,
		__LINE__, "line %zu: '%s'", i, called.p);
	for (size_t a = 0; a < AGENTS; a++)
		CHECK(set_line_has(l, line, line->agent == SET_EVERY ? NAMES_NONE : line->agent, a) == want[i].has[a]);
	CHECK(line->agent != SET_EVERY || (set_line_has(l, line, 2, 2) && !set_line_has(l, line, 2, 1)));
	for (int c = 0; c < DAYS * SITES; c++)
		buf_free(&key[c]);
	buf_free(&called);
}

/* The same as the groups in which the classes are. */
static void check_groups(const struct set_limits *l, const struct set_line *line, const struct names *class,
	unsigned holds, unsigned shares)
{
	struct set_groups g;
	unsigned seen = 0;

	CHECK(!set_line_groups(l, line, class, &g, &e));
	for (size_t k = 0; k < g.n; k++) {
		unsigned bits = 0;

		CHECK(g.from[k] < g.from[k + 1]);
		for (size_t i = g.from[k]; i < g.from[k + 1]; i++) {
			CHECK(i == g.from[k] || g.class[i - 1] < g.class[i]);
			bits |= 1U << g.class[i];
		}
		CHECK(!(bits & seen) && (!(bits & 1) || bits == shares));
		CHECK(!k || g.class[g.from[k - 1]] < g.class[g.from[k]]);
		seen |= bits;
	}
	CHECK(seen == holds);
	set_groups_free(&g);
}

int main(void)
{
	struct names names = {0};
	struct set_limits l = {0};
	struct buf class[DAYS * SITES] = {{0}};

	CHECK(!names_add_words(&agents, (const char *const[]){"ann", "bob", "cy", NULL}, &e));
	read_limits(&l, "set,agent\nseniors,ann\nseniors,cy\n",
		"agent,set,day,site,lo,hi,price\nbob,,,,,2,\n,seniors,mon,,1,,\n,seniors,*,,,4,.5\n,,*,*,,3,\n*,,,north,,1,\n,,tue,*,,9,\n");
	CHECK(l.n == LINES && l.column.n == 2);
	read_classes(&l, class);
	for (int c = 0; c < DAYS * SITES; c++)
		CHECK(!names_add_list(&names, &(struct name){class[c].p, class[c].n}, 1, &e));
	for (size_t i = 0; i < l.n; i++) {
		check_line(&l, i, class);
		check_groups(&l, &l.line[i], &names, want[i].holds, want[i].shares);
	}
	names_free(&names);
	for (int c = 0; c < DAYS * SITES; c++)
		buf_free(&class[c]);
	set_limits_free(&l);
	names_free(&agents);
	return check_end();
}
