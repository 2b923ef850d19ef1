/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Rows of files are found again, whatever places were forgotten; files that have changed, and what is no file, are refused. */
#include "table/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

enum { ROWS = 100 };

static void write_file(const char *path, int from, int to)
{
	FILE *f = fopen(path, "w");

	fprintf(f,
		"\xef\xbb\xbf"
		"n,text\n");
	for (int i = from; i < to; i++)
		fprintf(f, "%d,%s\n", i, i % 5 ? "word" : "\"two\nlines\"");
	fclose(f);
}

static int number(const struct table *t)
{
	return (int)strtol(t->row.f[0].p, NULL, 10);
}

static void note_all(struct places *p, const struct table_options *opt, const struct strings *files)
{
	struct err e;
	struct table t;
	size_t row = 0;

	CHECK(!table_open(&t, opt, files, &e));
	do
		CHECK(!places_note(p, &t, row, &e));
	while (!table_next(&t, &e) && ++row);
	CHECK(row == ROWS);
	table_close(&t);
}

/* Goes to every row from behind, by the place before it; lines are those of the file. */
static void go_to_all(const struct places *p, struct table *t)
{
	struct err e;

	for (size_t row = ROWS; row-- > 0;) {
		const struct place *at = places_before(p, row);

		CHECK(at->row <= row && row - at->row < p->step);
		CHECK(!places_go(p, t, at, &e));
		for (size_t i = at->row; i <= row; i++)
			CHECK(!table_next(t, &e) && number(t) == (int)i);
		CHECK(t->row.line == 2 + (row % 50) + (row % 50 + 4) / 5);
	}
}

int main(void)
{
	char folder[] = "/tmp/l2d-places-XXXXXX", a[64], b[64];
	const char *name[2] = {a, b};
	struct strings files = {.v = name, .n = 2};
	struct table_options opt = {0};
	struct places p;
	struct table t;
	struct err e = {0};

	CHECK(mkdtemp(folder) != NULL);
	snprintf(a, sizeof a, "%s/a", folder);
	snprintf(b, sizeof b, "%s/b", folder);
	write_file(a, 0, ROWS / 2);
	write_file(b, ROWS / 2, ROWS);
	for (size_t most = 1000; most > 1; most = most == 1000 ? 9 : most / 2) {
		CHECK(!places_init(&p, &files, &e));
		p.most = most;
		note_all(&p, &opt, &files);
		CHECK(p.n <= most);
		CHECK(!table_open_whole(&t, &opt, &files, &e));
		go_to_all(&p, &t);
		if (most == 1000) {
			write_file(b, ROWS / 2 - 1, ROWS);
			CHECK(places_go(&p, &t, places_before(&p, ROWS - 1), &e) == ST_DATA);
			CHECK(strstr(e.text, "was changed while it was read") != NULL);
			write_file(b, ROWS / 2, ROWS);
		}
		table_close(&t);
		places_free(&p);
	}
	name[1] = "/dev/null";
	CHECK(places_init(&p, &files, &e) == ST_USAGE);
	places_free(&p);
	name[1] = "-";
	CHECK(places_init(&p, &files, &e) == ST_USAGE);
	places_free(&p);
	unlink(a), unlink(b), rmdir(folder);
	return check_end();
}
