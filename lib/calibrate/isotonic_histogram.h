/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Calibration maps that are read off a table of knots.
 *
 * Isotonic regression (Zadrozny & Elkan 2002) by pool-adjacent-violators: the knots are the ends of its
 * blocks.  Between knots the value is interpolated linearly, or, as a step, that of the last knot at or below
 * x (continuous from the right); beyond the outer knots it is theirs.
 *
 * Histogram binning (Zadrozny & Elkan 2001): the weighted frequency of events in the bin of x, one bin rule
 * at fit and at use (base/edges).  A bin without calibration rows keeps its midpoint.
 */
#ifndef L2D_ISOTONIC_HISTOGRAM_H
#define L2D_ISOTONIC_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "math/edges.h"

struct knots {
	size_t n;
	double *x; /* [n] rising */
	double *y; /* [n] */
};

void knots_free(struct knots *k);

/* x [n], event [n] 0 or 1 (or any number), w [n] or NULL; threads that sort, 0 is 1.  ST_NUMERIC without a row of positive weight. */
int isotonic_fit(
	size_t n, const double *x, const double *event, const double *w, size_t jobs, struct knots *k, struct err *e);
double isotonic_apply(const struct knots *k, bool interpolate, double x);

/* At most `bins` bins of [0, 1]; value gets [b->n] frequencies, to be freed.  ST_NUMERIC as above. */
int histogram_fit(size_t n, const double *x, const double *event, const double *w, size_t jobs, size_t bins, bool mass,
	bool left, struct edges *b, double **value, struct err *e);

#endif
