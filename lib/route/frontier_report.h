/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The frontier as a table, with what a figure compares it to: every agent alone, random mixing of single
 * agents, and an oracle who knows who is right.
 */
#ifndef L2D_FRONTIER_REPORT_H
#define L2D_FRONTIER_REPORT_H

#include <stddef.h>

#include "decide/frontier.h"
#include "summary/summary.h"

struct frontier_report {
	size_t m;
	struct frontier frontier;
	struct spending *single; /* [m] over the rows where the agent may be asked */
	double best_oracle,
		best_constant;  /* while it is written: accuracies of the oracle and of the best single agent */
	struct spending oracle; /* over the rows where some agent is known to be right or wrong */
	size_t rows;            /* that have a weight */
	size_t *asked;          /* [m] rows where the agent may be asked */
};

/* The table policy, agent, lambda_min, lambda_max, cost, conf, accuracy as a summary without states, of a frontier_report as
 * accumulator and a route_input as reader, with its options. */
extern const struct summary_kind frontier_summary;

#endif
