/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The line of weighted least squares: the slope a and the intercept c that minimise sum_i w_i (y_i - a x_i - c)^2, in closed form
 * (Legendre 1805; Gauss 1809),
 *
 *   a = sum w (x - mean x) (y - mean y) / sum w (x - mean x)^2,   c = mean y - a mean x,
 *
 * from sums that are exact but for the rounding of each row's deviation from the means, so that the order of the rows does not matter.
 */
#ifndef L2D_LINE_H
#define L2D_LINE_H

#include <stddef.h>

#include "base/err.h"

/* w NULL: all 1.  line gets the slope and the intercept.  ST_NUMERIC where all x are the same. */
int line_fit(size_t n, const double *x, const double *y, const double *w, double line[2], struct err *e);

#endif
