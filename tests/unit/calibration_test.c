/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include "calibration_test/calibration_test.h"
#include "calibration_test/vector_test.h"
#include "math/rng.h"

struct sample {
	struct scored_rows rows;
	struct bins bins;
};

static void make(struct sample *s, const double *conf, const int *event, const double *weight, size_t n, size_t bins)
{
	struct err e;

	*s = (struct sample){0};
	CHECK(!bins_init(&s->bins, bins, false, &e));
	for (size_t i = 0; i < n; i++) {
		const struct scored_row r = {.score = conf[i], .weight = weight ? weight[i] : 1, .right = event[i]};

		CHECK(!scored_rows_add(&s->rows, &r, &e));
		bins_add(&s->bins, conf[i], event[i], r.weight);
	}
	CHECK(!scored_rows_sort(&s->rows, &e));
}

static void drop(struct sample *s)
{
	scored_rows_free(&s->rows);
	bins_free(&s->bins);
}

static const struct calibration_test_options options = {.draws = 999, .seed = 1, .level = .95};

/* MAPIE's tests, testdata/cases (case 20); ties are one block here. */
static void test_published(void)
{
	const double p0[] = {.1, .9, .21, .9, .5}, p1[] = {.8, .3, .5, .5, .7, .1};
	const int y0[] = {0, 1, 0, 1, 0}, y1[] = {1, 0, 1, 0, 1, 0};
	struct calibration_test t[CALIBRATION_TESTS];
	struct sample s;
	struct err e;

	make(&s, p0, y0, NULL, 5, 10);
	CHECK(!calibration_test_all(&s.rows, &s.bins, &options, t, &e));
	CHECK_NEAR(t[TEST_SPIEGELHALTER].statistic, -.757, .0005);
	CHECK_NEAR(t[TEST_ECCE_MAD].statistic, .978, .0005);
	/* The sums are -.02, -.062, -.162, -.122 and begin at 0, which MAPIE leaves out of the range. */
	CHECK_NEAR(t[TEST_ECCE_R].value, .162, 1e-15);
	drop(&s);
	make(&s, p1, y1, NULL, 6, 10);
	CHECK(!calibration_test_all(&s.rows, &s.bins, &options, t, &e));
	CHECK_NEAR(t[TEST_SPIEGELHALTER].p, .30289530, 5e-9);
	CHECK_NEAR(t[TEST_SPIEGELHALTER_GREATER].p, .8486, 5e-5);
	CHECK_NEAR(t[TEST_ECCE_MAD].p, .99984620, 5e-9);
	CHECK_NEAR(t[TEST_ECCE_R].p, .999999996, 5e-10);
	drop(&s);
}

/* Ten rows in two bins: (3 / 5 - .2)^2 5 / .16 + (4 / 5 - .7)^2 5 / .21, two degrees of freedom: exp(-x / 2). */
static void test_hosmer(void)
{
	const double p[] = {.2, .2, .2, .2, .2, .7, .7, .7, .7, .7};
	const int y[] = {1, 1, 1, 0, 0, 1, 1, 1, 1, 0};
	struct calibration_test t[CALIBRATION_TESTS];
	struct sample s;
	struct err e;
	double x = .16 * 5 / .16 + .01 * 5 / .21;

	make(&s, p, y, NULL, 10, 10);
	CHECK(!calibration_test_all(&s.rows, &s.bins, &options, t, &e));
	CHECK_NEAR(t[TEST_HOSMER_LEMESHOW].statistic, x, 1e-12);
	CHECK(t[TEST_HOSMER_LEMESHOW].freedom == 2);
	CHECK_NEAR(t[TEST_HOSMER_LEMESHOW].p, exp(-x / 2), 1e-12);
	CHECK_NEAR(t[TEST_CONSISTENCY].value, bins_result(&s.bins, 1).ece, 1e-15);
	drop(&s);
}

/* The double sums, and the jackknife that leaves one row out at a time. */
static void test_kernel(void)
{
	enum { N = 25 };
	double p[N], w[N], all = 0, others = 0, total = 0, squares = 0, left[N], mean = 0, sum = 0;
	int y[N];
	struct calibration_test t[CALIBRATION_TESTS];
	struct sample s;
	struct rng g;
	struct err e;

	CHECK(!rng_init(&g, 5, &e));
	for (int i = 0; i < N; i++) {
		p[i] = (double)rng_below(&g, 11) / 10;
		y[i] = rng_uniform(&g) < .3;
		w[i] = 1 + (double)rng_below(&g, 3);
		total += w[i];
		squares += w[i] * w[i];
	}
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++) {
			double term = w[i] * w[j] * (y[i] - p[i]) * (y[j] - p[j]) * exp(-fabs(p[i] - p[j]) / .4);

			all += term;
			others += i == j ? 0 : term;
		}
	make(&s, p, y, w, N, 15);
	CHECK(!calibration_test_all(&s.rows, &s.bins, &options, t, &e));
	CHECK_NEAR(t[TEST_MMCE].value, sqrt(all) / total, 1e-12);
	CHECK_NEAR(t[TEST_SKCE].value, others / (total * total - squares), 1e-12);
	drop(&s);
	/* Unit weights: U-statistics without row k; their scatter times (n - 1) is the jackknife's, up to 1 / n. */
	for (int k = 0; k < N; k++) {
		left[k] = 0;
		for (int i = 0; i < N; i++)
			for (int j = 0; j < N; j++)
				if (i != j && i != k && j != k)
					left[k] += (y[i] - p[i]) * (y[j] - p[j]) * exp(-fabs(p[i] - p[j]) / .4)
						/ ((N - 1) * (N - 2));
		mean += left[k] / N;
	}
	for (int k = 0; k < N; k++)
		sum += (left[k] - mean) * (left[k] - mean);
	make(&s, p, y, NULL, N, 15);
	CHECK(!calibration_test_all(&s.rows, &s.bins, &options, t, &e));
	CHECK_NEAR((t[TEST_SKCE].hi - t[TEST_SKCE].lo) / 2 / 1.959964 / sqrt(sum * (N - 1) / N), 1, .1);
	drop(&s);
	rng_free(&g);
}

/* Of calibrated confidences at most 5 % and 20 % of the p-values are below that, within three standard errors, and of those that
 * are exact as many; of confidences that are too large by .15 nearly all are below .05. */
static void test_null(void)
{
	enum { N = 300 };
	size_t worlds = check_everything() ? 600 : 100;
	const struct calibration_test_options opt = {.draws = 199, .seed = 3, .level = .95};
	size_t below5[CALIBRATION_TESTS] = {0}, below20[CALIBRATION_TESTS] = {0}, found[CALIBRATION_TESTS] = {0};
	struct calibration_test t[CALIBRATION_TESTS];
	double p[N];
	int y[N];
	struct rng g;
	struct err e;

	CHECK(!rng_init(&g, 8, &e));
	for (size_t w = 0; w < 2 * worlds; w++) {
		bool null = w < worlds;
		struct sample s;

		for (int i = 0; i < N; i++) {
			p[i] = .15 + .85 * rng_uniform(&g);
			y[i] = rng_uniform(&g) < p[i] - (null ? 0 : .15);
		}
		make(&s, p, y, NULL, N, 10);
		CHECK(!calibration_test_all(&s.rows, &s.bins, &opt, t, &e));
		for (int k = 0; k < CALIBRATION_TESTS; k++) {
			below5[k] += null && t[k].p <= .05;
			below20[k] += null && t[k].p <= .2;
			found[k] += !null && t[k].p <= .05;
		}
		drop(&s);
	}
	for (int k = 0; k < CALIBRATION_TESTS; k++) {
		double f5 = below5[k] / (double)worlds, f20 = below20[k] / (double)worlds,
		       power = found[k] / (double)worlds;
		const char *name = calibration_test_name(k);

		CHECK(f5 <= .05 + 3 * sqrt(.05 * .95 / (double)worlds) || !printf("%s: %g at .05\n", name, f5));
		CHECK(f20 <= .2 + 3 * sqrt(.2 * .8 / (double)worlds) || !printf("%s: %g at .2\n", name, f20));
		CHECK(f20 >= .2 - 4 * sqrt(.2 * .8 / (double)worlds) || !printf("%s: only %g at .2\n", name, f20));
		/* Spiegelhalter's z weighs residuals by 1 - 2p: here they all but cancel in it. */
		CHECK(k <= TEST_SPIEGELHALTER_GREATER || power > .9 || !printf("%s: %g found\n", name, power));
	}
	rng_free(&g);
}

/* Probabilities of three classes in sixths, and a label of them; wrong: of the first two exchanged. */
static void add_vector(struct vector_rows *t, struct rng *g, bool wrong)
{
	static const size_t order[] = {0, 1, 2};
	double a = (double)rng_below(g, 5), b = (double)rng_below(g, 7 - (size_t)a);
	const double p[] = {a / 6, b / 6, (6 - a - b) / 6};
	double u = rng_uniform(g);
	size_t y = u < p[0] ? 0 : u < p[0] + p[1] ? 1 : 2;
	struct err e;

	CHECK(!vector_rows_add(t, p, order, 3, wrong && y < 2 ? 1 - y : y, 1, &e));
}

/* More rows than a block has: with calibrated vectors p-values below 5 % and 20 % as often as that, within three and four standard
 * errors, and nothing but noise about an error of 0; else they are found.  The class with probability 0 never comes up. */
static void test_vectors(void)
{
	const size_t worlds = check_everything() ? 400 : 100;
	const struct calibration_test_options opt = {.draws = 99, .seed = 3, .level = .95};
	size_t below5[2] = {0}, below20[2] = {0}, found[2] = {0};
	double mean = 0, square = 0;
	struct edges edges;
	struct rng g;
	struct err e;

	CHECK(!rng_init(&g, 4, &e) && !edges_width(&edges, 3, false, &e));
	for (size_t w = 0; w < 2 * worlds; w++) {
		struct vector_rows rows = {0};
		struct calibration_test t[2];
		bool null = w < worlds;

		for (int i = 0; i < (w % 50 ? 90 : VECTOR_BLOCK + 100); i++)
			add_vector(&rows, &g, !null);
		CHECK(!vector_rows_sort(&rows, &e) && !vector_test(&rows, &edges, &opt, t, &e));
		for (int k = 0; k < 2; k++) {
			below5[k] += null && t[k].p <= .05;
			below20[k] += null && t[k].p <= .2;
			found[k] += !null && t[k].p <= .05;
		}
		mean += null ? t[1].value / (double)worlds : 0;
		square += null ? t[1].value * t[1].value / (double)worlds : 0;
		vector_rows_free(&rows);
	}
	for (int k = 0; k < 2; k++) {
		double f5 = below5[k] / (double)worlds, f20 = below20[k] / (double)worlds;

		CHECK(fabs(f5 - .05) <= 3 * sqrt(.05 * .95 / (double)worlds) || !printf("%d: %g at .05\n", k, f5));
		CHECK(fabs(f20 - .2) <= 4 * sqrt(.2 * .8 / (double)worlds) || !printf("%d: %g at .2\n", k, f20));
		CHECK(found[k] > .9 * (double)worlds || !printf("%d: %zu found\n", k, found[k]));
	}
	CHECK(fabs(mean) < 3 * sqrt(square / (double)worlds));
	edges_free(&edges);
	rng_free(&g);
}

int main(void)
{
	test_published();
	test_hosmer();
	test_kernel();
	test_null();
	test_vectors();
	return check_end();
}
