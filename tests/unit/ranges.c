/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/csv/ranges: the ranges of a file, of any size, have the records of the whole file, with their lines, and the same
 * first error; of well-formed tables and of any bytes. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csv/ranges.h"
#include "math/rng.h"

/* What was read: every record as "LINE FIELD|FIELD|...", and the error at the end. */
struct record_log {
	struct buf text;
	struct err err;
	int st;
};

static void log_row(struct record_log *l, const struct csv_row *row)
{
	char line[32];
	struct err e;

	snprintf(line, sizeof line, "%zu ", row->line);
	buf_add_string(&l->text, line, &e);
	for (size_t i = 0; i < row->n; i++) {
		buf_add(&l->text, row->f[i].p, row->f[i].n, &e);
		buf_add_char(&l->text, '|', &e);
	}
	buf_add_char(&l->text, '\n', &e);
}

static void read_all(struct record_log *l, struct csv_reader *r)
{
	struct csv_row row;

	while (!(l->st = csv_reader_next(r, &row, &l->err)))
		log_row(l, &row);
}

static int open_bytes(const char *p, size_t n)
{
	char path[] = "/tmp/l2d-ranges-XXXXXX";
	int fd = mkstemp(path);

	unlink(path);
	CHECK(fd >= 0 && write(fd, p, n) == (ssize_t)n && lseek(fd, 0, SEEK_SET) == 0);
	return fd;
}

static void read_whole(struct record_log *l, int fd, size_t max_record)
{
	struct csv_reader r;

	lseek(fd, 0, SEEK_SET);
	CHECK(!csv_reader_init(&r, fd, "in", &l->err));
	r.max_record = max_record;
	read_all(l, &r);
	csv_reader_free(&r);
}

/* `header` records are read before the file is cut into ranges. */
static void read_ranges(struct record_log *l, int whole, size_t step, size_t header, size_t max_record)
{
	struct csv_reader first, r = {.max_record = max_record};
	struct csv_ranges *s;
	struct csv_row row;
	struct csv_block b = {0};
	int fd = dup(whole); /* the ranges close it */

	lseek(fd, 0, SEEK_SET);
	CHECK(!csv_reader_init(&first, fd, "in", &l->err));
	first.chunk = step;
	first.max_record = max_record;
	for (l->st = ST_OK; !l->st && header-- > 0;)
		if (!(l->st = csv_reader_next(&first, &row, &l->err)))
			log_row(l, &row);
	if (!l->st)
		l->st = csv_ranges_open(&s, &first, &l->err);
	if (!l->st && !s) {
		read_all(l, &first);
		close(fd);
	} else if (!l->st) {
		for (l->st = ST_END; l->st == ST_END && csv_ranges_take(s, &b); csv_ranges_release(s))
			if (!(l->st = csv_ranges_read(&r, &b, &l->err)))
				read_all(l, &r);
		csv_ranges_release(s);
	} else {
		close(fd);
	}
	csv_reader_free(&first);
	csv_reader_free(&r);
}

static void compare(const char *p, size_t n, size_t max_record)
{
	struct record_log whole = {0};
	int fd = open_bytes(p, n);

	read_whole(&whole, fd, max_record);
	for (size_t step = 1; step <= n + 1; step += 1 + step / 8)
		for (size_t header = 0; header < 2; header++) {
			struct record_log got = {0};

			read_ranges(&got, fd, step, header, max_record);
			check_report(got.st == whole.st && !strcmp(got.err.text, whole.err.text)
					&& got.text.n == whole.text.n
					&& (!got.text.n || !memcmp(got.text.p, whole.text.p, got.text.n)),
				__FILE__, __LINE__, "step %zu, header %zu: '%.*s': '%s', not '%s'", step, header,
				(int)n, p, got.err.text, whole.err.text);
			buf_free(&got.text);
		}
	buf_free(&whole.text);
	close(fd);
}

static void test_any_bytes(struct rng *r)
{
	static const char alphabet[] = "aaab,,\"\"\n\n\n\r ";
	char p[64];

	for (int trial = 0; trial < 800; trial++) {
		size_t n = rng_below(r, sizeof p);

		for (size_t i = 0; i < n; i++)
			p[i] = alphabet[rng_below(r, sizeof alphabet - 1)];
		compare(p, n, trial % 3 ? 0 : 1 + rng_below(r, 20));
	}
}

/* Well-formed: fields are plain, or quoted with newlines and quotes inside. */
static void test_tables(struct rng *r)
{
	static const char *const field[] = {
		"", "x", "12.5", "\"\"", "\"a,b\"", "\"\"\"\"", "\"two\nlines\"", "\"\n\n\"", "\"q\"\"\n\""};
	struct err e;

	for (int trial = 0; trial < 300; trial++) {
		const char *end = trial % 2 ? "\n" : "\r\n";
		struct buf b = {0};

		if (trial % 5 == 0)
			buf_add_string(&b, "\xef\xbb\xbf", &e);
		for (size_t rows = 1 + rng_below(r, 12); rows > 0; rows--) {
			for (size_t k = 0; k < 3; k++) {
				buf_add_string(&b, k ? "," : "", &e);
				buf_add_string(&b, field[rng_below(r, sizeof field / sizeof *field)], &e);
			}
			buf_add_string(&b, rows == 1 && trial % 3 == 0 ? "" : end, &e);
		}
		compare(b.p, b.n, 0);
		buf_free(&b);
	}
}

int main(void)
{
	struct rng r;
	struct err e;

	if (rng_init(&r, 7, &e))
		return 1;
	test_tables(&r);
	test_any_bytes(&r);
	rng_free(&r);
	return check_end();
}
