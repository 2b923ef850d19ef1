/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "inference/rows_needed.h"

#include <math.h>

#include "real/binomial.h"
#include "real/normal.h"

double rows_needed(double difference, double variance, double level, double power)
{
	double z = normal_upper((1 - level) / 2) + normal_upper(1 - power);

	return ceil(z * z * variance / (difference * difference));
}

double rows_needed_mcnemar(double difference, double discordant, double level, double power)
{
	double square = difference * difference;
	double z =
		normal_upper((1 - level) / 2) * sqrt(discordant) + normal_upper(1 - power) * sqrt(discordant - square);

	return discordant < fabs(difference) ? NAN : ceil(z * z / square);
}

/* The fewest n with P(Bin(n, bound) <= k) <= delta. */
static double fewest_rows(double k, double bound, double delta)
{
	double lo = k, hi = k + 1;

	while (binomial_below(k, hi, bound) > delta) {
		lo = hi;
		hi *= 2;
	}
	while (hi - lo > 1) {
		double middle = floor((lo + hi) / 2);

		if (binomial_below(k, middle, bound) > delta)
			lo = middle;
		else
			hi = middle;
	}
	return hi;
}

static int is_enough(double k, double risk, double bound, double delta, double power)
{
	return binomial_below(k, fewest_rows(k, bound, delta), risk) >= power;
}

double rows_needed_risk(double risk, double bound, double delta, double power)
{
	double lo = -1, hi = 0;

	if (!(risk < bound))
		return NAN;
	while (!is_enough(hi, risk, bound, delta, power)) {
		lo = hi;
		hi = 2 * hi + 1;
		if (hi > 0x1p40 * bound)
			return NAN;
	}
	while (hi - lo > 1) {
		double middle = floor((lo + hi) / 2);

		if (is_enough(middle, risk, bound, delta, power))
			hi = middle;
		else
			lo = middle;
	}
	return fewest_rows(hi, bound, delta);
}
