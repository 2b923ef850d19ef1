/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/measure against brute force, closed forms and published values; merge laws. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "math/rng.h"
#include "measure/calibration_error.h"
#include "measure/estimand_errors.h"
#include "measure/score.h"

static struct err e;

/* The integral of |sum_i (y_i - c_i) sum over images of the Gaussian|, trapezoid rule. */
static double smooth_brute(const double *c, const bool *y, size_t n, double sigma)
{
	enum { STEPS = 4000 };
	double sum = 0;

	for (int j = 0; j <= STEPS; j++) {
		double t = (double)j / STEPS, f = 0;

		for (size_t i = 0; i < n; i++)
			for (int k = -4; k <= 4; k++) {
				double a = (t - c[i] - 2 * k) / sigma, b = (t + c[i] - 2 * k) / sigma;

				f += (y[i] - c[i]) * (exp(-a * a / 2) + exp(-b * b / 2));
			}
		sum += fabs(f) * (j == 0 || j == STEPS ? .5 : 1);
	}
	return sum / STEPS / sigma / sqrt(2 * M_PI) / (double)n;
}

static void test_smooth(struct rng *r)
{
	double c[30], value;
	bool y[30];
	struct smooth s;

	CHECK(!smooth_init(&s, &e));
	for (size_t i = 0; i < 30; i++) {
		c[i] = i == 0 ? 0 : i == 1 ? 1 : rng_uniform(r);
		y[i] = rng_below(r, 2);
		smooth_add(&s, c[i], y[i], 1);
	}
	for (double sigma = .02; sigma < 1; sigma *= 2) {
		CHECK(!smooth_at(&s, sigma, &value, &e));
		CHECK_NEAR(value, smooth_brute(c, y, 30, sigma), 2e-5);
	}
	CHECK(!smooth_result(&s, &value, &e));
	CHECK_NEAR(smooth_brute(c, y, 30, value), value, 2e-5);
	smooth_free(&s);
}

/* LeNet-5 on CIFAR-10: relplot gives 0.107679 at sigma = 0.05, on a mesh of 200 points.  The residuals have one
 * sign after smoothing, so the limit is |confidence - accuracy| = 0.638688 - 0.5308. */
static void test_smooth_network(void)
{
	static const char *columns[] = {"label=label prob=p*"},
			  *files[] = {"testdata/cifar10_probabilities/lenet-5-cifar-10.csv"};
	const struct table_options options = {.columns = {columns, 1, 1}};
	const struct calibration_error_options o = {.bins = 15, .smooth = true};
	const struct strings file = {files, 1, 1};
	struct estimand s = {.kind = ESTIMAND_TOP};
	struct estimand_errors x;
	struct table t;
	double value = 0;
	int st;

	CHECK(!table_open(&t, &options, &file, &e) && !estimand_open(&s, &t, &(struct estimand_names){0}, &e));
	CHECK(!estimand_errors_init(&x, &s, &o, &e));
	while (!(st = estimand_next(&s, &e)))
		CHECK(!estimand_errors_add(&x, &s, &e));
	CHECK(st == ST_END && !smooth_at(&x.part[0].smooth, .05, &value, &e));
	CHECK_NEAR(value, .10767894877963013, 2.5e-4);
	CHECK_NEAR(value, .6386878824302 - .5308, 1e-9);
	estimand_errors_free(&x);
	estimand_free(&s);
	table_close(&t);
}

/* 81 of 263: 0.2553 to 0.3662 (Newcombe 1998, table I, method 3); and the ends. */
static void test_wilson(void)
{
	struct bins b;
	struct bin_result r;

	CHECK(!bins_init(&b, 2, false, &e));
	for (int i = 0; i < 263; i++)
		bins_add(&b, .1, i < 81, 1);
	bins_add(&b, .9, true, 1);
	r = bins_bin(&b, 0, .95);
	CHECK_NEAR(r.wilson.lo, .2553, 5e-5);
	CHECK_NEAR(r.wilson.hi, .3662, 5e-5);
	r = bins_bin(&b, 1, .95);
	CHECK(r.wilson.hi == 1 && r.wilson.lo > .2);
	bins_free(&b);
}

/* Random partitions in random order give the same bytes. */
static void test_partitions(struct rng *r)
{
	static const struct calibration_error_options options[] = {
		{.bins = 7, .smooth = true}, {.bins = 5, .binning = BINNING_MASS, .corp = true}};

	for (int trial = 0; trial < 40; trial++) {
		const struct calibration_error_options *o = &options[trial & 1];
		struct calibration_error whole, part[3];
		struct calibration_error_result a, b;

		CHECK(!calibration_error_init(&whole, o, &e));
		for (int k = 0; k < 3; k++)
			CHECK(!calibration_error_init(&part[k], o, &e));
		for (int i = 0; i < 300; i++) {
			double conf = trial & 4 ? (double)rng_below(r, 30) / 29 : rng_uniform(r);
			double weight = trial & 2 ? rng_uniform(r) : 1;
			bool event = rng_below(r, 2);

			struct calibration_row row = {
				conf, event, calibration_error_nll(conf, event), weight, (uint64_t)i, (uint64_t)i};

			CHECK(!calibration_error_add(&whole, &row, &e));
			CHECK(!calibration_error_add(&part[rng_below(r, 3)], &row, &e));
		}
		CHECK(!calibration_error_merge(&part[2], &part[0], &e)
			&& !calibration_error_merge(&part[2], &part[1], &e));
		CHECK(!calibration_error_end(&whole, &e) && !calibration_error_end(&part[2], &e));
		CHECK(!calibration_error_result(&whole, 1, &a, &e) && !calibration_error_result(&part[2], 1, &b, &e));
		CHECK(a.bins.n == 300 && a.bins.made == b.bins.made && a.bins.ece == b.bins.ece
			&& a.bins.debiased == b.bins.debiased && a.brier == b.brier && a.nll == b.nll);
		CHECK(o->smooth ? a.smooth == b.smooth : a.corp.mcb == b.corp.mcb && a.corp.dsc == b.corp.dsc);
		calibration_error_free(&whole);
		for (int k = 0; k < 3; k++)
			calibration_error_free(&part[k]);
	}
}

static void test_score(void)
{
	struct score s = {0}, t = {0};
	const double none[3] = {0, NAN, NAN};
	const double some[3] = {0, 1, NAN};

	CHECK(!score_reserve(&s, 3, &e) && !score_reserve(&t, 3, &e));
	score_add(
		&s, &(struct score_row){.weight = 1, .agent = (const size_t[]){0}, .n = 1, .system = 0, .alone = none});
	score_add(&t,
		&(struct score_row){
			.weight = 3, .agent = (const size_t[]){1}, .n = 1, .system = 1, .alone = some, .cost = .5});
	score_add(&t,
		&(struct score_row){
			.weight = 1, .agent = (const size_t[]){2}, .n = 1, .system = NAN, .alone = some, .cost = 1});
	score_merge(&s, &t);
	CHECK(s.n == 3 && s.n_unscored == 1);
	CHECK(score_rate(&s.system) == .75 && score_rate(&s.experts) == 1 && score_rate(&s.model) == 0);
	CHECK(score_rate(&s.oracle) == .8 && score_rate(&s.alone[0]) == 0 && isnan(score_rate(&s.alone[2])));
	CHECK(score_cost(&s) == .5 && score_share(&s, 1) == .6);
	score_free(&s);
	score_free(&t);
}

int main(void)
{
	struct rng r;

	if (rng_init(&r, 3, &e))
		return 1;
	test_smooth(&r);
	test_smooth_network();
	test_wilson();
	test_partitions(&r);
	test_score();
	rng_free(&r);
	return check_end();
}
