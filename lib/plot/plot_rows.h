/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows that a figure is drawn from, told apart into lines: one for every file, and with --group for every value in it.
 *
 * What is read of a row is said by a list of columns, so a kind of figure reads nothing itself.  Memory: O(rows), of the
 * columns drawn.
 */
#ifndef L2D_PLOT_ROWS_H
#define L2D_PLOT_ROWS_H

#include "plot/plot_layout.h"

int plot_rows_init(struct plot_rows *r, const struct plot_layout *layout, struct err *e);
void plot_rows_free(struct plot_rows *r);

/* Adds the lines of one file.  `group` are columns whose values tell lines apart.  Lines are called by the label, or where it
 * is NULL and `named` by the file.  ST_DATA for what cannot be drawn. */
int plot_rows_read(struct plot_rows *r, const struct table_options *opt, const struct names *group,
	const struct name *label, bool named, const char *file, struct err *e);

/* Whether a line has points, and all wanted columns in some. */
bool plot_rows_has(const struct plot_rows *r, const struct plot_line *l);
/* ST_DATA where one has not. */
int plot_rows_check(const struct plot_rows *r, struct err *e);

/* The line's name for the key; s is NULL where it is alone and has none. */
struct name plot_rows_name(const struct plot_rows *r, size_t line);

#endif
