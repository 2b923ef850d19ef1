/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Quality against cost: what l2d-route --frontier writes.  The frontier is a line, every single agent a dot of its name, what
 * random mixing of single agents reaches a grey line, the oracle a dot; accuracy_lo and accuracy_hi, if there, are intervals.
 */
#ifndef L2D_PLOT_FRONTIER_H
#define L2D_PLOT_FRONTIER_H

#include "figure/figure.h"
#include "plot/plot_rows.h"

enum { PLOT_FRONTIER_COLUMNS = 4 };
extern const struct plot_column plot_frontier_columns[PLOT_FRONTIER_COLUMNS];
extern const char *const plot_frontier_group[]; /* policy, agent */

int plot_frontier(const struct plot_rows *r, struct figure *f, struct err *e);

#endif
