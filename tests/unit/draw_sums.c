/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Sums over the draws against exact sums of the rows one draw at a time: values and weights of all sizes and signs, many rows, any
 * order, merging. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/hash.h"
#include "check.h"
#include "inference/draw_sums.h"

enum { CELLS = 3, SUMS = 4, DRAWS = 70 };

struct row {
	struct draw_row row;
	size_t cell;
	double value[SUMS];
};

static struct row row_of(size_t i)
{
	uint64_t h = hash_mix(i + 99);
	struct row r = {{hash_mix(h), hash_unit(h), 1}, h % CELLS, {1, hash_unit(h), 0, 0}};

	r.row.weight = i % 3 ? 1 : hash_unit(hash_mix(h + 1)) * (i % 5 ? 1 : 1e-200);
	r.value[2] = (hash_unit(hash_mix(h + 2)) - .5) * (i % 7 ? 1 : 1e30);
	r.value[3] = i % 11 ? -0.1 : 0x1p-1074;
	return r;
}

static void add_rows(struct draw_sums *s, size_t from, size_t step, size_t n)
{
	for (size_t i = from, k = 0; k < n; k++, i += step) {
		struct row r = row_of(i);

		draw_sums_add(s, r.cell, &r.row, r.value);
	}
}

/* One sum of a draw, row by row. */
static struct sum expected(enum draw_kind kind, size_t n, size_t cell, size_t sum, size_t draw)
{
	struct sum s = {0};

	for (size_t i = 0; i < n; i++) {
		struct row r = row_of(i);
		double count[128];

		if (r.cell != cell)
			continue;
		if (kind == DRAW_WEIGHTS)
			draws_weights(r.row.key, 0, 128, count);
		else
			draws_events(r.row.key, r.row.probability, 0, 128, count);
		for (int k = 0; k < (sum == SUMS ? count[draw] * count[draw] : count[draw]); k++)
			sum_add_product(&s, r.row.weight, sum == SUMS ? r.row.weight : r.value[sum]);
	}
	return s;
}

static void check_sums(struct draw_sums *s, size_t n)
{
	size_t wrong = 0;
	struct err e;

	CHECK(draw_sums_end(s, &e) == ST_OK);
	for (size_t cell = 0; cell < CELLS; cell++)
		for (size_t k = 0; k < SUMS + (size_t)s->squares; k++)
			for (size_t b = 0; b < DRAWS; b += 23) {
				struct sum got = draw_sums_get(s, cell, k, b), want = expected(s->kind, n, cell, k, b);

				wrong += sum_compare(&got, &want) != 0;
			}
	CHECK(wrong == 0);
}

/* Quotients as those of the exact sums, of one cell and of all. */
static void check_ratios(const struct draw_sums *s)
{
	size_t wrong = 0;

	for (size_t k = 0; k < SUMS; k++)
		for (size_t b = 0; b < DRAWS; b += 7)
			for (size_t cells = 1; cells <= CELLS; cells += CELLS - 1) {
				struct draw_number x = draw_sums_number(s, 0, cells, k, b);
				struct draw_number y = draw_sums_number(s, 0, cells, 0, b), z;
				struct sum above = {0}, below = {0};

				for (size_t cell = 0; cell < cells; cell++) {
					struct sum one = draw_sums_get(s, cell, k, b);

					sum_merge(&above, &one);
					one = draw_sums_get(s, cell, 0, b);
					sum_merge(&below, &one);
				}
				z = draw_number_of(&above);
				wrong += draw_number_ratio(&x, &y) != sum_ratio(&above, &below);
				wrong += draw_number_ratio(&z, &y) != sum_ratio(&above, &below);
			}
	CHECK(wrong == 0);
}

static void test_kind(enum draw_kind kind, bool squares)
{
	enum { N = 3000 };
	struct draw_sums s, t;
	struct err e;

	CHECK(draw_sums_init(&s, kind, CELLS, SUMS, squares, DRAWS, &e) == ST_OK);
	CHECK(draw_sums_init(&t, kind, CELLS, SUMS, squares, DRAWS, &e) == ST_OK);
	add_rows(&s, N - 1, (size_t)-1, N);
	check_sums(&s, N);
	check_ratios(&s);
	draw_sums_free(&s);
	draw_sums_init(&s, kind, CELLS, SUMS, squares, DRAWS, &e);
	add_rows(&s, 0, 2, N / 2);
	add_rows(&t, 1, 2, N / 2);
	draw_sums_merge(&s, &t);
	check_sums(&s, N);
	draw_sums_free(&s);
	draw_sums_free(&t);
}

/* So many rows that the limbs must carry into new ones. */
static void test_many(void)
{
	struct draw_row r = {.weight = 1};
	double value = 15.75, total = 0, count[64];
	struct draw_number above, below;
	struct draw_sums s;
	struct sum sum;
	struct err e;

	draw_sums_init(&s, DRAW_WEIGHTS, 1, 1, true, 10, &e);
	for (uint64_t i = 0; i < 200000; i++) {
		r.key = hash_mix(i);
		draw_sums_add(&s, 0, &r, &value);
		draws_weights(r.key, 0, 64, count);
		total += count[9] * value;
	}
	CHECK(draw_sums_end(&s, &e) == ST_OK);
	sum = draw_sums_get(&s, 0, 0, 9);
	CHECK(sum_value(&sum) == total);
	above = draw_sums_number(&s, 0, 1, 0, 9);
	below = draw_sums_number(&s, 0, 1, 1, 9);
	CHECK_NEAR(draw_number_ratio(&above, &below), 15.75 / 2, .1); /* the mean square of a Poisson number is 2 */
	draw_sums_free(&s);
}

int main(void)
{
	test_kind(DRAW_WEIGHTS, true);
	test_kind(DRAW_WEIGHTS, false);
	test_kind(DRAW_EVENTS, false);
	test_many();
	return check_end();
}
