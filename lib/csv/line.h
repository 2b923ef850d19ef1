/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Columns by name: a summary whose columns are found as a row of it is put together, and tables whose rows are lists of
 * named cells.
 */
#ifndef L2D_LINE_H
#define L2D_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"
#include "csv/report.h"

/* A column and its cell in a row. */
struct column {
	const char *name;
	enum column_kind { COLUMN_NUMBER, COLUMN_COUNT, COLUMN_TEXT, COLUMN_WORD } kind;
	double value;            /* of a number, NaN: empty */
	size_t count;            /* of a count, NAMES_NONE: empty */
	const struct name *text; /* of a text, NULL: empty */
	const char *word;        /* of a word, NULL: empty */
	const char *
		interval; /* of a number: "" when NAME_lo and NAME_hi are its interval's ends, "_WHAT" when NAME_WHAT_lo
	                          * and NAME_WHAT_hi are; NULL: it has none */
};

struct line {
	struct names name;
	struct column *cell; /* [name] whose own names are not used */
	size_t cap;
	bool failed; /* memory ended; report_line says so */
	bool twice;  /* two columns have one name; report_open_line says so */
};

void line_free(struct line *l);

/* Adds the column `name`, or name_SUFFIX where a suffix of n bytes is given; one that has an interval. */
void line_add(struct line *l, const char *name, const char *suffix, size_t n, double value);
void line_add_count(struct line *l, const char *name, size_t count);
/* The column NAMESUFFIX with that cell. */
void line_add_cell(struct line *l, const struct name *name, const char *suffix, const struct column *cell);

/* report_open with the columns of the line; report_row and its cells. */
int report_open_line(struct report *r, const struct report_options *opt, const struct line *l, int fd, struct err *e);
int report_line(struct report *r, const struct line *l, struct err *e);

/* Adds n columns as they are. */
void line_add_cells(struct line *l, const struct column *c, size_t n);

/* Adds the n columns, name_SUFFIX each where suffix is not NULL; none of them is a text or a word. */
void line_add_columns(struct line *l, const struct column *c, size_t n, const char *suffix);

/* report_open with the columns' names; report_row and a row of their cells. */
int report_open_columns(
	struct report *r, const struct report_options *opt, const struct column *c, size_t n, int fd, struct err *e);
int report_columns(struct report *r, const struct column *c, size_t n, struct err *e);

#endif
