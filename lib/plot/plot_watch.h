/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Windows of l2d-watch: accuracy with the confidence sequence of its mean so far, and coverage, over rows; windows in which an
 * alarm was raised are marked.
 */
#ifndef L2D_PLOT_WATCH_H
#define L2D_PLOT_WATCH_H

#include "figure/figure.h"
#include "plot/plot_rows.h"

enum { PLOT_WATCH_COLUMNS = 6 };

extern const struct plot_column plot_watch_columns[PLOT_WATCH_COLUMNS];

int plot_watch(const struct plot_rows *r, struct figure *f, struct err *e);

#endif
