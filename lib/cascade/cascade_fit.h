/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The thresholds of a cascade: those of the largest mean gain (1 where the answer is right, or its expected value) under a
 * budget for the mean cost, over all distinct confidences as thresholds: by a scan for two stages, O(n log n) with the
 * sort, by branch and bound for more (cascade_search.h).  The order of the rows changes nothing.
 */
#ifndef L2D_CASCADE_FIT_H
#define L2D_CASCADE_FIT_H

#include "cascade/cascade.h"

struct cascade_fit {
	struct cascade_result mean; /* at the thresholds found */
	double bound; /* no thresholds within the budget have a larger mean gain: mean.gain where that is proven */
};

/* ST_NUMERIC when stopping always at the first stage costs more than the budget.  n > 0. */
int cascade_fit(const struct cascade *c, double budget, double *tau, struct cascade_fit *fit, struct err *e);

#endif
