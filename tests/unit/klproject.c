/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/base/project: known answers, optimality on random problems, infeasible limits. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "math/klproject.h"
#include "math/rng.h"

static struct names agents;

static void test_known_answers(void)
{
	const double q1[] = {.9, .1, .8, .2}, lo1[] = {0, 0}, hi1[] = {.5, 1};
	const double q2[] = {.7, .2, .1, .6, .3, .1, .5, .1, .4, .2, .5, .3};
	const double lo2[] = {0, 0, .3}, hi2[] = {.3, 1, 1};
	const double row2[] = {.471557424, .352295051, .176147525, .364536953, .476597285, .158865762, .276639776,
		.144672045, .578688179, .087265847, .570458845, .342275307};
	double price[3] = {0}, share[3], out[3];
	struct klproject_result r = {.share = share};
	struct klproject p = {2, 2, q1, NULL, lo1, hi1, &agents};
	struct err e = {0};

	CHECK(klproject_solve(&p, price, &r, &e) == ST_OK);
	CHECK_NEAR(price[0], log(6), 1e-10);
	CHECK(price[1] == 0);
	klproject_row(q1, price, 2, out);
	CHECK_NEAR(out[0], .6, 1e-10);
	klproject_row(q1 + 2, price, 2, out);
	CHECK_NEAR(out[0], .4, 1e-10);
	price[0] = 0;
	p = (struct klproject){4, 3, q2, NULL, lo2, hi2, &agents};
	CHECK(klproject_solve(&p, price, &r, &e) == ST_OK);
	CHECK_NEAR(price[0], .961191122, 1e-9);
	CHECK(price[1] == 0 && price[2] == 0);
	for (int i = 0; i < 4; i++) {
		klproject_row(q2 + 3 * i, price, 3, out);
		for (int a = 0; a < 3; a++)
			CHECK_NEAR(out[a], row2[3 * i + a], 1e-9);
	}
}

/* A random problem that the projection of random gates onto the shares of other gates makes feasible. */
static void random_problem(
	struct rng *r, size_t n, size_t m, double holes, double *q, double *w, double *lo, double *hi)
{
	double total = 0;

	memset(lo, 0, m * sizeof *lo);
	for (size_t i = 0; i < n; i++) {
		double sum = 0, other[16], others = 0;

		w[i] = rng_uniform(r) < .1 ? 0 : rng_uniform(r) * 3;
		total += w[i];
		for (size_t a = 0; a < m; a++) {
			bool hole = rng_uniform(r) < holes && !(a + 1 == m && sum == 0);

			q[i * m + a] = hole ? 0 : exp(3 * rng_normal(r));
			other[a] = hole ? 0 : exp(rng_normal(r));
			sum += q[i * m + a];
			others += other[a];
		}
		for (size_t a = 0; a < m; a++) {
			q[i * m + a] /= sum;
			lo[a] += w[i] * other[a] / others;
		}
	}
	for (size_t a = 0; a < m; a++) {
		double mean = lo[a] / total, kind = rng_uniform(r);

		lo[a] = kind < .3 ? 0 : kind < .6 ? mean : mean * rng_uniform(r);
		hi[a] = kind < .3 ? 1 : kind < .45 ? mean : mean + (1 - mean) * rng_uniform(r) * .2;
	}
}

/* Shares within the limits, prices of the right sign and complementary: with a convex problem, that is
 * optimality.  The divergence paid equals minus the dual's value. */
static void test_optimality(struct rng *rng)
{
	enum { N = 60, M = 16 };
	double q[N * M], w[N], lo[M], hi[M], price[M], share[M], mean[M], row[M];
	size_t passes = 0;

	for (int trial = 0; trial < 400; trial++) {
		size_t n = 5 + rng_below(rng, N - 5), m = 2 + rng_below(rng, M - 2);
		struct klproject p = {n, m, q, w, lo, hi, &agents};
		struct klproject_result r = {.share = share};
		struct err e = {0};
		double kl = 0, total = 0;

		random_problem(rng, n, m, trial % 2 ? .3 : 0, q, w, lo, hi);
		memset(price, 0, sizeof price);
		if (!check_report(!klproject_solve(&p, price, &r, &e), __FILE__, __LINE__, "%s", e.text))
			continue;
		passes = r.passes > passes ? r.passes : passes;
		memset(mean, 0, sizeof mean);
		for (size_t i = 0; i < n; i++) {
			klproject_row(q + i * m, price, m, row);
			total += w[i];
			for (size_t a = 0; a < m; a++) {
				mean[a] += w[i] * row[a];
				kl += row[a] > 0 ? w[i] * row[a] * log(row[a] / q[i * m + a]) : 0;
			}
		}
		for (size_t a = 0; a < m; a++) {
			mean[a] /= total;
			CHECK(mean[a] >= lo[a] - 1e-9 && mean[a] <= hi[a] + 1e-9);
			CHECK(price[a] <= 0 || fabs(mean[a] - hi[a]) < 1e-9);
			CHECK(price[a] >= 0 || fabs(mean[a] - lo[a]) < 1e-9);
		}
		CHECK_NEAR(kl / total, -r.value, 1e-8);
	}
	printf("at most %zu passes\n", passes);
	CHECK(passes <= 40);
}

static void expect_clash(size_t n, size_t m, const double *q, const double *lo, const double *hi, const char *words)
{
	double price[8] = {0}, share[8];
	struct klproject p = {n, m, q, NULL, lo, hi, &agents};
	struct klproject_result r = {.share = share};
	struct err e = {0};

	CHECK(klproject_solve(&p, price, &r, &e) == ST_NUMERIC);
	check_report(!strcmp(e.text, words), __FILE__, __LINE__, "'%s', not '%s'", e.text, words);
}

static void test_clashes(void)
{
	const double q[] = {.5, .3, .2, .1, .1, .8}, zero[] = {.5, .5, 0, .3, .7, 0};
	/* the last row of four may go to d only, two rows to a and b only */
	const double sets[] = {.5, .5, 0, 0, .9, .1, 0, 0, .2, .2, .3, .3, 0, 0, 0, 1};
	const double none[4] = {0}, ones[4] = {1, 1, 1, 1};

	expect_clash(2, 3, q, (double[]){.5, .4, .3}, ones,
		"the limits clash: a, b, c: lower limits 1.2, share of the rows they may answer 1");
	expect_clash(2, 3, q, none, (double[]){.5, .2, .2},
		"the limits clash: a, b, c: upper limits 0.9, share of the rows "
		"that nobody else may answer 1");
	expect_clash(2, 3, q, (double[]){.5, 0, 0}, (double[]){.4, 1, 1},
		"the limits clash: a: the lower limit is above the upper one");
	expect_clash(2, 3, zero, (double[]){0, 0, .1}, ones,
		"the limits clash: c: lower limits 0.1, share of the rows they may answer 0");
	expect_clash(4, 4, sets, none, (double[]){.3, .1, 1, 1},
		"the limits clash: a, b: upper limits 0.4, share of the rows "
		"that nobody else may answer 0.5");
	expect_clash(4, 4, sets, (double[]){.4, .4, 0, 0}, ones,
		"the limits clash: a, b: lower limits 0.8, share of the rows they may answer 0.75");
	expect_clash(4, 4, sets, none, (double[]){1, 1, 1, 0},
		"the limits clash: d: upper limits 0, share of the rows that nobody else may answer 0.25");
}

/* Limits that only prices without bound can meet: the shares still come within the tolerance. */
static void test_boundary(void)
{
	const double q[] = {.5, .3, .2, .1, .1, .8};
	double price[3] = {0}, share[3];
	struct klproject_result r = {.share = share};
	struct klproject p = {2, 3, q, NULL, (double[]){1, 0, 0}, (double[]){1, 1, 1}, &agents};
	struct err e = {0};

	CHECK(klproject_solve(&p, price, &r, &e) == ST_OK);
	CHECK_NEAR(share[0], 1, 1e-9);
	p.lo = (double[]){0, 0, 0};
	p.hi = (double[]){0, .5, 1};
	memset(price, 0, sizeof price);
	CHECK(klproject_solve(&p, price, &r, &e) == ST_OK);
	CHECK(share[0] == 0 && isinf(price[0]));
}

/* Limits that leave nothing over: every agent must have exactly its share, and all rows are alike, so that all rounding
 * errors have one sign.  1/n added n times is not 1 for half of all n. */
static void test_fault_shares_are_divided_once(struct rng *rng)
{
	enum { N = 100000, M = 3 };
	const double third[M] = {1. / 3, 1. / 3, 1. / 3}, gates[M] = {.25, .5, .25};
	double *q = malloc(N * M * sizeof *q), *w = malloc(N * sizeof *w);

	for (size_t i = 0; i < N; i++) {
		memcpy(q + i * M, gates, sizeof gates);
		w[i] = i % 5 ? .1 : .3;
	}
	for (int trial = 0; trial < 60; trial++) {
		size_t n = !trial ? 36217 : 1 + rng_below(rng, trial % 10 ? 5000 : N);
		double price[M] = {0}, share[M];
		struct klproject p = {n, M, q, trial & 1 ? w : NULL, third, third, &agents};
		struct klproject_result r = {.share = share};
		struct err e = {0};

		check_report(!klproject_solve(&p, price, &r, &e), __FILE__, __LINE__, "%zu rows: %s", n, e.text);
		CHECK_NEAR(price[1] - price[0], log(2), 1e-9);
		for (size_t a = 0; a < M; a++)
			CHECK_NEAR(share[a], 1. / 3, 1e-11);
	}
	free(q);
	free(w);
}

/* The rows backwards: the same prices. */
static void test_order(struct rng *rng)
{
	enum { N = 3000, M = 4 };
	double *q = malloc(2 * N * M * sizeof *q), *back = q + N * M, w[N], turned[N], price[2][M], share[M];
	double lo[16], hi[16];

	for (int trial = 0; trial < 20; trial++) {
		struct klproject p[] = {{N, M, q, w, lo, hi, &agents}, {N, M, back, turned, lo, hi, &agents}};
		struct klproject_result r = {.share = share};
		struct err e = {0};

		random_problem(rng, N, M, .2, q, w, lo, hi);
		memset(price, 0, sizeof price);
		for (size_t i = 0; i < N; i++) {
			memcpy(back + i * M, q + (N - 1 - i) * M, M * sizeof *q);
			turned[i] = w[N - 1 - i];
		}
		CHECK(!klproject_solve(&p[0], price[0], &r, &e) && !klproject_solve(&p[1], price[1], &r, &e));
		for (size_t a = 0; a < M; a++)
			CHECK(price[0][a] == price[1][a] || fabs(price[0][a] - price[1][a]) < 1e-9);
		CHECK(klproject_weight(w, N) == klproject_weight(turned, N));
	}
	free(q);
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 1, &e))
		return 4;
	for (const char *s = "abcdefghijklmnop"; *s; s++)
		if (names_add(&agents, s, 1, &(size_t){0}, &e))
			return 4;
	test_known_answers();
	test_optimality(&r);
	test_clashes();
	test_boundary();
	test_fault_shares_are_divided_once(&r);
	test_order(&r);
	names_free(&agents);
	rng_free(&r);
	return check_end();
}
