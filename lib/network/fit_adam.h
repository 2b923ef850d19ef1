/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Adam over small batches of rows in a random order, which are all in memory: the first part of a fit (network/fit_run.h). */
#ifndef L2D_FIT_ADAM_H
#define L2D_FIT_ADAM_H

#include "network/fit_options.h"
#include "network/fit_work.h"

int fit_adam(const struct fit *f, const struct fit_options *o, struct fit_work *w, double *theta, struct err *e);

#endif
