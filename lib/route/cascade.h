/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Cascades: agents are asked in a fixed order until one is confident enough; every agent asked is paid
 * for.
 *
 * A row goes on from stage k while conf_k < tau_k and is answered by the last stage at the latest.
 * Thresholds are fitted to maximise the mean gain (1 where the answer is right, or its expected value)
 * under a budget for the mean cost.  For two stages the best threshold is found exactly, by a scan over all
 * distinct confidences.  For more, each threshold in turn is set to its best value given the others
 * (exactly, by the same scan), first for the Lagrangian gain - lambda cost over a bisection of lambda, then
 * under the budget itself, until none improves, from starts where one of the stages is skipped: a local
 * optimum.  Memory O(n m), O(n m) time a scan after one sort per stage.
 */
#ifndef L2D_CASCADE_H
#define L2D_CASCADE_H

#include <stddef.h>

#include "base/err.h"
#include "math/order.h"

/* The stage that answers. */
size_t cascade_stop(const double *conf, const double *tau, size_t stages);

struct cascade {
	size_t n, m;    /* rows, stages */
	double *conf;   /* [n][m] */
	double *paid;   /* [n][m] cost of stages 0 .. k */
	double *gain;   /* [n][m] */
	double *weight; /* [n] */
	size_t cap[4];
	struct order *order; /* [m - 1] rows by conf of the stage, rising */
};

struct cascade_result {
	double cost, gain; /* means */
};

/* m > 0 stages, no rows. */
int cascade_init(struct cascade *c, size_t m, struct err *e);
void cascade_free(struct cascade *c);
/* One row; cost: [m] of each stage alone.  A row of weight 0 is left out. */
int cascade_add(
	struct cascade *c, const double *conf, const double *cost, const double *gain, double weight, struct err *e);

/* The means at given thresholds, tau: [m - 1]. */
struct cascade_result cascade_measure(const struct cascade *c, const double *tau);

/* ST_NUMERIC when even stopping always at the first stage costs more than the budget.  n > 0. */
int cascade_fit(struct cascade *c, double budget, double *tau, struct err *e);

#endif
