/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "csv/writer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static void expect_text(struct csv_writer *w, const char *text)
{
	CHECK(w->out.n == strlen(text) && !memcmp(w->out.p, text, w->out.n));
	w->out.n = 0;
}

static void test_records(void)
{
	char comma[] = "a,b";
	struct name name = {comma, 3};
	struct csv_writer w;
	struct err e;

	csv_writer_init(&w, -1, 0);
	csv_write_string(&w, "say \"x\"");
	csv_write_name(&w, &name);
	csv_write_name(&w, NULL);
	csv_write_number(&w, .1);
	csv_write_number(&w, NAN);
	csv_write_count(&w, 0);
	csv_write_count(&w, 1234567890123456789u);
	csv_write_raw(&w, "r,\"s\"", 5);
	CHECK(!csv_write_end(&w, &e));
	expect_text(&w, "\"say \"\"x\"\"\",\"a,b\",,0.1,,0,1234567890123456789,r,\"s\"\n");
	csv_write_text(&w, "", 0); /* a record of one empty field is no empty line */
	CHECK(!csv_write_end(&w, &e));
	csv_write_number(&w, NAN);
	CHECK(!csv_write_end(&w, &e));
	csv_write_raw(&w, "", 0);
	csv_write_raw(&w, "", 0);
	CHECK(!csv_write_end(&w, &e));
	expect_text(&w, "\"\"\n\"\"\n,\n");
	csv_writer_free(&w);
}

/* The first failure is kept: nothing is written after it, and the end of every record and the closing tell it. */
static void test_failure(void)
{
	char big[100000];
	struct csv_writer w;
	struct err e = {0};

	memset(big, 'x', sizeof big);
	if (!CHECK(!csv_writer_create(&w, "/dev/full", 0, &e)))
		return;
	csv_write_text(&w, big, sizeof big);
	CHECK(csv_write_end(&w, &e) == ST_SYSTEM && !strcmp(e.text, "write error: No space left on device"));
	csv_write_text(&w, big, sizeof big);
	csv_write_number(&w, 1);
	CHECK(w.out.n == 0);
	CHECK(csv_write_end(&w, &e) == ST_SYSTEM);
	memset(&e, 0, sizeof e);
	CHECK(csv_writer_close(&w, ST_OK, &e) == ST_SYSTEM && strstr(e.text, "No space left"));
}

/* Picked fields: quoted ones, empty ones, one empty one; the buffer grows; what was flushed is not looked at again. */
static void test_pick(void)
{
	static const size_t back[] = {2, 0}, last[] = {1};
	struct csv_writer w, one;
	struct err e;
	char want[64 * 100] = "";

	csv_writer_init(&w, -1, 0);
	csv_write_string(&w, "before");
	CHECK(!csv_write_end(&w, &e) && !csv_writer_pick(&w, back, 2, 3, &e));
	for (int i = 0; i < 100; i++) {
		csv_write_string(&w, i % 2 ? "a \"b\", c" : "");
		csv_write_string(&w, "dropped,\n");
		csv_write_count(&w, 7);
		CHECK(!csv_write_end(&w, &e));
		strcat(want, i % 2 ? "7,\"a \"\"b\"\", c\"\n" : "7,\n");
	}
	CHECK(w.out.n == 7 + strlen(want) && !memcmp(w.out.p + 7, want, strlen(want)));
	csv_writer_free(&w);
	csv_writer_init(&one, -1, 0);
	CHECK(!csv_writer_pick(&one, last, 1, 2, &e));
	csv_write_count(&one, 1);
	csv_write_number(&one, NAN);
	CHECK(!csv_write_end(&one, &e));
	expect_text(&one, "\"\"\n");
	csv_writer_free(&one);
}

/* What failed elsewhere goes before what the writer would say, and drops what was not written, but for a trace. */
static void test_status(void)
{
	int ends[2];
	char got[8];
	struct csv_writer w;
	struct err e = {0};

	for (int whole = 0; whole < 2; whole++) {
		if (!CHECK(!pipe(ends)))
			return;
		csv_writer_init(&w, ends[1], 0);
		csv_write_count(&w, 7);
		CHECK(!csv_write_end(&w, &e));
		err_set(&e, ST_DATA, "bad");
		CHECK((whole ? csv_writer_close_whole : csv_writer_close)(&w, ST_DATA, &e) == ST_DATA);
		CHECK(!strcmp(e.text, "bad"));
		CHECK(read(ends[0], got, sizeof got) == (whole ? 2 : 0));
		close(ends[0]);
	}
}

int main(void)
{
	test_records();
	test_pick();
	test_failure();
	test_status();
	return check_end();
}
