/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/polygon.h"

#include <math.h>

#include "math/sum.h"

/* Of the rounded difference of two rounded products of rounded differences: three units in the last place of the sum of
 * the products, 2^-53 each, and a little; and where products are too small to be rounded so, more than they can lose. */
static const double relative_error = 4e-16, absolute_error = 1e-300;

int polygon_side(double ax, double ay, double bx, double by, double px, double py)
{
	const struct sum zero = {0};
	struct sum exact = {0};
	double up = (bx - ax) * (py - ay), down = (by - ay) * (px - ax), area = up - down;

	/* false also where something is infinite or no number */
	if (fabs(area) > relative_error * (fabs(up) + fabs(down)) + absolute_error)
		return area > 0 ? 1 : -1;
	sum_add_product(&exact, bx, py);
	sum_add_product(&exact, -bx, ay);
	sum_add_product(&exact, -ax, py);
	sum_add_product(&exact, -by, px);
	sum_add_product(&exact, by, ax);
	sum_add_product(&exact, ay, px);
	return sum_compare(&exact, &zero);
}

static bool between(double x, double a, double b)
{
	return (a <= x && x <= b) || (b <= x && x <= a);
}

bool polygon_has(const struct polygon *g, double px, double py)
{
	int winding = 0;

	for (size_t i = 0, j = g->n - 1; i < g->n; j = i++) {
		double ax = g->x[j], ay = g->y[j], bx = g->x[i], by = g->y[i];
		int side;

		if (!between(py, ay, by))
			continue;
		side = polygon_side(ax, ay, bx, by, px, py);
		if (!side && between(px, ax, bx))
			return true;
		/* a vertex belongs to the edge above it, so that a ray through it meets one of the two */
		winding += ay <= py && by > py && side > 0;
		winding -= by <= py && ay > py && side < 0;
	}
	return winding != 0;
}
