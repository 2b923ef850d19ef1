/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Temperature scaling (Guo, Pleiss, Sun, Weinberger 2017, section 4.2): the probabilities
 * softmax(beta z) with one inverse temperature beta = 1/T for all classes, fitted by the
 * negative log-likelihood of the labels.
 *
 * The mean NLL is convex in beta (a log-partition function minus a linear term), with
 *   g(beta) = E[sum_k p_k z_k - z_y],   g'(beta) = E[Var_p(z)] >= 0,
 * so the optimum is the root of g: Newton steps, kept inside a bracket by bisection.  The
 * first pass takes beta = 0, where p is uniform, together with the limit beta = inf; it needs no
 * exponential and decides the degenerate cases exactly:
 *   g(0) >= 0      no beta > 0 is better than the uniform distribution;
 *   g(inf) <= 0    the label has the largest logit in every row: the NLL falls for ever.
 * Sums are exact, so beta does not depend on the order of the rows, nor on which of the processes (parallel/peers.h), all of which
 * fit it, has them.  One pass costs n k
 * exponentials; scaling all logits by c > 0 scales beta by 1/c.
 */
#ifndef L2D_TEMPERATURE_H
#define L2D_TEMPERATURE_H

#include <stddef.h>

#include "base/err.h"

enum temperature_status {
	TEMPERATURE_OK,
	TEMPERATURE_NOT_POSITIVE, /* the optimum is at beta <= 0 */
	TEMPERATURE_SEPARABLE,    /* the optimum is at beta = inf */
	TEMPERATURE_AT_BOUND,     /* the root of g lies beyond the largest beta that was tried */
	TEMPERATURE_CONSTANT,     /* the logits of every row are equal: any beta does */
};

struct temperature {
	double beta; /* 1/T; meaningful with TEMPERATURE_OK only */
	enum temperature_status status;
	size_t passes; /* over the data, the first one included */
};

/* z [n][k] logits, finite; y [n] in 0 .. k-1; w [n] weights >= 0, or NULL for 1. */
void temperature_fit(size_t n, size_t k, const double *z, const size_t *y, const double *w, struct temperature *t);

/* ST_OK, or ST_NUMERIC with the status in words. */
int temperature_check(const struct temperature *t, struct err *e);

#endif
