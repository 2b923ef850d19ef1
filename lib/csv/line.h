/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A summary of one row whose columns are found as it is put together: names and numbers.
 */
#ifndef L2D_LINE_H
#define L2D_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"
#include "csv/report.h"

struct line_cell {
	double value;
	size_t count; /* when is_count: digits are never dropped */
	bool is_count;
};

struct line {
	struct names name;
	struct line_cell *cell; /* [name] */
	size_t cap;
	bool failed; /* memory ended; line_write says so */
};

void line_free(struct line *l);

/* Adds the column `name`, or name_SUFFIX where a suffix of n bytes is given. */
void line_add(struct line *l, const char *name, const char *suffix, size_t n, double value);
void line_add_count(struct line *l, const char *name, size_t count);

/* Writes the header and the row to fd. */
int line_write(const struct line *l, const struct report_options *opt, int fd, struct err *e);

#endif
