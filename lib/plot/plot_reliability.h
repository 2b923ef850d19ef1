/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Reliability diagrams: how often the event happened among the cases of a bin against their mean confidence, with
 * intervals, and below how many cases each bin holds.
 */
#ifndef L2D_PLOT_RELIABILITY_H
#define L2D_PLOT_RELIABILITY_H

#include "figure/figure.h"
#include "plot/plot_rows.h"

enum { PLOT_RELIABILITY_COLUMNS = 9 };
extern const struct plot_column plot_reliability_columns[PLOT_RELIABILITY_COLUMNS];

int plot_reliability(const struct plot_rows *r, struct figure *f, struct err *e);

#endif
