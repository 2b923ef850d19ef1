/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * How many labelled rows a test needs.
 */
#ifndef L2D_ROWS_NEEDED_H
#define L2D_ROWS_NEEDED_H

/* Rows that tell a difference of D with that power in a two-sided normal test at 1 - level, whose variance is `variance` / rows. */
double rows_needed(double difference, double variance, double level, double power);

/* The same of two accuracies: Connor's number (1987, "Sample size for testing differences in proportions for the paired-sample
 * design", Biometrics 43), `discordant` the share of rows on which just one is right; NaN where D is above it. */
double rows_needed_mcnemar(double difference, double discordant, double level, double power);

/* Rows with which the exact binomial test rejects "the risk is above `bound`" at the level delta with that power, when it is `risk`: the
 * fewest n = n(k) with P(Bin(n, bound) <= k) <= delta and P(Bin(n, risk) <= k) >= power for some k.  NaN where risk >= bound,
 * or beyond 2^40.  Bisection over k and n, of tails of O(sqrt n) terms. */
double rows_needed_risk(double risk, double bound, double delta, double power);

#endif
