/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/cascade/cascade_cube: the bounds against all thresholds there are, and the boxes that hold those above a floor. */
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
			r->amount[i * m + k] = (struct cascade_amount){rng_normal(g), (double)k + rng_uniform(g)};
			if (k + 1 < m)
				r->rank[i * (m - 1) + k] = (uint32_t)rng_below(g, r->levels[k] + 2);
		}
}

/* The next thresholds of all there are. */
static bool next(const struct cascade_rows *r, uint32_t *at)
{
	for (size_t k = 0; k + 1 < r->m; k++) {
		if (++at[k] <= r->levels[k] + 1)
			return true;
		at[k] = 1;
	}
	return false;
}

static double worth(const struct cascade_rows *r, const uint32_t *at, double price)
{
	double sum = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct cascade_amount *x = &r->amount[i * r->m + cascade_rows_stop(r, i, at, 0)];

		sum += x->gain - price * x->cost;
	}
	return sum;
}

static bool within(const struct cascade_box *x, const uint32_t *at, size_t stages)
{
	for (size_t k = 0; k + 1 < stages; k++)
		if (at[k] < x->lo[k] || at[k] > x->hi[k])
			return false;
	return true;
}

/* All thresholds that are in a box and above the floor are in what it is narrowed to, and not above its bound; returns the best. */
static double check_all(const struct cascade_cube *c, const struct cascade_rows *r, const struct cascade_box *box,
	double price, double floor)
{
	uint32_t at[MOST] = {1, 1, 1, 1, 1};
	struct cascade_box narrow = *box;
	double best = -INFINITY, bound = INFINITY;
	bool any = cascade_cube_narrow(c, floor, &narrow, &bound);

	do {
		double value = worth(r, at, price);

		if (!within(box, at, r->m))
			continue;
		best = fmax(best, value);
		if (value > floor + 1e-9)
			CHECK(any && value <= bound + 1e-9 && within(&narrow, at, r->m));
	} while (next(r, at));
	return best;
}

static void test_bound(size_t m, uint32_t levels, struct cascade_rows *r, struct cascade_cube *c, struct rng *g)
{
	double price = rng_uniform(g), best, bound = INFINITY;
	struct cascade_box all, part;

	draw(r, m, levels, g);
	for (size_t k = 0; k + 1 < m; k++) {
		all.lo[k] = part.lo[k] = 1;
		all.hi[k] = part.hi[k] = r->levels[k] + 1;
		part.lo[k] += (uint32_t)rng_below(g, part.hi[k]);
	}
	cascade_cube_bound(c, r, &all, price);
	best = check_all(c, r, &all, price, -INFINITY);
	check_all(c, r, &all, price, best - 1);
	check_all(c, r, &part, price, best - 2);
	part = all;
	CHECK(cascade_cube_narrow(c, -INFINITY, &part, &bound) && !memcmp(part.hi, all.hi, (m - 1) * sizeof *all.hi));
	CHECK(!cascade_cube_narrow(c, bound, &part, &bound));
	for (size_t k = 0; k + 1 < m; k++)
		part.lo[k] += (uint32_t)rng_below(g, part.hi[k]);
	cascade_cube_bound(c, r, &part, price);
	check_all(c, r, &part, price, best - 2);
}

/* One row, which at every rank may be kept by a threshold: the bound is the best of its stages. */
static void test_one(struct cascade_rows *r, struct cascade_cube *c)
{
	const double gain[] = {0, 3, 1, 2};
	struct cascade_box box = {{1, 1, 1}, {2, 2, 2}};
	double bound = INFINITY;

	r->n = 1;
	r->m = 4;
	for (size_t k = 0; k < 4; k++) {
		r->amount[k] = (struct cascade_amount){gain[k], 1};
		r->levels[k] = r->rank[k] = 1;
	}
	cascade_cube_bound(c, r, &box, .5);
	CHECK(cascade_cube_narrow(c, -INFINITY, &box, &bound) && bound == 2.5);
	CHECK(!cascade_cube_narrow(c, 2.5, &box, &bound));
}

int main(void)
{
	struct cascade_amount amount[ROWS * MOST];
	uint32_t rank[ROWS * MOST];
	struct cascade_rows r = {.n = ROWS, .amount = amount, .rank = rank};
	struct cascade_cube c;
	struct arena a = {0};
	struct err e = {0};
	struct rng g;

	if (rng_init(&g, 1, &e))
		return 4;
	cascade_cube_init(&c, &a);
	CHECK(!arena_status(&a, &e));
	for (int trial = 0; trial < 20; trial++) {
		test_bound(3, 12, &r, &c, &g);
		test_bound(4, 6, &r, &c, &g);
		test_bound(5, 4, &r, &c, &g);
	}
	test_bound(4, 60, &r, &c, &g);
	test_one(&r, &c);
	arena_free(&a);
	rng_free(&g);
	return check_end();
}
