/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Whether a fit without a penalty has an optimum at all.
 *
 * Where the labels are separable, or level with a border, some weights make the loss fall for ever; the fit stops
 * somewhere on the way, where the gradient is small.  Losses made of exponentials in the tails tell that by themselves: out
 * there a loss exp(-t) has the slope -exp(-t) and the curvature exp(-t), so that Newton's step is 1 in t however far out it
 * is taken.  Near an optimum the step changes no logit by anything like that.  So the test is not how small the gradient is but
 * what Newton's step would do to the logits: O(iterations) evaluations of the gradient, by conjugate gradients with
 * products H d from central differences.
 */
#ifndef L2D_OPTIMUM_H
#define L2D_OPTIMUM_H

#include <stdbool.h>

#include "network/fit.h"

/* For a head without hidden layers, fitted to theta with l2 = 0. */
int optimum_finite(const struct fit *f, const double *theta, bool *finite, struct err *e);

#endif
