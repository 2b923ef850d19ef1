/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/csv/share: the shares of a file have its records, each once, with their lines; numbers of records before; files dealt. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csv/share.h"
#include "math/rng.h"

/* "LINE RECORD|" for every record from here on; their number. */
static size_t log_records(struct buf *text, struct csv_reader *r)
{
	struct csv_row row;
	struct err e;
	size_t n = 0;
	char line[32];

	for (; !csv_reader_next(r, &row, &e); n++) {
		snprintf(line, sizeof line, "%zu ", row.line);
		buf_add_string(text, line, &e);
		buf_add(text, row.raw, row.rawn, &e);
		buf_add_char(text, '|', &e);
	}
	return n;
}

static void open_table(struct csv_reader *r, int fd, size_t chunk)
{
	struct csv_row row;
	struct err e;

	lseek(fd, 0, SEEK_SET);
	CHECK(!csv_reader_init(r, fd, "in", &e));
	r->chunk = chunk;
	CHECK(!csv_reader_next(r, &row, &e));
}

static void compare(const struct buf *b, size_t chunk)
{
	char path[] = "/tmp/l2d-share-XXXXXX";
	struct buf want = {0};
	struct csv_reader r;
	struct err e;
	int fd = mkstemp(path);

	unlink(path);
	CHECK(fd >= 0 && write(fd, b->p, b->n) == (ssize_t)b->n);
	open_table(&r, fd, chunk);
	log_records(&want, &r);
	csv_reader_free(&r);
	for (size_t n = 1; n < b->n + 3; n += 1 + n / 4) {
		struct buf got = {0}, name = {0};
		size_t records = 1, before;

		for (size_t k = 1; k <= n; k++) {
			open_table(&r, fd, chunk);
			CHECK(!csv_share_begin(&r, &(struct csv_share){k, n, false}, &name, &e));
			if (!r.eof && r.offset - (r.end - r.start) <= r.limit)
				CHECK(!csv_share_records(&r, r.offset - (r.end - r.start), &before, &e)
					&& before == records);
			records += log_records(&got, &r);
			csv_reader_free(&r);
		}
		CHECK(got.n == want.n && (!got.n || !memcmp(got.p, want.p, got.n)) && !name.p);
		buf_free(&got);
	}
	buf_free(&want);
	close(fd);
}

static void test_tables(struct rng *r)
{
	static const char *const field[] = {
		"", "x", "12.5", "\"\"", "\"a,b\"", "\"\"\"\"", "\"two\nlines\"", "\"\n\n\"", "\"q\"\"\n\""};
	struct err e;

	for (int trial = 0; trial < 200; trial++) {
		struct buf b = {0};

		buf_add_string(&b, "header\n", &e);
		for (size_t rows = 1 + rng_below(r, 9); rows > 0; rows--) {
			for (int k = 0; k < 1 + trial % 3; k++) {
				buf_add_string(&b, k ? "," : "", &e);
				buf_add_string(&b, field[rng_below(r, sizeof field / sizeof *field)], &e);
			}
			buf_add_string(&b, rows == 1 && trial % 5 == 0 ? "" : trial % 2 ? "\n" : "\r\n", &e);
		}
		compare(&b, 1 + rng_below(r, 40));
		buf_free(&b);
	}
}

static void test_files(void)
{
	for (size_t n = 1; n < 12; n++)
		for (size_t files = 1; files < 12; files++) {
			size_t next = 0, first, end;

			for (size_t k = 1; k <= n; k++) {
				csv_share_files(&(struct csv_share){k, n, false}, files, &first, &end);
				CHECK(first == next && end >= first && end - first <= files / n + 1
					&& end - first >= files / n);
				next = end;
			}
			CHECK(next == files);
		}
}

static void test_parse(void)
{
	struct csv_share s;
	struct err e;

	CHECK(!csv_share_parse(&s, "3/7", true, &e) && s.k == 3 && s.n == 7 && s.plain);
	CHECK(!csv_share_parse(&s, NULL, false, &e) && !s.n);
	CHECK(csv_share_parse(&s, "8/7", false, &e) == ST_USAGE);
	CHECK(csv_share_parse(&s, NULL, true, &e) == ST_USAGE);
}

int main(void)
{
	struct rng r;
	struct err e;

	if (rng_init(&r, 7, &e))
		return 1;
	test_parse();
	test_files();
	test_tables(&r);
	rng_free(&r);
	return check_end();
}
