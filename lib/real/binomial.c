/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "real/binomial.h"

#include <math.h>

#include "real/real.h"

/* log n! - log(sqrt(2 pi n) (n / e)^n) for n >= 1. */
static double stirling_rest(double n)
{
	double factorial = 1, r = 1 / (n * n);

	if (n >= 16)
		return (1. / 12 - (1. / 360 - (1. / 1260 - (1. / 1680 - r / 1188) * r) * r) * r) / n;
	for (double i = 2; i <= n; i++)
		factorial *= i;
	return real_log(factorial / sqrt(2 * M_PI * n)) - n * (real_log(n) - 1);
}

/* x log(x / m) + m - x, by its series where the two are near. */
static double deviance(double x, double m)
{
	double v = (x - m) / (x + m), sum = (x - m) * v, term = 2 * x * v;

	if (fabs(v) > .1)
		return x * real_log(x / m) + m - x;
	for (double j = 3;; j += 2) {
		double next;

		term *= v * v;
		next = sum + term / j;
		if (next == sum)
			return sum;
		sum = next;
	}
}

/* P(X = k), 0 < p < 1. */
static double probability(double k, double n, double p)
{
	double q = 1 - p, rest;

	if (k == 0)
		return real_exp(p < .1 ? n * real_log1p(-p) : n * real_log(q));
	if (k == n)
		return real_exp(n * real_log(p));
	rest = stirling_rest(n) - stirling_rest(k) - stirling_rest(n - k) - deviance(k, n * p) - deviance(n - k, n * q);
	return real_exp(rest) * sqrt(n / (2 * M_PI * k * (n - k)));
}

/* The sum of P(X = j) for j = k, k - 1, ..; k below the mean. */
static double tail(double k, double n, double p)
{
	double term = 1, sum = 1, odds = (1 - p) / p;

	for (double j = k; j > 0 && term > sum * 0x1p-60; j--) {
		term *= j / (n - j + 1) * odds;
		sum += term;
	}
	return sum * probability(k, n, p);
}

double binomial_below(double k, double n, double p)
{
	if (k >= n || p <= 0)
		return 1;
	if (p >= 1)
		return 0;
	/* n - X is binomial, too. */
	return k <= n * p ? tail(k, n, p) : 1 - tail(n - k - 1, n, 1 - p);
}
