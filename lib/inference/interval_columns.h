/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Intervals as columns: after a column NAME that has one the columns NAME_lo and NAME_hi, or NAME_WHAT_lo and NAME_WHAT_hi
 * where it is not one for NAME but says WHAT.
 *
 * The last column, interval, names the method of the former; the others have percentiles, but with WHAT = simultaneous the draws are
 * deviations, see inference/interval.h.
 *
 * A row of a table is computed once from the rows and once from every draw, by the same function; here the cells of the draws are
 * gathered, and the row put together.  Memory: 8 bytes a column and draw.
 */
#ifndef L2D_INTERVAL_COLUMNS_H
#define L2D_INTERVAL_COLUMNS_H

#include <stddef.h>

#include "csv/line.h"
#include "inference/interval.h"

extern const char INTERVAL_SIMULTANEOUS[]; /* as struct column has it */

struct interval_columns {
	size_t columns, draws;
	double *value; /* [columns][draws] */
};

/* For rows of that many columns. */
int interval_columns_init(struct interval_columns *x, size_t columns, size_t draws, struct err *e);
void interval_columns_free(struct interval_columns *x);

/* Keeps the cells of a draw [columns]. */
void interval_columns_draw(struct interval_columns *x, const struct column *c, size_t draw);

/* The interval of column i, whose draws are put into another order. */
struct interval interval_columns_of(struct interval_columns *x, size_t i, double estimate, double level);

/* Adds to a line the cells of another one, or n columns, each that has an interval with it: that of the draws kept, or (x NULL: a
 * header) without one. */
void interval_columns_add(struct interval_columns *x, const struct line *l, double level, struct line *to);

#endif
