/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "real/normal.h"

#include <math.h>
#include <stdbool.h>

#include "real/real.h"

static double density(double x)
{
	return real_exp(-x * x / 2) / sqrt(2 * M_PI);
}

/* P(0 < Z < x) / density: sum of x^(2k+1) / (1 * 3 * ... * (2k+1)). */
static double series(double x)
{
	double term = x, sum = x;

	for (double k = 3; term > sum * 0x1p-60; k += 2) {
		term *= x * x / k;
		sum += term;
	}
	return sum;
}

/* density / P(Z > x) = x + 1 / (x + 2 / (x + 3 / ...)), from the end; at 2, where it is slowest, 120 levels give every bit. */
static double fraction(double x)
{
	double f = x;

	for (double k = 120; k > 0; k--)
		f = x + k / f;
	return f;
}

double normal_tail(double x)
{
	if (x < 0)
		return 1 - normal_tail(-x);
	return x < 2 ? .5 - density(x) * series(x) : density(x) / fraction(x);
}

double normal_upper(double p)
{
	double t, x;

	if (p > .5)
		return -normal_upper(1 - p);
	t = sqrt(-2 * real_log(p));
	x = t - (2.515517 + t * (.802853 + t * .010328)) / (1 + t * (1.432788 + t * (.189269 + t * .001308)));
	/* The error of 4.5e-4 is squared in each: Newton's step with the second derivative in it (Halley) cubes it. */
	for (int i = 0; i < 3; i++) {
		double step = (normal_tail(x) - p) / density(x);

		x += step / (1 - x * step / 2);
	}
	return x;
}

/* The integral of cos^m from 0 to the angle. */
static double cosine_power(double angle, size_t m)
{
	double cosine = real_cos(angle), sine = real_sin(angle), power = m % 2 ? 1 : cosine, sum = m % 2 ? sine : angle;

	for (size_t j = m % 2 ? 3 : 2; j <= m; j += 2) {
		double d = (double)j;

		power *= j == 2 ? 1 : cosine * cosine;
		sum = power * sine / d + (d - 1) / d * sum;
	}
	return sum;
}

double student_upper(double p, size_t k)
{
	double lo = 0, hi = M_PI / 2, whole = cosine_power(hi, k - 1);

	for (int i = 0; i < 60; i++) {
		double middle = (lo + hi) / 2;

		if (cosine_power(middle, k - 1) < (1 - 2 * p) * whole)
			lo = middle;
		else
			hi = middle;
	}
	return sqrt((double)k) * (real_sin(lo) / real_cos(lo));
}

double chi_square_tail(double x, size_t k)
{
	bool odd = k % 2;
	/* The k-th term is that of k + 2 degrees less that of k: (x / 2)^(k / 2) exp(-x / 2) / gamma(k / 2 + 1). */
	double half = x / 2, log_term, sum;

	if (!(x > 0))
		return isnan(x) ? NAN : 1;
	sum = odd ? 2 * normal_tail(sqrt(x)) : real_exp(-half);
	log_term = odd ? real_log(half) / 2 - half - real_log(M_PI) / 2 + M_LN2 : real_log(half) - half;
	for (size_t d = odd ? 1 : 2; d + 2 <= k; d += 2) {
		sum += real_exp(log_term);
		log_term += real_log(half / ((double)d / 2 + 1));
	}
	return fmin(sum, 1);
}

/* Below 1 the series of exponentials of -1 / x^2 converges at once, above it that of normal tails. */
double brownian_sup_tail(double x)
{
	double sum = 0;

	if (!(x > 0))
		return isnan(x) ? NAN : 1;
	for (int k = 0, sign = 1; k < 8; k++, sign = -sign) {
		double odd = 2 * k + 1;

		sum += sign
			* (x < 1 ? 4 / (M_PI * odd) * real_exp(-odd * odd * M_PI * M_PI / (8 * x * x))
				 : 4 * normal_tail(odd * x));
	}
	return x < 1 ? 1 - sum : sum;
}

double brownian_range_tail(double x)
{
	double sum = 0;

	if (!(x > 0))
		return isnan(x) ? NAN : 1;
	for (int k = 1, sign = 1; x >= 1 && k < 12; k++, sign = -sign)
		sum += sign * 8 * k * normal_tail(k * x);
	for (int k = 1; x < 1 && k < 12; k += 2)
		sum += 8 * (1 / (x * x) + 1 / (k * k * M_PI * M_PI)) * real_exp(-k * k * M_PI * M_PI / (2 * x * x));
	return x < 1 ? 1 - sum : sum;
}
