/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Calibration of class probabilities by a linear map of their logarithms:
 *
 * Vector scaling (Guo et al. 2017, section 4.2): softmax(a_k ln p_k + b_k).
 * Dirichlet calibration (Kull et al. 2019): softmax(W ln p + b), with off-diagonal and intercept
 * regularisation (ODIR, their equation 3 and section 4):
 *   lambda / (k (k - 1)) sum_{i != j} W_ij^2 + mu / k sum_j b_j^2
 * added to the mean negative log-likelihood.  Both are convex and start from the identity.
 *
 * Limited-memory BFGS (optim/optim.h), n k exponentials and n k or n k^2 products an evaluation.  It works in parameters whose
 * second derivatives are 1, taken anew on the way: those of vector scaling are nearly independent then, and some 25
 * evaluations do, whatever k; Dirichlet's matrix takes as many with 10 classes, and some 100 with 200.
 */
#ifndef L2D_VECTOR_DIRICHLET_H
#define L2D_VECTOR_DIRICHLET_H

#include "scaling/softmax_rows.h"

/* theta [softmax_parameters].  ST_DATA: Dirichlet's matrix would take more than 1 GB.  ST_NUMERIC: a class without a row (vector scaling, which has no
 * optimum then), separable, not converged. */
int softmax_fit(const struct softmax_problem *p, double *theta, struct err *e);

/* p = softmax of the mapped lp; p [k] may not be lp. */
void softmax_apply(size_t k, bool full, const double *theta, const double *lp, double *p);

#endif
