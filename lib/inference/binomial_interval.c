/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "inference/binomial_interval.h"

#include <math.h>

#include "real/binomial.h"
#include "real/normal.h"

struct interval interval_wilson(double frequency, double n, double level)
{
	double z = normal_upper((1 - level) / 2), z2 = z * z / n, centre = (frequency + z2 / 2) / (1 + z2);
	double half = z * sqrt((frequency * (1 - frequency) + z2 / 4) / n) / (1 + z2);

	return (struct interval){
		frequency > 0 ? fmax(0, centre - half) : 0, frequency < 1 ? fmin(1, centre + half) : 1};
}

/* The largest p at which P(X <= k) is at least `tail`. */
static double upper_limit(double k, double n, double tail)
{
	double lo = k / n, hi = 1;

	if (k >= n)
		return 1;
	for (;;) {
		double p = lo + (hi - lo) / 2;

		if (p <= lo || p >= hi)
			return lo;
		*(binomial_below(k, n, p) >= tail ? &lo : &hi) = p;
	}
}

struct interval interval_clopper_pearson(double k, double n, double level)
{
	double tail = (1 - level) / 2;

	/* n - X is binomial, too */
	return (struct interval){1 - upper_limit(n - k, n, tail), upper_limit(k, n, tail)};
}
