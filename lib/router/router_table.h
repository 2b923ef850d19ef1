/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The table of l2d-score --router: the measures of router_score.h and router_ranking.h, with intervals where they are asked for, as
 * a summary with states.  Time of intervals: 0.12 us a draw and row with a score, as the curve of every draw is made anew.
 */
#ifndef L2D_ROUTER_TABLE_H
#define L2D_ROUTER_TABLE_H

#include "router/router_score.h"
#include "summary/summary.h"

/* With router_options. */
extern const struct summary_kind router_summary;

#endif
