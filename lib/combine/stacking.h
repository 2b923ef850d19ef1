/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Fitting a combiner by stacking (Wolpert 1992, "Stacked generalization"): its coefficients are those of a multinomial logistic
 * regression of the label on log p, with one slope, and on indicators of every expert's answers; an expert who said nothing adds
 * nothing.  The mean negative log-likelihood plus lambda / 2 times the squares of the coefficients, of the slope's distance from 1,
 * is strictly convex; L-BFGS.  Sums over rows are exact, so that their order does not matter.
 * One step: O(n k (1 + experts)).  Memory beside the rows: 1.1 kB a coefficient, of which there are 1 + k + experts k^2.
 */
#ifndef L2D_STACKING_H
#define L2D_STACKING_H

#include "combine/combiner.h"
#include "combine/confusion.h"

/* m has its names and room.  ST_NUMERIC: no convergence. */
int stacking_fit(struct combiner *m, double lambda, const struct combine_data *d, struct err *e);

#endif
