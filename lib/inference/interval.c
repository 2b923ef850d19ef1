/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "inference/interval.h"

#include <math.h>
#include <stdlib.h>

#include "real/normal.h"

/* Of levels, which are decimals: 0.05 / 2 of 39 draws is one of them. */
static const double ROUNDING = 1e-9;

int interval_check(const struct interval_options *o, struct err *e)
{
	double least = ceil(2 / (1 - o->level) - 1 - ROUNDING);

	if (!(o->level > 0) || (double)o->draws >= least)
		return ST_OK;
	return err_set(e, ST_USAGE, "--draws: the level %g needs %.0f draws or more", o->level, least);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Sorts those that are numbers to the front, and returns how many they are. */
static size_t sort(double *draw, size_t n)
{
	size_t numbers = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(draw[i])) {
			double x = draw[i];

			draw[i] = draw[numbers];
			draw[numbers++] = x;
		}
	qsort(draw, numbers, sizeof *draw, by_value);
	return numbers;
}

/* Of n sorted draws, with a share `below` of them under the interval and `above` over it. */
static struct interval between(const double *draw, size_t n, double below, double above)
{
	double lo = floor((double)(n + 1) * below + ROUNDING), hi = floor((double)(n + 1) * above + ROUNDING),
	       last = (double)n;

	if (!n)
		return (struct interval){NAN, NAN};
	lo = fmin(fmax(lo, 1), last);
	hi = fmin(fmax(hi, 1), last);
	return (struct interval){draw[(size_t)lo - 1], draw[n - (size_t)hi]};
}

struct interval interval_percentile(double *draw, size_t n, double level)
{
	double tail = (1 - level) / 2;

	return between(draw, sort(draw, n), tail, tail);
}

/* A sixth of the skewness of the numbers among n draws. */
static double acceleration(const double *draw, size_t n)
{
	double mean = 0, square = 0, cube = 0, m = 0;

	for (size_t i = 0; i < n; i++)
		if (isfinite(draw[i])) {
			mean += draw[i];
			m++;
		}
	mean /= m;
	for (size_t i = 0; i < n; i++)
		if (isfinite(draw[i])) {
			double d = draw[i] - mean;

			square += d * d;
			cube += d * d * d;
		}
	return square > 0 ? cube / m / (square / m * sqrt(square / m)) / 6 : 0;
}

/* Normal numbers beyond are as good as none. */
static const double FAR = 38;

struct interval interval_bca(double *draw, size_t n, double estimate, double level)
{
	double z = normal_upper((1 - level) / 2), a = acceleration(draw, n), below = 0, z0, lo, hi;
	size_t m = sort(draw, n);

	for (size_t i = 0; i < m; i++)
		below += draw[i] < estimate ? 1 : draw[i] == estimate ? .5 : 0;
	if (!m || isnan(estimate))
		return (struct interval){NAN, NAN};
	/* as far as the draws can tell */
	below = fmin(fmax(below, .5), (double)m - .5) / (double)m;
	z0 = -normal_upper(below);
	/* beyond the pole the formula has no meaning, and the end is the last draw's */
	lo = a * (z0 - z) < 1 ? z0 + (z0 - z) / (1 - a * (z0 - z)) : -FAR;
	hi = a * (z0 + z) < 1 ? z0 + (z0 + z) / (1 - a * (z0 + z)) : FAR;
	return between(draw, m, normal_tail(-lo), normal_tail(hi));
}

struct interval interval_simultaneous(double *draw, size_t n, double estimate, double level)
{
	double q = between(draw, sort(draw, n), 0, 1 - level).hi;

	return isnan(estimate - q) ? (struct interval){NAN, NAN}
				   : (struct interval){fmax(0, estimate - q), estimate + q};
}
