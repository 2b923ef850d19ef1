/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The frontier as a table, with what a figure compares it to: every agent alone, random mixing of single
 * agents, and an oracle who knows who is right.
 */
#ifndef L2D_FRONTIER_REPORT_H
#define L2D_FRONTIER_REPORT_H

#include "route/frontier_state.h"
#include "summary/summary.h"

/* The table policy, agent, lambda_min, lambda_max, cost, conf, accuracy, regret_oracle, regret_constant as a summary with
 * frontier_options. */
extern const struct summary_kind frontier_summary;

#endif
