/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A system under attack as a summary: for every R of a grid, what becomes of a table when each row on which an attack of norm at most R is
 * known to reach the goal is attacked, by the shortest change, and the others are not.
 *
 * Columns: radius; n; system_accuracy, coverage, cost and share_AGENT of the decisions so taken; reached, the share of weight of the rows that
 * are attacked, or at the goal already; certified, of those that no change of norm R takes there.  What is neither is not known; of a linear
 * model there is none of it.
 *
 * State: exact sums, 8 + agents of them for each R.
 */
#ifndef L2D_STRESS_SUMS_H
#define L2D_STRESS_SUMS_H

#include "robust/stress_input.h"
#include "summary/summary.h"

struct stress_sums_options {
	struct stress_input_options input; /* with outcomes; one goal */
	const double *radius;              /* [n] rising, at least 0 */
	size_t n;
};

/* Opened with struct stress_sums_options. */
extern const struct summary_kind stress_summary;

/* Adds what the sums are of to a signature. */
int stress_sums_sign(struct buf *signature, const struct stress_sums_options *o, double threshold, struct err *e);

#endif
