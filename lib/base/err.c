/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/err.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Control characters, line and paragraph separators, and what turns the direction of writing round. */
static bool harmful(unsigned long c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* The bytes of the UTF-8 character at s that may be shown as they are; 0: s[0] may not. */
static size_t shown_as_is(const unsigned char *s, size_t n)
{
	size_t length = s[0] < 0x80 ? 1 : s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	static const unsigned char mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	static const unsigned long least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned long c = s[0] & mask[length];

	if (length > n || (s[0] >= 0x80 && s[0] < 0xc2) || s[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	return c < least[length] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) || harmful(c) ? 0 : length;
}

/* Writes n bytes, escaped, into a text of `size` bytes with its end; false when they do not all fit. */
static bool escape(char *out, size_t size, const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		const unsigned char *c = (const unsigned char *)s + i;
		size_t m = shown_as_is(c, n - i), need = m ? m : 4;

		if (need >= size)
			break;
		if (m)
			memcpy(out, s + i, m);
		else
			snprintf(out, size, "\\x%02x", *c);
		out += need;
		size -= need;
		i += m ? m : 1;
		if (i == n) {
			*out = '\0';
			return true;
		}
	}
	*out = '\0';
	return n == 0;
}

static void append(struct err *e, const char *fmt, va_list ap)
{
	char raw[sizeof e->text];
	size_t n = strlen(e->text), room = sizeof e->text - 3, want = (size_t)vsnprintf(raw, sizeof raw, fmt, ap);

	/* Three bytes are kept for the mark of what was cut. */
	if (n < room && (!escape(e->text + n, room - n, raw, strlen(raw)) || want >= sizeof raw))
		strcat(e->text, "...");
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
	char name[404]; /* room is left for the message */
	va_list ap;

	escape(name, sizeof name, file, strlen(file));
	err_set(e, status, "%s:%zu:%zu: ", name, line, column);
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

	/* No character is cut in two. */
	for (size_t i = 0; shown < n && i < 3 && ((unsigned char)s[shown] & 0xc0) == 0x80; i++)
		shown--;
	escape(out, ERR_EXCERPT, s, shown);
	strcat(out, shown < n ? "..." : "");
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

void err_report_unknown(size_t rows, const char *program)
{
	if (rows)
		fprintf(stderr, "%s: %zu row%s left out of the fit: an agent's outcome is not known there\n", program,
			rows, rows == 1 ? " is" : "s are");
}

void err_report_rejected(size_t rows, const char *program)
{
	if (rows)
		fprintf(stderr, "%s: the table has no experts: %zu row%s rejected\n", program, rows,
			rows == 1 ? " is" : "s are");
}

void err_report_numbered(bool numbered, const char *program)
{
	if (numbered)
		fprintf(stderr, "%s: the table has no column 'id': intervals depend on the rows' order\n", program);
}
