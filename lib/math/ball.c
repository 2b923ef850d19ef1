/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/ball.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const char *norm_name(size_t norm)
{
	static const char *const name[] = {[NORM_INF] = "inf", [NORM_2] = "2", [NORM_1] = "1"};

	return norm < sizeof name / sizeof *name ? name[norm] : NULL;
}

double ball_norm(enum norm norm, const double *d, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum = norm == NORM_INF ? fmax(sum, fabs(d[i])) : sum + (norm == NORM_2 ? d[i] * d[i] : fabs(d[i]));
	return norm == NORM_2 ? sqrt(sum) : sum;
}

double ball_dual(enum norm norm, const double *a, size_t n)
{
	return ball_norm(norm == NORM_INF ? NORM_1 : norm == NORM_1 ? NORM_INF : NORM_2, a, n);
}

static double limit(const struct norm_ball *b, const double *a, size_t i)
{
	return a[i] > 0 ? b->hi[i] : a[i] < 0 ? -b->lo[i] : 0;
}

/* By where it is met; of equals the first feature. */
static int compare(const void *x, const void *y)
{
	const struct ball_break *a = x, *b = y;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->i < b->i ? -1 : a->i > b->i;
}

/* The breakpoints, rising; of the norm 1 the features by falling |a_i|.  Returns how many there are. */
static size_t breakpoints(const struct norm_ball *b, const double *a)
{
	size_t n = 0;
	bool bounded = b->norm == NORM_1;

	for (size_t i = 0; i < b->n; i++) {
		double c = limit(b, a, i), size = fabs(a[i]);

		if (!(c > 0) || !(size * size > 0))
			continue;
		bounded |= isfinite(c);
		b->sorted[n++] = (struct ball_break){.i = i,
			.at = b->norm == NORM_INF   ? c
				: b->norm == NORM_2 ? c / size
						    : -size,
			.slope = b->norm == NORM_2 ? size * size : size};
	}
	if (bounded)
		qsort(b->sorted, n, sizeof *b->sorted, compare);
	for (size_t k = n; k-- > 0;)
		b->sorted[k].rest = b->sorted[k].slope + (k + 1 < n ? b->sorted[k + 1].rest : 0);
	return n;
}

/* d at v. */
static void place(const struct norm_ball *b, const double *a, double v, double *d)
{
	for (size_t i = 0; i < b->n; i++) {
		double c = limit(b, a, i);

		d[i] = c > 0 ? copysign(fmin(c, b->norm == NORM_2 ? v * fabs(a[i]) : v), a[i]) : 0;
	}
}

/* inf and 2: v where the sum is `need`; +inf where it never is. */
static double level(const struct norm_ball *b, size_t n, double need)
{
	double fixed = 0;

	for (size_t k = 0; k < n; k++) {
		const struct ball_break *at = &b->sorted[k];

		if (fixed + at->rest * at->at >= need)
			return (need - fixed) / at->rest;
		fixed += at->slope * at->at;
	}
	return INFINITY;
}

/* The norm 1: uses up feature after feature until a.d is `need` or the norm r. */
static double spend(const struct norm_ball *b, const double *a, size_t n, double need, double r, double *d)
{
	double spent = 0;

	memset(d, 0, b->n * sizeof *d);
	for (size_t k = 0; k < n && need > 0 && spent < r; k++) {
		size_t i = b->sorted[k].i;
		double size = b->sorted[k].slope, most = fmin(limit(b, a, i), r - spent), c = need / size;

		if (c <= most) {
			need = 0;
		} else {
			c = most;
			need -= c * size;
		}
		d[i] = copysign(c, a[i]);
		spent += c;
	}
	return need > 0 ? INFINITY : spent;
}

double ball_reach(const struct norm_ball *b, const double *a, double need, double *d)
{
	size_t n;
	double v;

	memset(d, 0, b->n * sizeof *d);
	if (!(need > 0))
		return 0;
	n = breakpoints(b, a);
	if (b->norm == NORM_1)
		return spend(b, a, n, need, INFINITY, d);
	v = level(b, n, need);
	if (isinf(v))
		return INFINITY;
	place(b, a, v, d);
	return ball_norm(b->norm, d, b->n);
}

/* 2: v where the norm is r, or +inf. */
static double level_of_norm(const struct norm_ball *b, size_t n, double r)
{
	double fixed = 0;

	for (size_t k = 0; k < n; k++) {
		const struct ball_break *at = &b->sorted[k];

		if (fixed + at->rest * at->at * at->at >= r * r)
			return sqrt((r * r - fixed) / at->rest);
		fixed += at->slope * at->at * at->at;
	}
	return INFINITY;
}

double ball_raise(const struct norm_ball *b, const double *a, double r, double *d)
{
	double sum = 0;
	size_t n = b->norm == NORM_INF ? 0 : breakpoints(b, a);

	if (b->norm == NORM_1)
		spend(b, a, n, INFINITY, r, d);
	else
		place(b, a, b->norm == NORM_2 ? level_of_norm(b, n, r) : r, d);
	for (size_t i = 0; i < b->n; i++)
		sum += d[i] != 0 ? a[i] * d[i] : 0;
	return sum;
}

void ball_clip(const struct norm_ball *b, double r, double *d)
{
	double size = b->norm == NORM_INF ? 0 : ball_norm(b->norm, d, b->n);
	double scale = size > r ? r / size : 1;

	for (size_t i = 0; i < b->n; i++) {
		d[i] *= scale;
		if (b->norm == NORM_INF)
			d[i] = fmin(fmax(d[i], -r), r);
		d[i] = fmin(fmax(d[i], b->lo[i]), b->hi[i]);
	}
}
