/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void append(struct err *e, const char *fmt, va_list ap)
{
	size_t n = strlen(e->text);

	if (vsnprintf(e->text + n, sizeof e->text - n, fmt, ap) >= (int)(sizeof e->text - n))
		strcpy(e->text + sizeof e->text - 4, "...");
}

int err_set(struct err *e, int status, const char *fmt, ...)
{
	va_list ap;

	e->status = status;
	e->text[0] = '\0';
	va_start(ap, fmt);
	append(e, fmt, ap);
	va_end(ap);
	return status;
}

int err_at(struct err *e, int status, const char *file, size_t line, size_t column, const char *fmt, ...)
{
	va_list ap;

	err_set(e, status, "%.400s:%zu:%zu: ", file, line, column);
	va_start(ap, fmt);
	append(e, fmt, ap);
	va_end(ap);
	return status;
}

int err_memory(struct err *e)
{
	return err_set(e, ST_SYSTEM, "out of memory");
}

const char *err_excerpt(char out[ERR_EXCERPT], const char *s, size_t n)
{
	size_t shown = n > 60 ? 57 : n;
	char *o = out;

	for (size_t i = 0; i < shown; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0x20 || c == 0x7f)
			o += snprintf(o, 5, "\\x%02x", c);
		else
			*o++ = (char)c;
	}
	strcpy(o, shown < n ? "..." : "");
	return out;
}

int err_report(const struct err *e, const char *program)
{
	if (e->text[0])
		fprintf(stderr, "%s: %s\n", program, e->text);
	return e->status;
}

void err_report_skipped(size_t rows, const char *program)
{
	if (rows)
		fprintf(stderr, "%s: %zu row%s skipped: a needed cell is missing\n", program, rows,
			rows == 1 ? "" : "s");
}

void err_report_rounded(size_t cells, const char *program)
{
	if (cells)
		fprintf(stderr, "%s: %zu cell%s beyond [0, 1] by at most --round-off clipped\n", program, cells,
			cells == 1 ? "" : "s");
}

void err_report_replaced(const char *list, const char *program)
{
	if (*list)
		fprintf(stderr, "%s: replaced columns of the input: %s (--keep writes new ones beside them)\n", program,
			list);
}

void err_report_unanswered(size_t rows, const char *program)
{
	if (rows)
		fprintf(stderr, "%s: %zu row%s to an agent who has no answer there\n", program, rows,
			rows == 1 ? " goes" : "s go");
}
