/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Tests of paired differences: whether B differs from A on the same rows.
 */
#ifndef L2D_PAIRED_TEST_H
#define L2D_PAIRED_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* McNemar 1947, exact: of only_a + only_b rows on which just one system is right as many go to either as with a fair coin.
 * Two-sided, twice the nearer tail; 1 without such rows. */
double mcnemar_exact(size_t only_a, size_t only_b);

/* The one-sided p-value of "B's accuracy is at least `margin` below A's" by Tango's score test (1998, "Equivalence test and
 * confidence interval for the difference in proportions for the paired-sample design", Statistics in Medicine 17), in n
 * rows. */
double tango_not_worse(size_t n, size_t only_a, size_t only_b, double margin);

/* The sums of n differences d whose signs are turned by their keys' draws, rows with one key together: sum[0 .. permutations - 1]. */
int sign_flips(
	const double *d, const uint64_t *key, size_t n, double *sum, size_t permutations, size_t jobs, struct err *e);

/* The same over all 2^n ways, n at most SIGN_FLIPS_ALL. */
enum { SIGN_FLIPS_ALL = 13 };
void sign_flips_all(const double *d, size_t n, double *sum);

/* The two-sided p-value of `observed` among n values under the null: the share of |value| >= |observed|, the observed one counted
 * among them unless these are all that there are.  Values that rounding alone keeps apart are equal. */
double permutation_p(double observed, const double *value, size_t n, bool all);

/* Holm 1979: n p-values, NaN where there was no test, adjusted for all of them. */
int holm(const double *p, size_t n, double *adjusted, struct err *e);

#endif
