/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Minimising F of network/fit.h: Adam over small batches (fit_adam), L-BFGS first over samples of the rows (fit_sampled), L-BFGS over all.
 */
#ifndef L2D_FIT_RUN_H
#define L2D_FIT_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "network/fit.h"
#include "network/fit_options.h"

/* Whether auto is Adam. */
bool fit_takes_adam(enum fit_method method, bool hidden, size_t rows, size_t features);

/* Minimises F from theta [nparam] in place.  Adam, where chosen, is followed by L-BFGS, so that both stop at
 * the gradient's norm, relative to the norm at the given theta.  ST_OK even if that was not reached:
 * see r->converged and fit_check.  Adam has all rows in memory. */
int fit_run(const struct fit *f, const struct fit_options *o, double *theta, struct optim_result *r, struct err *e);

/* ST_NUMERIC, with words, unless r converged. */
int fit_check(const struct fit_options *o, const struct optim_result *r, struct err *e);

#endif
