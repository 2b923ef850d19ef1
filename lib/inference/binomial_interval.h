/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Intervals for a frequency of n trials.
 *
 *   Wilson            the frequencies that the normal approximation does not reject (Wilson 1927); n need not be whole
 *   Clopper-Pearson   those that neither exact binomial tail rejects at half the rest (Clopper, Pearson 1934): it holds the truth
 *                     at least as often as it says.  Bisection of real/binomial.h's tails down to neighbouring doubles:
 *                     60 times some 9 sqrt n terms
 */
#ifndef L2D_BINOMIAL_INTERVAL_H
#define L2D_BINOMIAL_INTERVAL_H

#include "inference/interval.h"

/* n > 0; 0 < level < 1. */
struct interval interval_wilson(double frequency, double n, double level);
/* Of k events, both whole, 0 <= k <= n. */
struct interval interval_clopper_pearson(double k, double n, double level);

#endif
