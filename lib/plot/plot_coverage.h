/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Curves over coverage: a measure of the system, or the risk of the model, against the share of cases that the model
 * answers.
 */
#ifndef L2D_PLOT_COVERAGE_H
#define L2D_PLOT_COVERAGE_H

#include "figure/figure.h"
#include "plot/plot_rows.h"

enum { PLOT_COVERAGE_COLUMNS = 4 };
extern const struct plot_column plot_coverage_columns[PLOT_COVERAGE_COLUMNS], plot_risk_columns[PLOT_COVERAGE_COLUMNS];

int plot_coverage(const struct plot_rows *r, struct figure *f, struct err *e);

#endif
