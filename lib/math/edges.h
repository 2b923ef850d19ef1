/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The one bin rule, for whatever fits, applies or measures with bins of [0, 1]: n bins between n + 1 rising
 * edges; bin i is (edge[i], edge[i+1]], the first one also closed below, or by choice [edge[i], edge[i+1]),
 * the last one also closed above.  Values beyond the outer edges belong to the outer bins.
 *
 * Equal width: edge[i] is the correctly rounded i/n.  Equal mass: every bin takes whole distinct values until
 * it holds at least (weight left) / (bins left), but for rounding, so equal values stay together, a common
 * factor of all weights changes nothing, and bins without ties are those of sort-and-split with the larger
 * parts first (Kumar, Liang, Ma 2019); edges lie midway between neighbouring values, the outer ones are 0 and
 * 1.  Fewer bins than asked for may come out of ties.
 */
#ifndef L2D_EDGES_H
#define L2D_EDGES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct edges {
	size_t n;     /* bins */
	double *edge; /* [n + 1] */
	bool left;    /* bins are closed on the left */
	bool equal;   /* of equal width over [0, 1]: a bin is found without searching */
};

void edges_free(struct edges *b);

/* n > 0 bins of equal width. */
int edges_width(struct edges *b, size_t n, bool left, struct err *e);

/* At most n > 0 bins of equal mass; value [m] rising, distinct, in [0, 1]; weight [m] >= 0, values of weight 0 count for
 * nothing. */
int edges_mass(
	struct edges *b, size_t n, bool left, size_t m, const double *value, const double *weight, struct err *e);

/* Given ones: numbers that rise within (0, 1), with or without 0 and 1 at their ends.  ST_USAGE for others. */
int edges_given(struct edges *b, const double *inner, size_t n, bool left, struct err *e);

/* n > 0 bins between quantiles i / n of m rising values, as numpy.quantile interpolates between rows (type 7 of Hyndman, Fan 1996);
 * a value of a whole weight k is k rows (`whole`), else the quantile is that of the weights' distribution.  nearest: the nearest row, of two
 * that with the even number from 0, is the edge, which belongs to the bin on its right, as in TensorFlow Probability's
 * expected_calibration_error_quantiles.  Equal edges stay, and the bin between them is empty. */
int edges_quantile(struct edges *b, size_t n, bool nearest, size_t m, const double *value, const double *weight,
	bool whole, struct err *e);

/* The bin of x, not NaN: O(1) for equal widths, else O(log n). */
size_t edges_find(const struct edges *b, double x);

#endif
