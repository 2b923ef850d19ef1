/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What a step wrote, a table without quotes in doubt: its cells as text, as they were.  Memory: the table.
 */
#ifndef L2D_RESULT_H
#define L2D_RESULT_H

#include "base/names.h"
#include "draw/put.h"

struct result {
	struct names column;
	struct buf text; /* of all cells */
	size_t *end;     /* [rows][column.n] where a cell ends in it, and the next one begins */
	size_t rows, cells, cap;
};

/* From the beginning of the open file, which is called by the name. */
int result_read(struct result *r, int fd, const char *name, struct err *e);
void result_free(struct result *r);

/* NAMES_NONE where there is none. */
size_t result_column(const struct result *r, const char *name);
/* An empty one where the column is NAMES_NONE. */
struct name result_cell(const struct result *r, size_t row, size_t column);
/* NaN where the cell is empty or no number. */
double result_number(const struct result *r, size_t row, size_t column);

/* The cell as <data value="ALL DIGITS">FOUR OF THEM</data>, a dash where it is empty; text that is no number as text. */
void put_result(struct text *t, const struct result *r, size_t row, size_t column);
/* The same of an estimate, with its interval in parentheses, from the columns NAME_lo and NAME_hi, where they are there. */
void put_estimate(struct text *t, const struct result *r, size_t row, const char *name);

#endif
