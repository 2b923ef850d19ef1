/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The one argmax, softmax, log-sum-exp and logistic function of the project.
 * All work on doubles in an order fixed by the vector, so results are reproducible.
 */
#ifndef L2D_VEC_H
#define L2D_VEC_H

#include <stddef.h>

/* The place of the largest element; the first one of equals.  n > 0. */
size_t vec_argmax(const double *x, size_t n);

/* That element. */
double vec_max(const double *x, size_t n);

/* log(sum(exp(x))), shifted by the maximum; -inf for n = 0 or when all are -inf. */
double vec_logsumexp(const double *x, size_t n);

/* p = softmax(x); p may be x. */
void vec_softmax(const double *x, size_t n, double *p);
/* The same; returns the log-sum-exp. */
double vec_softmax_lse(const double *x, size_t n, double *p);

/* The same for rows x [rows x n]; lse [rows] gets the log-sum-exps. */
void vec_softmax_rows(const double *x, size_t rows, size_t n, double *p, double *lse);

/* -sum_k q_k log softmax(z)_k of q [n], which need not sum to 1; its gradient g [n] by z. */
double vec_cross_entropy(const double *z, const double *q, size_t n, double *g);
/* The same where the log-sum-exp lse of z is known and g is its softmax. */
double vec_cross_entropy_of(const double *z, double lse, const double *q, size_t n, double *g);

/* 1 / (1 + exp(-x)) without overflow, relative error of a few units in the last place. */
double logistic(double x);

/* log(1 + exp(x)); the logistic loss phi(z) = log(1 + exp(-z)) is softplus(-z). */
double softplus(double x);

/* The same, and its slope, the logistic function, for the price of one exponential. */
double softplus_slope(double x, double *slope);

/* log(p / (1 - p)), infinite at 0 and 1. */
double logit(double p);

#endif
