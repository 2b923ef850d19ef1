/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/cascade/cascade_cube_sums: what all thresholds at which bins begin are worth, put together from the sums, against the rows one by one;
 * of a single row what is best of several stages. */
#include "cascade/cascade_cube_sums.h"

#include <math.h>

#include "check.h"
#include "math/rng.h"

enum { ROWS = 200, MOST = 4 };

static void draw(struct cascade_rows *r, size_t m, uint32_t levels, struct rng *g)
{
	r->m = m;
	for (size_t k = 0; k + 1 < m; k++)
		r->levels[k] = 2 + (uint32_t)rng_below(g, levels);
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < m; k++) {
			r->amount[i * m + k] = (struct cascade_amount){rng_normal(g), (double)k + rng_uniform(g)};
			if (k + 1 < m)
				r->rank[i * (m - 1) + k] = (uint32_t)rng_below(g, r->levels[k] + 2);
		}
}

/* A row stops where its rank is the threshold or more. */
static double worth(const struct cascade_rows *r, const uint32_t *at, double price)
{
	double sum = 0;

	for (size_t i = 0; i < r->n; i++) {
		size_t k = 0;

		while (k + 1 < r->m && r->rank[i * (r->m - 1) + k] < at[k])
			k++;
		sum += r->amount[i * r->m + k].gain - price * r->amount[i * r->m + k].cost;
	}
	return sum;
}

/* The least threshold of a bin: thresholds are spread evenly over bins. */
static uint32_t begins(const struct cube_side *x, size_t bin)
{
	uint32_t at = x->from;

	while (at - x->from < x->thresholds - 1 && (uint64_t)(at - x->from) * x->bins / x->thresholds + 1 < bin)
		at++;
	return at;
}

/* Of the rows whose bins of o are below o's: those that stop at p from bin p on, and of the others at q from bin q on. */
static double assembled(const struct cube_sums *s, size_t o, size_t p, size_t q)
{
	double sum = 0;

	for (size_t i = o; i < cube_bins(s, 0); i++)
		sum += s->stop[i];
	for (size_t i = 0; i < o && i + 1 < cube_bins(s, 0); i++) {
		for (size_t part = cube_part(p); part < cube_parts(s, 1); part++)
			for (size_t k = 0; k < cube_bins(s, 2); k++)
				sum += cube_middle(s, i, part)[k].stops.stop;
		for (size_t j = 0; j < p; j++)
			for (size_t part = 0; part < cube_parts(s, 2); part++) {
				const struct cube_worth *w = &cube_last(s, i, j)[part];

				sum += part < cube_part(q) ? w->pass : w->stop;
				CHECK(w->both >= fmax(w->stop, w->pass) - 1e-9);
			}
	}
	return sum;
}

static void check(struct cube_sums *s, const struct cascade_rows *r, struct rng *g)
{
	double price = rng_uniform(g);
	struct cascade_box box;

	for (size_t k = 0; k + 1 < r->m; k++) {
		box.lo[k] = 1;
		box.hi[k] = r->levels[k] + 1;
	}
	cube_sums_add(s, r, &box, price);
	CHECK(s->absent == (r->m == 3) && s->first == 0);
	for (size_t o = 1; o <= s->side[0].bins; o++)
		for (size_t p = 1; p <= s->side[1].bins; p++)
			for (size_t q = 1; q <= s->side[2].bins; q++) {
				const uint32_t at[] = {
					begins(&s->side[0], o), begins(&s->side[1], p), begins(&s->side[2], q)};

				CHECK_NEAR(assembled(s, o, p, q), worth(r, at + s->absent, price), 1e-9);
			}
}

/* Ranks in the middle of everything: one cell has the row, and there is the best of what each range leaves it. */
static void test_one(struct cube_sums *s, struct cascade_rows *r)
{
	const double w = 2, x = 5, y = 1, z = 3;
	struct cascade_box box = {{1, 1, 1}, {3, 3, 3}};
	const struct cube_several *several;

	r->n = 1;
	r->m = 4;
	for (size_t k = 0; k < 4; k++) {
		r->amount[k] = (struct cascade_amount){(const double[]){w, x, y, z}[k], 0};
		r->levels[k] = r->rank[k] = 2;
	}
	cube_sums_add(s, r, &box, 1);
	several = &cube_several(s, 1, 1)[1];
	CHECK(several->inner == 5 && several->apart == 3 && several->stops == 5 && several->passes == 5);
	CHECK(several->all == 5);
	r->amount[1].gain = 0;
	cube_sums_add(s, r, &box, 1);
	CHECK(several->inner == 3 && several->stops == 2 && several->passes == 3 && several->all == 3);
}

int main(void)
{
	static struct cascade_amount amount[ROWS * MOST];
	static uint32_t rank[ROWS * MOST];
	struct cascade_rows r = {.n = ROWS, .amount = amount, .rank = rank};
	struct cube_sums s;
	struct arena a = {0};
	struct err e = {0};
	struct rng g;

	CHECK(!rng_init(&g, 1, &e));
	cube_sums_init(&s, &a);
	CHECK(!arena_status(&a, &e));
	for (int trial = 0; trial < 12; trial++) {
		draw(&r, 3 + trial % 2, trial % 3 ? 5 : 60, &g);
		check(&s, &r, &g);
	}
	test_one(&s, &r);
	arena_free(&a);
	rng_free(&g);
	return check_end();
}
