/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/math/polygon: whole numbers, whose answers are exact by themselves, moved and scaled to where doubles round. */
#include "check.h"

#include <float.h>
#include <stdint.h>

#include "math/polygon.h"
#include "math/rng.h"

static int sign(int64_t x)
{
	return (x > 0) - (x < 0);
}

/* Whole numbers, scaled by powers of two as far as doubles go: the same side. */
static void test_side(struct rng *r)
{
	static const int scale[] = {0, -1074, -1040, -537, 511, 1015};

	for (int i = 0; i < 20000; i++) {
		int64_t v[6];
		double d[6];

		for (int k = 0; k < 6; k++)
			v[k] = (int64_t)rng_below(r, 9) - 4;
		for (size_t s = 0; s < sizeof scale / sizeof *scale; s++) {
			for (int k = 0; k < 6; k++)
				d[k] = ldexp((double)v[k], scale[s]);
			CHECK(polygon_side(d[0], d[1], d[2], d[3], d[4], d[5])
				== sign((v[2] - v[0]) * (v[5] - v[1]) - (v[3] - v[1]) * (v[4] - v[0])));
		}
	}
}

/* Points a unit in the last place beside a line, where rounded products are equal. */
static void test_close(void)
{
	double next = nextafter(12, 13);

	CHECK(polygon_side(0.5, 0.5, 12, 12, 24, 24) == 0);
	CHECK(polygon_side(0.5, 0.5, 12, next, 24, 24) == -1);
	CHECK(polygon_side(0.5, 0.5, next, 12, 24, 24) == 1);
	CHECK(polygon_side(0.1, 0.1, 0.2, 0.2, 0.3, 0.3) == 0);
	CHECK(polygon_side(-DBL_MAX, -DBL_MAX, DBL_MAX, DBL_MAX, 1, 1) == 0);
	CHECK(polygon_side(-DBL_MAX, -DBL_MAX, DBL_MAX, DBL_MAX, 1, nextafter(1, 2)) == 1);
	/* 0.1 and 0.3 are above and below their decimals: the point is beside the line by less than rounding shows */
	CHECK(polygon_side(0, 0, 0.3, 0.1, 0.6, 0.2) == 0);
	CHECK(polygon_side(0, 0, 0.3, 0.1, 0.9, 0.3) != 0);
}

static void test_crossing(void)
{
	/* a pentagram: its heart is wound around twice, and is inside */
	double x[] = {0, 6, -10, 10, -6}, y[] = {10, -8, 3, 3, -8};
	struct polygon star = {5, x, y};
	/* two triangles that meet in a point, one round each way */
	double bow_x[] = {0, 4, 4, 0}, bow_y[] = {0, 4, 0, 4};
	struct polygon bow = {4, bow_x, bow_y};

	CHECK(polygon_has(&star, 0, 0) && polygon_has(&star, 0, 9) && !polygon_has(&star, 5, 8));
	CHECK(!polygon_has(&star, 0, -8));
	CHECK(polygon_has(&bow, .5, 2) && polygon_has(&bow, 3.5, 2) && polygon_has(&bow, 2, 2));
	CHECK(!polygon_has(&bow, 2, 1) && !polygon_has(&bow, 2, 3));
}

/* A square with a vertex beside each of its sides, from every vertex on and both ways round: what is on the edge is inside. */
static void test_edges(void)
{
	static const double at_x[] = {0, 2, 4, 4, 4, 2, 0, 0}, at_y[] = {0, 0, 0, 2, 4, 4, 4, 2};

	for (size_t first = 0; first < 8; first++)
		for (int back = 0; back < 2; back++) {
			double x[8], y[8];
			struct polygon g = {8, x, y};

			for (size_t i = 0; i < 8; i++) {
				x[i] = at_x[(back ? first + 8 - i : first + i) % 8];
				y[i] = at_y[(back ? first + 8 - i : first + i) % 8];
			}
			for (int px = -2; px <= 10; px++)
				for (int py = -2; py <= 10; py++)
					CHECK(polygon_has(&g, px / 2., py / 2.)
						== (px >= 0 && px <= 8 && py >= 0 && py <= 8));
		}
}

int main(void)
{
	struct rng r;
	struct err e;

	CHECK(!rng_init(&r, 17, &e));
	test_side(&r);
	test_close();
	test_crossing();
	test_edges();
	rng_free(&r);
	return check_end();
}
