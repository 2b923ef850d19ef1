/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Calibration maps of one score by a logistic model, fitted by maximum likelihood.
 *
 * Platt (1999): P = 1 / (1 + exp(-(a s + c))) of a score s, here the logit of a probability or any
 * number.  Smoothed targets, by choice, are Platt's: (N1 + 1)/(N1 + 2) for an event and 1/(N0 + 2)
 * for none (N1, N0: weights of events and of the others), which keep separable data finite.
 *
 * Beta (Kull, Silva Filho, Flach 2017, "abm"): logit P = a ln p - b ln(1 - p) + c with a, b >= 0,
 * so that the map is monotone.  The likelihood is concave: when the free optimum violates a
 * constraint, the constrained one has a violated coefficient at 0, and the better refit is it.
 *
 * Newton's method on standardised inputs (a shift or a scale of 1e5 costs no digits), halved where the
 * likelihood would fall.  Sums are exact: the result does not depend on the order of rows.
 * Convergence is judged by the step, not by the gradient: with separable data the gradient goes to 0
 * while the steps stay as long.  O(n) a pass, ten passes as a rule.
 */
#ifndef L2D_PLATT_BETA_H
#define L2D_PLATT_BETA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct sigmoid {
	double a; /* of s, or of ln p */
	double b; /* of -ln(1 - p); 0 for Platt's */
	double c; /* intercept */
};

/* s [n] finite; event [n]; w [n] >= 0, or NULL for 1.  ST_NUMERIC: all scores equal, one outcome
 * only, separable (the last two not with smooth), each with words of its own. */
int platt_fit(
	size_t n, const double *s, const bool *event, const double *w, bool smooth, struct sigmoid *m, struct err *e);

/* The same, not smooth, of the rows of all processes (parallel/peers.h), each of which calls it with its own. */
int platt_fit_together(size_t n, const double *s, const bool *event, const double *w, struct sigmoid *m, struct err *e);

/* lp [n] = ln p, lq [n] = -ln(1 - p), finite.  ST_NUMERIC as above, and when no increasing map is better
 * than a constant. */
int beta_fit(size_t n, const double *lp, const double *lq, const bool *event, const double *w, struct sigmoid *m,
	struct err *e);

#endif
