/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/cascade/cascade_separable, cascade_relaxed: bounds, what is kept and what is solved of boxes within boxes, against all their thresholds. */
#include "check.h"

#include <math.h>
#include <string.h>

#include "cascade/cascade_relaxed.h"
#include "math/rng.h"

enum { ROWS = 40, MOST = 4, DEPTH = 4 };

/* Rows of m stages, of rising costs, with so many levels at most; some are not available, and the last one that is stops. */
static void draw(struct cascade_rows *r, size_t m, uint32_t levels, struct rng *g)
{
	r->m = m;
	r->n = 1 + rng_below(g, ROWS);
	for (size_t k = 0; k + 1 < m; k++)
		r->levels[k] = 1 + (uint32_t)rng_below(g, levels);
	for (size_t i = 0; i < r->n; i++) {
		double cost = -rng_uniform(g) * (double)m;

		for (size_t k = 0; k < m; k++) {
			cost += rng_uniform(g);
			r->amount[i * m + k] = (struct cascade_amount){rng_normal(g), cost};
			if (k + 1 < m)
				r->rank[i * (m - 1) + k] = (uint32_t)rng_below(g, r->levels[k] + 2);
		}
	}
}

static struct cascade_amount sums(const struct cascade_rows *r, const uint32_t *at)
{
	struct cascade_amount sum = {0};

	for (size_t i = 0; i < r->n; i++) {
		const struct cascade_amount *x = &r->amount[i * r->m + cascade_rows_stop(r, i, at, 0)];

		sum.gain += x->gain;
		sum.cost += x->cost;
	}
	return sum;
}

static bool next(const struct cascade_box *box, size_t m, uint32_t *at)
{
	for (size_t k = 0; k + 1 < m; k++) {
		if (at[k]++ < box->hi[k])
			return true;
		at[k] = box->lo[k];
	}
	return false;
}

static bool within(const struct cascade_box *x, const uint32_t *at, size_t m)
{
	for (size_t k = 0; k + 1 < m; k++)
		if (at[k] < x->lo[k] || at[k] > x->hi[k])
			return false;
	return true;
}

/* The node of a box: its bound at a price, and what is kept above a floor; the most that is gained at a cost of 0 at most. */
static void check_node(const struct cascade_separable *x, const struct cascade_node *v, double price, double floor)
{
	const struct cascade_rows *r = x->rows;
	struct cascade_relaxed found;
	struct cascade_kept kept;
	struct cascade_box box;
	struct cascade_amount sum;
	uint32_t at[MOST];
	double best = -INFINITY, most = -INFINITY;
	size_t step[CASCADE_STAGES];

	cascade_relaxed_bound(x, v, price, &found);
	CHECK_NEAR(found.bound, found.sum.gain - price * found.sum.cost, 1e-9);
	kept = cascade_relaxed_keep(x, v, &found, floor);
	box = cascade_relaxed_box(x, v, &kept);
	memcpy(at, v->box.lo, sizeof at);
	do {
		double value;

		sum = sums(r, at);
		value = sum.gain - price * sum.cost;
		CHECK(value <= found.bound + 1e-9);
		CHECK(value <= floor + 1e-9 || within(&box, at, r->m));
		best = fmax(best, value);
		most = sum.cost <= 0 && within(&box, at, r->m) ? fmax(most, sum.gain) : most;
	} while (next(&v->box, r->m, at));
	sum = cascade_relaxed_measure(x, v, found.at, at);
	CHECK_NEAR(sum.gain, sums(r, at).gain, 1e-9);
	CHECK_NEAR(sum.cost, sums(r, at).cost, 1e-9);
	if (v->several_n)
		return;
	CHECK_NEAR(found.bound, best, 1e-9);
	if (!cascade_relaxed_solve(x, v, &kept, &found, -INFINITY, step)) {
		CHECK(isinf(most));
		return;
	}
	sum = cascade_relaxed_measure(x, v, step, at);
	CHECK_NEAR(sum.gain, most, 1e-9);
	CHECK(sum.cost <= 1e-9 && !cascade_relaxed_solve(x, v, &kept, &found, most + 1e-9, step));
}

/* Boxes within boxes, and one beside the last after that one was forgotten. */
static int test_boxes(size_t m, uint32_t levels, struct cascade_separable *x, struct cascade_rows *r, struct rng *g)
{
	struct cascade_node v[DEPTH + 1];
	struct err e = {0};
	int st;

	draw(r, m, levels, g);
	st = cascade_separable_root(x, &v[0], &e);
	for (int depth = 0; !st && depth < DEPTH; depth++)
		for (int twin = 0; !st && twin < 2; twin++) {
			struct cascade_box box = v[depth].box;

			for (size_t k = 0; k + 1 < m; k++) {
				box.lo[k] += (uint32_t)rng_below(g, (box.hi[k] - box.lo[k]) / 2 + 1);
				box.hi[k] -= (uint32_t)rng_below(g, (box.hi[k] - box.lo[k]) / 2 + 1);
			}
			cascade_separable_forget(x, &v[depth]);
			st = cascade_separable_part(x, &v[depth], &box, &v[depth + 1], &e);
			if (!st)
				check_node(x, &v[depth + 1], rng_uniform(g), rng_normal(g) * 5);
		}
	return st;
}

int main(void)
{
	struct cascade_amount amount[ROWS * MOST];
	uint32_t rank[ROWS * MOST];
	struct cascade_rows r = {.n = ROWS, .amount = amount, .rank = rank};
	struct cascade_separable x;
	struct arena a = {0};
	struct err e = {0};
	struct rng g;

	if (rng_init(&g, 1, &e))
		return 4;
	cascade_separable_init(&x, &r, MOST, 200, &a);
	CHECK(!arena_status(&a, &e));
	for (int trial = 0; trial < 200; trial++) {
		CHECK(!test_boxes(3, 12, &x, &r, &g));
		CHECK(!test_boxes(4, 7, &x, &r, &g));
	}
	CHECK(!test_boxes(3, 200, &x, &r, &g));
	cascade_separable_free(&x);
	arena_free(&a);
	rng_free(&g);
	return check_end();
}
