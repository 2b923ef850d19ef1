/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A confidence sequence for the mean of numbers in [0, 1]: intervals [lo_n, hi_n] that all contain it, for all n at once, with
 * probability 1 - alpha at least, if every number has that expectation given those before it.
 *
 * The hedged capital of Waudby-Smith & Ramdas 2024 ("Estimating means of bounded random variables by betting", theorem 3, theta
 * 1/2, c 1/2, predictable plug-in bets): for every m, two capitals bet that the mean is
 * above, and below, m; m is left out once half of one of them has reached 1 / alpha.  It is done for the m of a grid of step
 * 1/500; as the capitals are monotone in m, the interval between the grid points that are left out contains all others.
 *
 * Capitals below 1e-280 are taken for 0, which leaves out fewer m.  An interval may become empty (lo > hi): the mean is no
 * constant.  8 KB of memory, 500 steps a number.
 */
#ifndef L2D_MEAN_SEQUENCE_H
#define L2D_MEAN_SEQUENCE_H

#include <stddef.h>

enum { MEAN_SEQUENCE_GRID = 500 };

struct mean_sequence {
	double alpha;
	size_t n;
	double sum, squares; /* of the numbers, of their deviations from the mean so far */
	double above[MEAN_SEQUENCE_GRID], below[MEAN_SEQUENCE_GRID]; /* capitals at m = i / 500; i = 0 is not used */
	double lo, hi;
};

void mean_sequence_init(struct mean_sequence *s, double alpha);
void mean_sequence_add(struct mean_sequence *s, double x);

#endif
