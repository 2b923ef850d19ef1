/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A rule at many costs in one pass: for every price c0 of asking an expert, what the system does on
 * labelled rows; one row for every cost.
 */
#ifndef L2D_SWEEP_H
#define L2D_SWEEP_H

#include <stddef.h>

#include "base/err.h"
#include "inference/interval.h"
#include "summary/summary.h"
#include "threshold/threshold_input.h"

struct sweep_costs {
	size_t n;     /* at least 1 */
	double *cost; /* [n] */
};

/* "LO:HI:STEP": LO, LO + STEP, ... up to HI.  The costs are decimals of 15 digits, so that 0.15 is 0.15.
 * ST_USAGE.  To be freed on ST_OK only. */
int sweep_costs_read(struct sweep_costs *s, const char *grid, struct err *e);
void sweep_costs_free(struct sweep_costs *s);

/* What the reader is opened with. */
struct sweep_options {
	const struct threshold_options *rule;
	const struct sweep_costs *costs;
	const struct interval_options *interval;
};

/* The table c0, n, fraction_deferred, n_unscored, system_accuracy, model_accuracy, expert_accuracy, cost, regret_oracle, regret_constant as a
 * summary without states; with intervals the ends of each after its estimate.  Memory: the scores of all agents, 3 sums each, a thread, group and cost;
 * with intervals 17 sums a draw besides, each as inference/draw_sums.h.  Time: as l2d-score --interval without areas, for each
 * cost.  The costs of o are those of the grid, and the seed of the draws is the rule's.  ST_USAGE as sweep_costs_read. */
int sweep_run(const char *grid, const struct sweep_options *o, const struct summary *s, const struct strings *files,
	struct err *e);

#endif
