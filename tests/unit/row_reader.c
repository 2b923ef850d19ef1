/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/table/row_reader: rows by their numbers in any order, with records that are no rows among them or not, and files that were
 * changed since. */
#include "table/row_reader.h"

#include "math/rng.h"
#include "text_file.h"

enum { ROWS = 200 };

static struct err e;

/* What a test reads: the number in the first column; a record without one is no row. */
struct reading {
	struct row_reader r;
	size_t number, records;
};

static int read_number(void *ctx, struct err *err)
{
	struct reading *x = ctx;
	double number;
	int st = table_next(&x->r.t, err);

	if (st)
		return st;
	x->records++;
	if (table_missing(&x->r.t, 0))
		return ST_SKIP;
	st = table_number(&x->r.t, 0, &number, err);
	x->number = (size_t)number;
	return st;
}

/* A row of each number; with holes a record without a number before every third. */
static void write_rows(char *path, size_t n, bool holes)
{
	char text[ROWS * 40] = "n,text\n", *p = text + strlen(text);

	strcpy(path, TEXT_FILE);
	for (size_t i = 0; i < n; i++)
		p += sprintf(p, "%s%zu,%s\n", holes && i % 3 == 0 ? ",hole\n" : "", i, i % 7 ? "w" : "\"two\nlines\"");
	text_file_make(path, text);
}

static void note(struct places *p, const struct table_run *run, bool holes)
{
	struct reading x = {0};
	size_t row = 0;
	int st;

	CHECK(!table_open(&x.r.t, run->options, run->files, &e));
	do {
		CHECK(!places_note(p, &x.r.t, row, &e));
		do
			st = read_number(&x, &e);
		while (st == ST_SKIP);
		row += !st;
	} while (!st);
	CHECK(st == ST_END && row == ROWS && x.records == ROWS + (holes ? (ROWS + 2) / 3 : 0));
	table_close(&x.r.t);
}

static void check(bool holes, size_t most, struct rng *g)
{
	char path[sizeof TEXT_FILE];
	const char *name = path;
	const struct strings files = {.v = &name, .n = 1};
	const struct table_options opt = {0};
	const struct table_run run = {&opt, &files, "test", 0, NULL};
	struct reading x = {0};
	struct places p;

	write_rows(path, ROWS, holes);
	CHECK(!places_init(&p, &files, &e));
	p.most = most;
	note(&p, &run, holes);
	CHECK(!row_reader_open(&x.r, &run, &e));
	for (int pass = 0; pass < 3; pass++)
		for (size_t i = 0; i < ROWS; i++) {
			size_t row = pass == 0 ? i : pass == 1 ? ROWS - 1 - i : rng_below(g, ROWS), before = x.records;

			CHECK(!row_reader_take(&x.r, &p, holes, row, read_number, &x, &e) && x.number == row);
			if (!pass) /* going on costs nothing */
				CHECK(x.records - before <= 2);
			CHECK(x.records - before <= 2 * p.step + 2);
		}
	CHECK(row_reader_take(&x.r, &p, holes, ROWS, read_number, &x, &e) == ST_DATA); /* there were more once */
	CHECK(strstr(e.text, path) && strstr(e.text, "was changed while it was read"));
	CHECK(!row_reader_take(&x.r, &p, holes, 5, read_number, &x, &e) && x.number == 5);
	CHECK(truncate(path, 50) == 0);
	CHECK(row_reader_take(&x.r, &p, holes, 0, read_number, &x, &e) == ST_DATA);
	row_reader_close(&x.r);
	row_reader_close(&x.r); /* closed already */
	places_free(&p);
	unlink(path);
}

int main(void)
{
	struct reading x = {0};
	struct rng g;
	const char *name = "/no/such/file";
	const struct strings files = {.v = &name, .n = 1};
	const struct table_options opt = {0};

	CHECK(!rng_init(&g, 6, &e));
	for (int holes = 0; holes < 2; holes++)
		for (size_t most = 2; most < 2 * ROWS; most *= 4)
			check(holes, most, &g);
	CHECK(row_reader_open(&x.r, &(struct table_run){&opt, &files, "test", 0, NULL}, &e) == ST_SYSTEM);
	row_reader_close(&x.r);
	rng_free(&g);
	return check_end();
}
