/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/cascade/cascade_cube: the bound against all thresholds there are, and the slices that hold those above a floor. */
#include "check.h"

#include <math.h>
#include <string.h>

#include "cascade/cascade_cube.h"
#include "math/rng.h"

enum { ROWS = 60, MOST = 5 };

/* Rows of m stages, with so many levels at most; some are not available, and the last one that is stops. */
static void draw(struct cascade_rows *r, size_t m, uint32_t levels, struct rng *g)
{
	r->m = m;
	for (size_t k = 0; k + 1 < m; k++)
		r->levels[k] = 1 + (uint32_t)rng_below(g, levels);
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < m; k++) {
			r->gain[i * m + k] = rng_normal(g);
			r->cost[i * m + k] = (double)k + rng_uniform(g);
			if (k + 1 < m)
				r->rank[i * (m - 1) + k] = (uint32_t)rng_below(g, r->levels[k] + 2);
		}
}

static double worth(const struct cascade_rows *r, const uint32_t *at, double price)
{
	double sum = 0;

	for (size_t i = 0; i < r->n; i++) {
		size_t k = 0;

		while (k + 1 < r->m && r->rank[i * (r->m - 1) + k] < at[k])
			k++;
		sum += r->gain[i * r->m + k] - price * r->cost[i * r->m + k];
	}
	return sum;
}

static bool within(const struct cascade_range *x, uint32_t at)
{
	return x->lo <= at && at <= x->hi;
}

/* All thresholds are in one slice each, and within its bound and its ranges where they are above the floor. */
static double check_all(const struct cascade_cube *c, const struct cascade_rows *r, double price, double floor)
{
	uint32_t at[MOST] = {1, 1, 1, 1, 1};
	size_t k, o = r->m - 4;
	double best = -INFINITY;

	do {
		double value = worth(r, at, price);
		size_t in = 0;

		best = fmax(best, value);
		for (size_t j = 0; j < c->slices; j++) {
			const struct cube_slice *x = &c->slice[j];

			if (!within(&x->o, at[o]))
				continue;
			in++;
			if (value > floor + 1e-9) {
				CHECK(x->any && value <= x->bound + 1e-9);
				CHECK(within(&x->p, at[o + 1]) && within(&x->q, at[o + 2]));
			}
		}
		CHECK(in == 1);
		for (k = 0; k + 1 < r->m && ++at[k] > r->levels[k] + 1; k++)
			at[k] = 1;
	} while (k + 1 < r->m);
	return best;
}

/* bins: as many as thresholds, so that only the rows at a threshold are left open; where no row is, the bound is met. */
static void test_bound(size_t m, uint32_t levels, struct cascade_rows *r, struct cascade_cube *c, struct rng *g)
{
	double price = rng_uniform(g), best, most;

	draw(r, m, levels, g);
	most = cascade_cube_bound(c, r, price, -INFINITY);
	best = check_all(c, r, price, -INFINITY);
	CHECK(most >= best - 1e-9);
	CHECK(cascade_cube_join(c, 0, c->slices, -INFINITY).bound == most);
	most = cascade_cube_bound(c, r, price, best - 1);
	CHECK(most >= best - 1e-9);
	check_all(c, r, price, best - 1);
	most = cascade_cube_bound(c, r, price, most);
	CHECK(isinf(most) && !cascade_cube_join(c, 0, c->slices, -INFINITY).any);
}

/* One row, which at every rank may be kept by a threshold: the bound is the best of its stages. */
static void test_one(struct cascade_rows *r, struct cascade_cube *c)
{
	const double gain[] = {0, 3, 1, 2};

	r->n = 1;
	r->m = 4;
	for (size_t k = 0; k < 4; k++) {
		r->gain[k] = gain[k];
		r->cost[k] = 1;
		r->levels[k] = r->rank[k] = 1;
	}
	CHECK(cascade_cube_bound(c, r, .5, -INFINITY) == 2.5);
	CHECK(cascade_cube_bound(c, r, .5, 2.5) == -INFINITY);
}

int main(void)
{
	double gain[ROWS * MOST], cost[ROWS * MOST];
	uint32_t rank[ROWS * MOST];
	struct cascade_rows r = {.n = ROWS, .gain = gain, .cost = cost, .rank = rank};
	struct cascade_cube c;
	struct arena a = {0};
	struct err e = {0};
	struct rng g;

	if (rng_init(&g, 1, &e))
		return 4;
	cascade_cube_init(&c, &a);
	CHECK(!arena_status(&a, &e));
	for (int trial = 0; trial < 20; trial++) {
		test_bound(4, 6, &r, &c, &g);
		test_bound(5, 4, &r, &c, &g);
	}
	test_bound(4, 60, &r, &c, &g);
	test_one(&r, &c);
	arena_free(&a);
	rng_free(&g);
	return check_end();
}
