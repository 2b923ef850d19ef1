/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A change of variables that makes a linear head's objective round, so that a quasi-Newton method needs
 * few iterations.
 *
 * For each logit k, H_k = mean_i g_ik^2 (x_i, 1)(x_i, 1)' + l2 is the empirical Fisher information, at some
 * theta near the end, which for a loss that is a log-likelihood is the Hessian's block on average.  With H_k
 * = U_k' U_k (Cholesky), theta = P U^-1 phi.  P takes from the logits that may be shifted together without
 * changing the loss (the classes of a softmax) their mean: that direction has no curvature but l2's, and
 * steps of different U_k would stray into it.  It is only a metric: the minimum is the same whatever H_k is.
 *
 * Memory: nout (nin + 1)^2 doubles.  Time: a row nout (nin + 1)^2 flops, a change nout (nin + 1)^2.
 */
#ifndef L2D_PRECONDITION_H
#define L2D_PRECONDITION_H

#include <stddef.h>

#include "network/network.h"

struct precondition {
	const struct network *network;
	size_t n;     /* nin + 1 */
	size_t gauge; /* logits 0 .. gauge - 1 may be shifted together; 0: none */
	double *u;    /* [nout x n x n] row by row: H_k, then U_k in the upper triangle */
	double *row;  /* [PRECONDITION_ROWS x n] scratch */
	double scale; /* phi is in units of this */
};

#define PRECONDITION_ROWS 256

/* For a head without hidden layers.  Keeps h. */
int precondition_init(struct precondition *m, const struct network *h, size_t gauge, struct err *e);
void precondition_free(struct precondition *m);

/* Adds rows, at most PRECONDITION_ROWS: x [rows x nin], g [rows x nout] their gradients by the logits. */
void precondition_add(struct precondition *m, const double *x, const double *g, size_t rows);

/* Factors H_k / total + l2 I and a small ridge.  False when that cannot be done: then the metric is of no
 * use. */
int precondition_factor(struct precondition *m, double total, double l2);

/* theta = scale P U^-1 phi; phi = U theta / scale, theta being made P theta first; and the gradient by phi,
 * scale U^-T P grad, in place. */
void precondition_theta(const struct precondition *m, const double *phi, double *theta);
void precondition_phi(const struct precondition *m, double *theta, double *phi);
void precondition_gradient(const struct precondition *m, double *grad);

#endif
