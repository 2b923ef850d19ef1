/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A few quasi-Newton steps on an objective that changes a little from call to call.
 *
 * In a generalised EM every M-step has an objective of its own, of nearly the same curvature as the one
 * before: the pairs of steps and gradient differences (L-BFGS, Nocedal 1980) live on, so that two
 * evaluations make an M-step.  Every step decreases the objective it is made on (Armijo's rule by
 * backtracking), which is all that EM needs to be monotone (Dempster, Laird & Rubin 1977, section 3).
 *
 * Memory: 2 LBFGS_WARM_PAIRS + 4 vectors.
 */
#ifndef L2D_LBFGS_WARM_H
#define L2D_LBFGS_WARM_H

#include <stddef.h>

#include "base/err.h"
#include "optim/optim.h"
#include "optim/pairs.h"

#define LBFGS_WARM_PAIRS 8

struct lbfgs_warm {
	size_t n; /* variables */
	struct pairs pairs;
	double *direction, *gradient, *trial, *next; /* [n] */
};

int lbfgs_warm_init(struct lbfgs_warm *q, size_t n, struct err *e);
void lbfgs_warm_free(struct lbfgs_warm *q);

/* Takes up to `steps` steps from x [n], in place; 1 + steps evaluations as a rule.  Returns the value
 * reached, never above the one at x. */
double lbfgs_warm_run(struct lbfgs_warm *q, optim_value_fn *value, void *ctx, size_t steps, double *x);

/* The same where the value f at x is known, and its gradient is in q->gradient: an evaluation less. */
double lbfgs_warm_from(struct lbfgs_warm *q, double f, optim_value_fn *value, void *ctx, size_t steps, double *x);

#endif
