/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/compare/sample: units of rows and of clusters, their sums, and the standard error against the textbook's of a mean and of cluster sums. */
#include "compare/sample.h"

#include <math.h>

#include "check.h"
#include "math/rng.h"

enum { ROWS = 60, CLUSTERS = 7 };

static struct err e;
static const struct name cluster_name[CLUSTERS] = {{(char *)"a", 1}, {(char *)"b", 1}, {(char *)"c", 1},
	{(char *)"d", 1}, {(char *)"e", 1}, {(char *)"f", 1}, {(char *)"g", 1}};

static void check(struct rng *r, bool clustered, bool weighted)
{
	struct joined_row row[ROWS] = {{0}};
	size_t order[ROWS], seen = 0, unit_of[CLUSTERS];
	double d[ROWS], sum[ROWS] = {0}, all = 0, weight = 0, mean, squares = 0;
	struct outcomes o = {.row = row, .order = order, .n = ROWS, .clustered = clustered};
	struct sample s;

	CHECK(!names_add_list(&o.cluster, cluster_name, CLUSTERS, &e));
	for (size_t c = 0; c < CLUSTERS; c++)
		unit_of[c] = NAMES_NONE;
	for (size_t i = 0; i < ROWS; i++) {
		order[i] = ROWS - 1 - i;
		row[ROWS - 1 - i] = (struct joined_row){.weight = weighted ? 1 + (double)rng_below(r, 4) : 2,
			.key = i,
			.cluster = rng_below(r, CLUSTERS)};
		d[i] = rng_normal(r);
	}
	CHECK(!sample_init(&s, &o, ROWS, 5, &e));
	for (size_t i = 0; i < ROWS; i++)
		sample_add(&s, &o, i, d[i]);
	CHECK(!sample_units(&s, &o, &e));
	CHECK(s.n == ROWS && s.equal == (!clustered && !weighted));
	for (size_t i = 0; i < ROWS; i++) {
		const struct joined_row *j = outcomes_row(&o, i);
		size_t unit = clustered && unit_of[j->cluster] != NAMES_NONE ? unit_of[j->cluster] : seen++;

		unit_of[j->cluster] = unit;
		CHECK(s.unit[i] == unit && s.weight[i] == j->weight && s.key[i] == i);
		sum[unit] += j->weight * d[i];
		all += j->weight * d[i];
		weight += j->weight;
	}
	CHECK(s.units == seen && (clustered ? seen <= CLUSTERS : seen == ROWS));
	sample_sum(&s, s.d, true);
	for (size_t u = 0; u < seen; u++)
		CHECK_NEAR(s.sum[u], sum[u], 1e-12);
	mean = all / weight;
	for (size_t i = 0; i < ROWS; i++)
		sum[s.unit[i]] -= mean * s.weight[i];
	for (size_t u = 0; u < seen; u++)
		squares += sum[u] * sum[u];
	CHECK_NEAR(sample_error(&s, mean), sqrt(squares * (double)seen / (double)(seen - 1)), 1e-10);
	sample_sum(&s, s.d, false);
	for (size_t u = 0, i = 0; u < seen && !clustered; u++, i++)
		CHECK(s.sum[u] == d[i]);
	arena_free(&s.arena);
	names_free(&o.cluster);
}

/* Of equal rows it is the standard deviation times the root of their number. */
static void test_textbook(void)
{
	const double d[] = {2, 4, 4, 4, 5, 5, 7, 9}; /* mean 5, sum of squares 32 */
	struct joined_row row[8];
	size_t order[8];
	struct outcomes o = {.row = row, .order = order, .n = 8};
	struct sample s;

	for (size_t i = 0; i < 8; i++) {
		order[i] = i;
		row[i] = (struct joined_row){.weight = 1};
	}
	CHECK(!sample_init(&s, &o, 8, 1, &e));
	for (size_t i = 0; i < 8; i++)
		sample_add(&s, &o, i, d[i]);
	CHECK(!sample_units(&s, &o, &e) && s.equal);
	sample_sum(&s, s.d, true);
	CHECK_NEAR(sample_error(&s, 5), sqrt(32. / 7 * 8), 1e-12);
	arena_free(&s.arena);
}

int main(void)
{
	struct rng r;

	CHECK(!rng_init(&r, 2, &e));
	for (int trial = 0; trial < 40; trial++)
		check(&r, trial % 2, trial / 2 % 2);
	test_textbook();
	rng_free(&r);
	return check_end();
}
