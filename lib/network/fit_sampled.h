/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* L-BFGS that goes first to samples of the rows, and on in a metric that is taken there: a part of network/fit_run.h. */
#ifndef L2D_FIT_SAMPLED_H
#define L2D_FIT_SAMPLED_H

#include "network/fit_work.h"
#include "optim/optim.h"

/* From theta in place; start: the norm of the gradient there.  problem is that of all rows. */
int fit_sampled(struct fit_work *w, const struct optim *problem, double start, double *theta, struct optim_result *r,
	struct err *e);

#endif
