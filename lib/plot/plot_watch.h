/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Windows of l2d-watch over rows, one panel below the other: the accuracy, with the confidence sequence of its mean so far as
 * a shaded area; the coverage; and, of one stream, the share and the skill of each agent.  Windows that raised an alarm have
 * a line across all panels, with the alarms' names; an alarm about an agent is a dot on that agent's curve.  What is not
 * known in a window, as without labels, is a gap.
 */
#ifndef L2D_PLOT_WATCH_H
#define L2D_PLOT_WATCH_H

#include "figure/figure.h"
#include "plot/plot_rows.h"

enum { PLOT_WATCH_COLUMNS = 7 };

extern const struct plot_column plot_watch_columns[PLOT_WATCH_COLUMNS];
extern const struct plot_column plot_watch_families[PLOT_FAMILIES];

int plot_watch(const struct plot_rows *r, struct figure *f, struct err *e);

#endif
