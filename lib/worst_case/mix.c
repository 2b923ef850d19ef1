/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "worst_case/mix.h"

#include <math.h>
#include <stdlib.h>

double mix_mean(const double *q, const double *a, size_t n)
{
	double mean = 0;

	for (size_t v = 0; v < n; v++)
		mean += q[v] > 0 ? q[v] * a[v] : 0;
	return mean;
}

/* The known ones, the worst first, equals in their order; returns how many. */
static size_t sort_worth(const double *a, size_t n, size_t *order)
{
	size_t known = 0;

	for (size_t v = 0; v < n; v++) {
		size_t at = known;

		if (isnan(a[v]))
			continue;
		for (; at && a[order[at - 1]] > a[v]; at--)
			order[at] = order[at - 1];
		order[at] = v;
		known++;
	}
	return known;
}

static void worst_interval(double r, const double *p, size_t n, const size_t *order, double *q)
{
	double left = 1;

	for (size_t i = 0; i < n; i++) {
		q[order[i]] = fmax(0, p[order[i]] - r);
		left -= q[order[i]];
	}
	for (size_t i = 0; i < n && left > 0; i++) {
		size_t v = order[i];
		double more = fmin(left, fmin(1, p[v] + r) - q[v]);

		q[v] += more;
		left -= more;
	}
}

static void worst_tv(double r, const double *p, size_t n, const size_t *order, double *q)
{
	double moved = fmin(r, 1 - p[order[0]]), left = moved;

	for (size_t i = 0; i < n; i++)
		q[order[i]] = p[order[i]];
	for (size_t i = n; --i > 0 && left > 0;) {
		double less = fmin(left, q[order[i]]);

		q[order[i]] -= less;
		left -= less;
	}
	q[order[0]] += moved - left;
}

/* On the first m groups: what follows from them being those of positive share.  False: the last one would not be.  Worths are taken from
 * the first one's on, so that equal ones have no variance. */
static bool try_chi2(double r, const double *p, const double *a, size_t m, const size_t *order, double *q)
{
	double part = 0, mean = 0, variance = 0, least = a[order[0]], slope;

	for (size_t i = 0; i < m; i++) {
		part += p[order[i]];
		mean += p[order[i]] * (a[order[i]] - least);
	}
	mean /= part;
	for (size_t i = 0; i < m; i++) {
		double d = a[order[i]] - least - mean;

		variance += p[order[i]] / part * d * d;
	}
	slope = variance > 0 ? sqrt(fmax(0, (1 + r) * part - 1) / variance) : 0;
	if (m > 1 && 1 - slope * (a[order[m - 1]] - least - mean) < 0)
		return false;
	for (size_t i = 0; i < m; i++)
		q[order[i]] = p[order[i]] / part * (1 - slope * (a[order[i]] - least - mean));
	return true;
}

static void worst_chi2(double r, const double *p, const double *a, size_t n, size_t *order, double *q)
{
	size_t m = 0;

	for (size_t i = 0; i < n; i++) /* what has no share gets none */
		if (p[order[i]] > 0)
			order[m++] = order[i];
	while (!try_chi2(r, p, a, m, order, q))
		m--;
}

double mix_worst(const struct ambiguity *ball, const double *p, const double *a, size_t n, double *q, size_t *order)
{
	size_t known = sort_worth(a, n, order);

	for (size_t v = 0; v < n; v++) {
		q[v] = 0;
		if (isnan(a[v]) && p[v] > 0)
			return NAN;
	}
	if (!known)
		return NAN;
	if (ball->ball == BALL_INTERVAL)
		worst_interval(ball->size, p, known, order, q);
	else if (ball->ball == BALL_TV)
		worst_tv(ball->size, p, known, order, q);
	else
		worst_chi2(ball->size, p, a, known, order, q);
	return mix_mean(q, a, n);
}
