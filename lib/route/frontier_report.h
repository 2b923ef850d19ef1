/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The frontier as a table, with what a figure compares it to: every agent alone, random mixing of single
 * agents, and an oracle who knows who is right.
 */
#ifndef L2D_FRONTIER_REPORT_H
#define L2D_FRONTIER_REPORT_H

#include <stddef.h>

#include "decide/frontier.h"
#include "inference/draw_sums.h"
#include "inference/interval.h"
#include "route/route_input.h"
#include "summary/summary.h"

struct frontier_options {
	struct route_input_options in;
	struct interval_options interval;
	bool partial; /* a state is written */
};

struct frontier_report {
	size_t m; /* agents; where states are read, those that have turned up */
	size_t single_cap, asked_cap, alone_cap;
	struct frontier frontier;
	struct spending *single; /* [m] over the rows where the agent may be asked */
	double best_oracle,
		best_constant;   /* while it is written: accuracies of the oracle and of the best single agent */
	struct spending oracle;  /* over the rows where some agent is known to be right or wrong */
	size_t rows;             /* that have a weight */
	size_t *asked;           /* [m] rows where the agent may be asked */
	size_t constant;         /* the best single agent, while it is written; m: none */
	struct draw_sums *alone; /* [m] with intervals: of the single agents, */
	struct draw_sums shared; /* of the oracle, of the frontier's current policy */
	size_t draws;
	double level; /* of intervals; 0: none */
};

/* Room for m agents. */
int frontier_report_reserve(struct frontier_report *r, size_t m, struct err *e);

/* The table policy, agent, lambda_min, lambda_max, cost, conf, accuracy, regret_oracle, regret_constant as a summary with
 * frontier_options. */
extern const struct summary_kind frontier_summary;

#endif
