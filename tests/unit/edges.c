/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/base/edges: both sides, ties, and every value against a plain search. */
#include "check.h"

#include "math/edges.h"
#include "math/rng.h"

static size_t plain(const struct edges *b, double x)
{
	for (size_t i = 0; i + 1 < b->n; i++)
		if (b->left ? x < b->edge[i + 1] : x <= b->edge[i + 1])
			return i;
	return b->n - 1;
}

static void test_width(struct rng *r)
{
	struct err e;

	for (size_t n = 1; n < 60; n++)
		for (int left = 0; left < 2; left++) {
			struct edges b;

			CHECK(!edges_width(&b, n, left, &e) && b.n == n);
			for (size_t i = 0; i <= n; i++) {
				CHECK(edges_find(&b, b.edge[i]) == plain(&b, b.edge[i]));
				CHECK(edges_find(&b, rng_uniform(r)) < n);
			}
			for (int i = 0; i < 50; i++) {
				double x = rng_uniform(r) * 1.2 - .1;

				CHECK(edges_find(&b, x) == plain(&b, x));
			}
			edges_free(&b);
		}
}

/* 0.3, 0.6 and 0.7 are edges of ten bins as doubles. */
static void test_sides(void)
{
	struct edges b;
	struct err e;

	CHECK(!edges_width(&b, 10, false, &e));
	CHECK(edges_find(&b, .3) == 2 && edges_find(&b, .6) == 5 && edges_find(&b, .7) == 6);
	CHECK(edges_find(&b, 0) == 0 && edges_find(&b, 1) == 9);
	edges_free(&b);
	CHECK(!edges_width(&b, 10, true, &e));
	CHECK(edges_find(&b, .3) == 3 && edges_find(&b, .6) == 6 && edges_find(&b, .7) == 7);
	CHECK(edges_find(&b, 0) == 0 && edges_find(&b, 1) == 9);
	edges_free(&b);
}

static void test_mass(void)
{
	const double v[] = {.1, .2, .4, .8}, one[] = {1, 1, 1, 1}, tied[] = {7, 1, 1, 1}, tail[] = {1, 1, 1, 9};
	struct edges b;
	struct err e;

	CHECK(!edges_mass(&b, 2, false, 4, v, one, &e) && b.n == 2);
	CHECK_NEAR(b.edge[1], .3, 1e-15);
	CHECK(b.edge[0] == 0 && b.edge[2] == 1);
	edges_free(&b);
	CHECK(!edges_mass(&b, 9, false, 4, v, one, &e) && b.n == 4);
	CHECK_NEAR(b.edge[3], .6, 1e-15);
	edges_free(&b);
	CHECK(!edges_mass(&b, 4, false, 4, v, tied, &e) && b.n == 4);
	CHECK_NEAR(b.edge[1], .15, 1e-15);
	CHECK_NEAR(b.edge[2], .3, 1e-15);
	CHECK_NEAR(b.edge[3], .6, 1e-15);
	edges_free(&b);
	CHECK(!edges_mass(&b, 2, false, 4, v, tied, &e) && b.n == 2);
	CHECK_NEAR(b.edge[1], .15, 1e-15);
	edges_free(&b);
	CHECK(!edges_mass(&b, 3, false, 4, v, tail, &e) && b.n == 1);
	edges_free(&b);
	CHECK(!edges_mass(&b, 5, true, 1, v, one, &e) && b.n == 1 && edges_find(&b, .9) == 0);
	edges_free(&b);
}

/* Neighbouring doubles: nothing lies between them, and yet they are parted. */
static void test_neighbours(void)
{
	const double v[] = {nextafter(.7, 0), .7, nextafter(.7, 1)}, w[] = {1, 1, 1};
	struct edges b;
	struct err e;

	for (int left = 0; left < 2; left++) {
		CHECK(!edges_mass(&b, 3, left, 3, v, w, &e) && b.n == 3);
		for (size_t i = 0; i < 3; i++)
			CHECK(edges_find(&b, v[i]) == i);
		edges_free(&b);
	}
}

/* Ten values into four bins: 3, 3, 2, 2, as numpy.array_split has it. */
static void test_split(void)
{
	double v[10], w[10];
	size_t count[4] = {0};
	struct edges b;
	struct err e;

	for (int i = 0; i < 10; i++) {
		v[i] = (i + .5) / 10;
		w[i] = 1;
	}
	CHECK(!edges_mass(&b, 4, false, 10, v, w, &e) && b.n == 4);
	for (int i = 0; i < 10; i++)
		count[edges_find(&b, v[i])]++;
	CHECK(count[0] == 3 && count[1] == 3 && count[2] == 2 && count[3] == 2);
	edges_free(&b);
}

int main(void)
{
	struct rng r;
	struct err e;

	if (rng_init(&r, 1, &e))
		return 1;
	test_width(&r);
	test_sides();
	test_mass();
	test_neighbours();
	test_split();
	rng_free(&r);
	return check_end();
}
