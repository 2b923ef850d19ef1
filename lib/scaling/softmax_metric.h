/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A change of the variables theta of a map softmax(W l + b), after which the likelihood's second derivatives are near 1, so that
 * a quasi-Newton method needs few steps.
 *
 * Diagonal W: x_c = s_c a_c, and the intercept at the centre of the class's logarithms, where the two are nearly independent.
 * Full W: logarithms of probabilities go up and down together, so that scales alone do not part them.  For each class c,
 * H_c = sum_i w_i q_ic (1 - q_ic) (l_i, 1)(l_i, 1)' + penalties is the Hessian's block; with H_c = U_c' U_c (Cholesky)
 * theta_c = U_c^-1 x_c (network/precondition.h does so for heads).  A vector that is added to all rows of W, or a number to all
 * intercepts, changes no probability; the penalties choose: sums of off-diagonal weights of a column and of intercepts are 0 where
 * they are least.  Only such theta are searched, so no variable has the penalty's tiny curvature alone.
 *
 * It is only a metric: the optimum is the same whatever H_c is, so that a sample of the rows will do.
 *
 * Memory: k (k + 1)^2 doubles, and k for each row of the sample; beyond SOFTMAX_BLOCKS classes scales alone, k^2.  Time: about
 * that of two evaluations for every 50 classes; k (k + 1)^2 products a change of variables.
 */
#ifndef L2D_SOFTMAX_METRIC_H
#define L2D_SOFTMAX_METRIC_H

#include "scaling/softmax_rows.h"

/* Some 430 MB. */
enum { SOFTMAX_BLOCKS = 375 };

struct softmax_metric {
	struct softmax_rows *r;
	double *scale;  /* [parameters]; NULL where there is u */
	double *centre; /* [k], of a diagonal */
	double *u;      /* [k][(k + 1)^2] U_c, and its transpose in the lower triangle */
	/* The sample, in all processes: */
	size_t rows;
	double *row;   /* [rows][k + 1] logarithms and weights */
	double *doubt; /* [rows][k] roots of w q (1 - q) */
	double *line;  /* [jobs][SOFTMAX_BLOCK (k + 1)] */
};

/* blocks: of a full W H_c, where there are not too many classes; else scales, of theta of any sums. */
int softmax_metric_init(struct softmax_metric *m, struct softmax_rows *r, bool blocks, struct err *e);
void softmax_metric_free(struct softmax_metric *m);

/* Takes the metric at theta. */
void softmax_metric_measure(struct softmax_metric *m, const double *theta);

/* theta of x; x of theta, and the gradient by x of that by theta, both in place. */
void softmax_metric_theta(const struct softmax_metric *m, const double *x, double *theta);
void softmax_metric_x(const struct softmax_metric *m, double *theta);
void softmax_metric_gradient(const struct softmax_metric *m, double *g);

/* Whether a penalty holds parameter i: it cannot run away; and the penalty's second derivative. */
bool softmax_penalised(const struct softmax_problem *p, size_t i);
double softmax_pull(const struct softmax_problem *p, size_t i);

#endif
