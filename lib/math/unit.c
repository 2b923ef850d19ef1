/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/unit.h"

#include <math.h>
#include <stdbool.h>

#include "math/order.h"

/* A remainder of two weights that both are up to UNIT_MOST units is a unit or more, and what their rounding makes of 0 is at
 * most 2^-53 UNIT_MOST^2 units, 5e-7. */
static const double ZERO = 1e-3 / UNIT_MOST;

/* How far a whole number of units may be off: the rounding of its decimal and of a quotient or two. */
static const double ROUNDING = 1e-14;

static bool is_multiple(double w, double unit)
{
	double k = rint(w / unit);

	return fabs(w / unit - k) <= ROUNDING * k;
}

/* The common measure of a >= b, roughly, or 0 when it is too small beside `most`. */
static double measure(double a, double b, double most)
{
	while (b > ZERO * most) {
		double r = fmod(a, b);

		a = b;
		b = fmin(r, b - r);
	}
	return a >= most / UNIT_MOST * (1 - ROUNDING) ? a : 0;
}

/* Of the rising weights, which are first[0] and others. */
static double unit_of(const struct order *o)
{
	double least = o->row[0].key, most = o->row[o->n - 1].key, unit = least;

	if (least < most / UNIT_MOST)
		return 0;
	for (size_t i = 0; i < o->n; i = order_block_end(o, i)) {
		if (is_multiple(o->row[i].key, unit))
			continue;
		unit = measure(o->row[i].key, unit, most);
		if (!(unit > 0))
			return 0;
		/* the rough measure says how many of them the least weight is */
		unit = least / rint(least / unit);
	}
	for (size_t i = 0; i < o->n; i = order_block_end(o, i))
		if (!is_multiple(o->row[i].key, unit))
			return 0;
	return unit;
}

int unit_find(const double *weight, size_t n, double *unit, struct err *e)
{
	struct order o = {0};
	int st = ST_OK;

	for (size_t i = 0; !st && i < n; i++)
		st = order_add(&o, weight[i], 0, e);
	if (!st)
		st = order_sort(&o, e);
	if (!st)
		*unit = unit_of(&o);
	order_free(&o);
	return st;
}
