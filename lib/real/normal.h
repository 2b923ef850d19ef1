/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The normal distribution and what comes of it: tails and quantiles, whatever the processor, and the tails of sums of its
 * squares and of Brownian motion, which tests are read off from.
 */
#ifndef L2D_NORMAL_H
#define L2D_NORMAL_H

#include <stddef.h>

/* P(Z > x): the series of Marsaglia 2004 ("Evaluating the normal distribution", J. Stat. Software 11(4)), from 2 up Laplace's
 * continued fraction.  Relative error 1e-13 while it is a normal number. */
double normal_tail(double x);

/* The x with P(Z > x) = p, 0 < p < 1: Newton's steps from Hastings' approximation (1955, sheet 67). */
double normal_upper(double p);

/* The x with P(T > x) = p <= 1/2 of Student's distribution with k > 0 degrees of freedom: x = sqrt(k) tan(angle), the angle by bisection of
 * the integral of cos^(k - 1), which is a finite sum.  O(k); relative error 1e-12. */
double student_upper(double p, size_t k);

/* P(X > x) of the chi-square distribution with k > 0 degrees of freedom.  O(k). */
double chi_square_tail(double x, size_t k);

/* Of Brownian motion B on [0, 1]: P(sup |B| > x) and P(sup B - inf B > x) (Feller 1951, "The asymptotic distribution of the
 * range of sums of independent random variables"), the limits of Kolmogorov and Smirnov's and of Kuiper's statistic of
 * cumulative differences. */
double brownian_sup_tail(double x);
double brownian_range_tail(double x);

#endif
