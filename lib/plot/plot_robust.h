/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A system under attacks of growing size: its accuracy, and below the share of rows that no attack takes to the goal.
 */
#ifndef L2D_PLOT_ROBUST_H
#define L2D_PLOT_ROBUST_H

#include "figure/figure.h"
#include "plot/plot_rows.h"

enum { PLOT_ROBUST_COLUMNS = 3 };
extern const struct plot_column plot_robust_columns[PLOT_ROBUST_COLUMNS];

int plot_robust(const struct plot_rows *r, struct figure *f, struct err *e);

#endif
