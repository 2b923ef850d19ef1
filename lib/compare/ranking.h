/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Measures that depend on the order of a system's rows: the area under the ROC curve and the area under risk over coverage
 * (AURC), as rank/areas has them, for many draws of the rows at once (ranking_draws).
 *
 * DeLong's structural components (DeLong, DeLong, Clarke-Pearson 1988): with theta the area, row i of class c, of n_c rows,
 * adds u_i = (the share of the other class that it is on the right side of - theta) / n_c to it, times sqrt(n_c / (n_c - 1)).
 * The variance of the area is sum u^2, that of the difference of two areas over the same rows sum (u_b - u_a)^2, which is
 * theirs exactly where the classes are the same rows in both; where they are not, as with two models that err on different
 * rows, the components are joined row by row.  With weights n_c is Kish's effective number.
 *
 * AURC: a block of m units of weight, e of them wrong, after A units with E wrong ones adds
 * sum over j = 1..m of (E + j e / m) / (A + j) = e + (E - A e / m) (H(A + m) - H(A)), H the harmonic numbers; without a common
 * measure of the weights H is the logarithm.
 */
#ifndef L2D_RANKING_H
#define L2D_RANKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "math/order.h"

/* The rows of one system. */
struct ranking {
	size_t n;
	const double *weight; /* [n] */
	const uint64_t *key;  /* [n] of their draws */
	bool whole;           /* weights are whole numbers */
	double *score;        /* [n] */
	bool *event;          /* [n] the class that scores high: AUROC; the model is wrong: AURC */
	struct order order;   /* by score; items are 0 .. n - 1 */
};

/* Room for n rows; the caller fills score and event. */
int ranking_init(struct ranking *r, size_t n, struct err *e);
void ranking_free(struct ranking *r);
int ranking_sort(struct ranking *r, struct err *e);

/* NaN where a class has no rows. */
double ranking_auroc(const struct ranking *r);
double ranking_aurc(const struct ranking *r);

/* u [n] of the rows; corrected: with the factor n_c / (n_c - 1). */
void ranking_components(const struct ranking *r, bool corrected, double *u);

/* What a block of m units of weight, e of them wrong, adds to the area under risk after `before` units, `wrong` of them wrong. */
double ranking_risk_step(double before, double wrong, double m, double e, bool whole);

#endif
