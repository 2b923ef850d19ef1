/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Fuzzing: the reader must give libcsv's fields for every byte sequence, by both paths, at a read size
 * that the first byte chooses; inputs that libcsv treats in a way of its own (l2d-csv(5)) are left out. */
#include <csv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "csv/csv.h"
#include "csv/sniff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct err err;

static void on_field(void *p, size_t n, void *arg)
{
	buf_add_char(arg, '|', &err);
	buf_add(arg, p, n, &err);
}

static void on_record(int c, void *arg)
{
	(void)c;
	buf_add(arg, "|\n", 2, &err);
}

static bool read_libcsv(const char *s, size_t n, struct buf *out)
{
	struct csv_parser p;
	bool ok;

	csv_init(&p, CSV_STRICT | CSV_STRICT_FINI);
	ok = csv_parse(&p, s, n, on_field, on_record, out) == n && !csv_fini(&p, on_field, on_record, out);
	csv_free(&p);
	return ok;
}

static bool read_ours(int fd, size_t chunk, bool all_libcsv, struct buf *out)
{
	struct csv_reader r;
	struct csv_row row;
	int st;

	csv_reader_init(&r, fd, "fuzz", &err);
	r.chunk = chunk;
	r.all_libcsv = all_libcsv;
	lseek(fd, 0, SEEK_SET);
	while (!(st = csv_reader_next(&r, &row, &err))) {
		for (size_t i = 0; i < row.n; i++)
			on_field((void *)(uintptr_t)row.f[i].p, row.f[i].n, out);
		on_record(0, out);
	}
	csv_reader_free(&r);
	return st == ST_END;
}

/* Blank lines, blanks at the ends of fields, lone CRs, a BOM and what is another format are ours by intention. */
static bool libcsv_agrees(const char *s, size_t n)
{
	if ((n >= 3 && !memcmp(s, "\xef\xbb\xbf", 3)) || sniff(s, n))
		return false;
	for (size_t i = 0; i < n; i++)
		if (s[i] == ' ' || s[i] == '\t' || (s[i] == '\r' && (i + 1 == n || s[i + 1] != '\n'))
			|| (s[i] == '\n' && (!i || s[i - 1] == '\n')) || (s[i] == '\r' && (!i || s[i - 1] == '\n')))
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf reference = {0}, ours = {0};
	int fd = memfd_create("fuzz", 0);
	bool ok, agrees;

	if (!size || fd < 0 || write(fd, data + 1, size - 1) != (ssize_t)(size - 1))
		goto done;
	agrees = libcsv_agrees((const char *)data + 1, size - 1);
	ok = read_libcsv((const char *)data + 1, size - 1, &reference);
	for (int all = 0; all < 2; all++) {
		ours.n = 0;
		bool read = read_ours(fd, 1 + data[0], agrees && all, &ours);

		if (agrees
			&& (read != ok
				|| (ok && (ours.n != reference.n || (ours.n && memcmp(ours.p, reference.p, ours.n))))))
			abort();
	}
done:
	close(fd);
	buf_free(&reference);
	buf_free(&ours);
	return 0;
}
