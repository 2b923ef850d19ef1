/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Bars of the share of cases that each agent answers; systems stand side by side.
 */
#ifndef L2D_PLOT_WORKLOAD_H
#define L2D_PLOT_WORKLOAD_H

#include "figure/figure.h"
#include "plot/plot_rows.h"

extern const struct plot_column plot_workload_columns[1];

int plot_workload(const struct plot_rows *r, struct figure *f, struct err *e);

#endif
