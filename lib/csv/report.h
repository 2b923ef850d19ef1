/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A table of a program's own: a summary.  --tag NAME=VALUE puts constant columns on the left, so
 * that the tables of many runs concatenate; where rows are grouped (-g, summary/groups.h), the groups' columns follow on them.
 * --fields LIST says which of the other columns are written, and in which order.
 */
#ifndef L2D_REPORT_H
#define L2D_REPORT_H

#include <stddef.h>

#include "base/names.h"
#include "base/opt.h"
#include "csv/writer.h"

struct report_options {
	struct strings tags; /* --tag */
	size_t digits;       /* --digits; 0: shortest that reads back */
	struct names group;  /* the columns of --group */
	const char *fields;  /* --fields; NULL: all */
};

#define REPORT_OPTIONS(o)                                                                                              \
	{'t', "tag", OPT_LIST, &(o).tags, "NAME=VALUE", "a constant column on the left (repeatable)", NULL},           \
		{0, "fields", OPT_STRING, &(o).fields, "COLUMN,...",                                                   \
			"write only these columns, in this order, behind those of tags and groups", "all"},            \
		DIGITS_OPTION((o).digits)

#define DIGITS_OPTION(digits)                                                                                          \
	{                                                                                                              \
		0, "digits", OPT_COUNT, &(digits), "N", "significant digits of numbers", "shortest that reads back",   \
			"[1, 17]"                                                                                      \
	}

struct report {
	const struct report_options *opt;
	struct name
		group; /* of the rows that follow: the CSV record of its cells; n = 0: of no group, all cells empty; not a copy */
	struct csv_writer w;
};

/* Writes the header: the tags, the groups' and the n columns.  ST_USAGE for a malformed tag, or a tag or a group's column that is
 * a column, or a field that is none.  After a
 * failure there is nothing to close. */
int report_open(struct report *r, const struct report_options *opt, const struct names *columns, int fd, struct err *e);
/* The same with the columns as a list that NULL ends. */
int report_open_list(
	struct report *r, const struct report_options *opt, const char *const *columns, int fd, struct err *e);
/* The same in a file that is created, or emptied. */
int report_create(struct report *r, const struct report_options *opt, const char *const *columns, const char *path,
	struct err *e);

/* Starts a row: writes the tags' values and the group's cells.  Then one cell per column through csv_write_*(&r->w, ...), then
 * csv_write_end. */
void report_row(struct report *r);

/* As csv_writer_close. */
int report_close(struct report *r, int status, struct err *e);

#endif
