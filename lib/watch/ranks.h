/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Sequential ranks: where a number stands among those before it, ties broken by a random number.
 *
 * While the numbers are exchangeable, the ranks r_n = (below + u (equal + 1)) / n, u uniform, are independent and uniform on
 * [0, 1]: smoothed conformal p-values (Vovk, Gammerman, Shafer 2005, "Algorithmic Learning in a Random World").  So
 * no distribution and no baseline need be known.  In O(1) memory numbers are told apart by 32 cells only, whose edges are
 * the first 32 of them, which then are no longer looked at: a function of the number that is fixed before the ranks
 * begin, so they are exactly uniform.  Numbers 0 and 1 have two cells from the start.
 */
#ifndef L2D_RANKS_H
#define L2D_RANKS_H

#include <stdbool.h>
#include <stddef.h>

enum { RANKS_CELLS = 32, RANKS_FIRST = 32 };

struct ranks {
	bool binary;
	size_t first;              /* of the first numbers, seen so far; with `binary` 0 */
	double value[RANKS_FIRST]; /* [first], ascending */
	size_t n;                  /* numbers ranked */
	double count[RANKS_CELLS]; /* whole numbers */
};

/* The rank of x, u in [0, 1); NaN for the first numbers. */
double ranks_next(struct ranks *r, double x, double u);

/* An estimate of the probability of 0, of binary ranks, from the numbers so far; strictly between 0 and 1. */
double ranks_of_zero(const struct ranks *r);

#endif
