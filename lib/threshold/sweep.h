/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A rule at many costs in one pass: for every price c0 of asking an expert, what the system does on
 * labelled rows; one row for every cost.
 */
#ifndef L2D_SWEEP_H
#define L2D_SWEEP_H

#include <stdbool.h>

#include "base/err.h"
#include "inference/interval.h"
#include "summary/summary.h"
#include "tune/sweep_costs.h"
#include "threshold/threshold_input.h"

/* What the reader is opened with. */
struct sweep_options {
	const struct threshold_options *rule;
	const struct sweep_costs *costs;
	const struct interval_options *interval;
	bool partial; /* a state is written */
};

/* What a state rests on besides the grid: the rule with its constants, and how the table is read. */
int sweep_sign(struct buf *signature, const char *grid, const struct sweep_options *o,
	const struct table_options *table, struct err *e);

/* The table c0, n, fraction_deferred, n_unscored, system_accuracy, model_accuracy, expert_accuracy, cost, regret_oracle, regret_constant as a
 * summary; with intervals the ends of each after its estimate.  Memory: the scores of all agents, 3 sums each, a thread, group and cost;
 * with intervals 17 sums a draw besides, each as inference/draw_sums.h.  Time: as l2d-score --interval without areas, for each
 * cost.  The costs of o are those of the grid.  ST_USAGE as sweep_costs_read. */
int sweep_run(const char *grid, const struct sweep_options *o, const struct summary *s, const struct strings *files,
	struct err *e);

#endif
