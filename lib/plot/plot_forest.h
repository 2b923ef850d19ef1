/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Forests: a row for each name, with a number as a dot and its interval, and a line at what it is compared with: 0 where the
 * numbers are differences (l2d-compare), else the number for all rows where a table of groups has it (l2d-score, l2d-ece).
 * (Lewis and Clarke, BMJ 322, 2001.)
 */
#ifndef L2D_PLOT_FOREST_H
#define L2D_PLOT_FOREST_H

#include "figure/figure.h"
#include "plot/plot_rows.h"

enum { PLOT_FOREST_COLUMNS = 3 };
extern const struct plot_column plot_forest_columns[PLOT_FOREST_COLUMNS];
extern const char *const plot_forest_group[]; /* a, b, measure: of l2d-compare */

int plot_forest(const struct plot_rows *r, struct figure *f, struct err *e);

/* Binds the roles to NAME, NAME_lo and NAME_hi; the bindings are in `text`, which the list borrows. */
int plot_forest_value(const char *name, struct strings *columns, struct buf text[PLOT_FOREST_COLUMNS], struct err *e);

#endif
