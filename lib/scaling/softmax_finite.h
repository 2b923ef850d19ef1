/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Whether the likelihood of a map softmax(W l + b) has a finite optimum, told by a certificate and not by how far a search ran.
 *
 * Let the rows a_r of A be the gradients of u_y - u_j by the parameters that no penalty holds, one for each row of data and each
 * class j but its label y.  Either some direction has A d >= 0 and not 0, along which the likelihood rises for ever, or some mu > 0
 * has A' mu = 0 (Stiemke's lemma).  At theta the gradient is -A' mu with mu_r = w p_j > 0.  With H = A' diag(mu) A and
 * H h = A' mu, mu_r (1 - a_r h) is such a mu if every a_r h is below 1: near a finite optimum a_r h is next to 0,
 * and without one it is 1 or more for some r, however small the gradient.  H h = A' mu is solved by conjugate gradients.
 */
#ifndef L2D_SOFTMAX_FINITE_H
#define L2D_SOFTMAX_FINITE_H

#include "scaling/softmax_metric.h"

/* m was taken at theta, or near it.  ST_SYSTEM. */
int softmax_finite(const struct softmax_metric *m, const double *theta, bool *finite, struct err *e);

#endif
