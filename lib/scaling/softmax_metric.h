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
 * Where k matrices are too large one does for all classes: H of the doubt q (1 - q) in any class, and U_c = s_c U, s_c^2 being the
 * class's part of that; the search needs up to twice the steps then.
 *
 * Memory: k (k + 1)^2 doubles, or (k + 1)^2, and 2 k for each row of the sample.  Time: (k + 1)^2 / 2 products for each
 * of these and matrix, and k (k + 1)^2 for a change of variables.
 */
#ifndef L2D_SOFTMAX_METRIC_H
#define L2D_SOFTMAX_METRIC_H

#include "scaling/softmax_rows.h"

/* Scales alone, of theta of any sums; one U; one for each class.  A diagonal W has scales, whatever is asked for. */
enum softmax_metric_kind { SOFTMAX_SCALES, SOFTMAX_ONE, SOFTMAX_EACH };

struct softmax_metric {
	struct softmax_rows *r;
	double *scale;  /* [parameters], or s_c [k] */
	double *centre; /* [k], of a diagonal */
	size_t blocks;  /* matrices: k, 1, or 0, which is of scales */
	double *u;      /* [blocks][(k + 1)^2] U_c, and its transpose in the lower triangle; NULL: scales */
	/* The sample, in all processes: */
	size_t rows;
	double *row;   /* [rows][k + 1] logarithms and weights */
	double *doubt; /* [rows][k] roots of w q (1 - q) */
	double *line;  /* [jobs][SOFTMAX_BLOCK (k + 1)] */
};

int softmax_metric_init(struct softmax_metric *m, struct softmax_rows *r, enum softmax_metric_kind kind, struct err *e);
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
