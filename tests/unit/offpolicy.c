/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* What other rules would have done, on simulated logs where it is known: estimators without bias, intervals that hold. */
#include <math.h>

#include "check.h"
#include "math/rng.h"
#include "offpolicy/offpolicy.h"

/* Two agents, right with the probabilities x and 1 - x / 2, x uniform; the log asks the first with probability .2 + .6 x, the rule
 * to be judged where x > .6, and the confidences are off by .1. */
static double truth(void)
{
	/* x <= .6: 1 - x / 2; x > .6: x */
	return .6 - .6 * .6 / 4 + (1 - .6 * .6) / 2;
}

static void add_row(struct rng *g, struct candidate *s, double cap, double *value, struct draw_row *row)
{
	double x = rng_uniform(g), p = .2 + .6 * x;
	bool first = rng_uniform(g)<p, choice = x> .6, right = rng_uniform(g) < (first ? x : 1 - x / 2);
	struct offpolicy_row r = {.same = first == choice,
		.propensity = first ? p : 1 - p,
		.reward = right,
		.expected = fmin(1, (choice ? x : 1 - x / 2) + .1),
		.weight = 1};

	candidate_add(s, &r, cap, value);
	*row = (struct draw_row){.key = (uint64_t)(rng_uniform(g) * 0x1p53) * 0x9e3779b97f4a7c15u, .weight = 1};
}

enum { LOGS = 1000, ROWS = 400, DRAWS = 256 };

static void check_estimators(size_t logs)
{
	double mean[ESTIMATORS] = {0}, square[ESTIMATORS] = {0}, draw[DRAWS];
	size_t held[ESTIMATORS] = {0}, bernstein = 0, bounded = 0;
	struct rng g;
	struct err e;

	if (!CHECK(!rng_init(&g, 21, &e)))
		return;
	for (size_t k = 0; k < logs; k++) {
		struct candidate s = {0};
		struct draw_sums sums;
		struct interval x;
		double value[OFFPOLICY_SUMS];
		struct draw_row row;

		if (!CHECK(!draw_sums_init(&sums, DRAW_WEIGHTS, 1, OFFPOLICY_SUMS, false, DRAWS, &e)))
			return;
		for (size_t i = 0; i < ROWS; i++) {
			add_row(&g, &s, 10, value, &row);
			draw_sums_add(&sums, 0, &row, value);
		}
		CHECK(!draw_sums_end(&sums, &e));
		for (enum estimator i = 0; i < ESTIMATOR_BOUNDS; i++) {
			double v = candidate_value(&s, i);

			mean[i] += v / (double)logs;
			square[i] += v * v / (double)logs;
			x = candidate_interval(&s, i, &sums, 0, .95, draw);
			held[i] += x.lo <= truth() && truth() <= x.hi;
		}
		x = candidate_bernstein(&s, .2, 0, 1, .95);
		bernstein += x.lo <= truth() && truth() <= x.hi;
		x.lo = sum_ratio(&s.same_r, &s.sum[OFFPOLICY_WEIGHT]);
		x.hi = x.lo + 1 - sum_ratio(&s.same, &s.sum[OFFPOLICY_WEIGHT]);
		bounded += x.lo <= truth() + .05 && truth() - .05 <= x.hi;
		draw_sums_free(&sums);
	}
	for (enum estimator i = 0; i < ESTIMATOR_BOUNDS; i++) {
		double deviation = sqrt(square[i] - mean[i] * mean[i]);

		printf("# %s: mean %.4f, truth %.4f, deviation %.4f; 95 %% intervals hold in %.1f %%\n",
			estimator_name(i), mean[i], truth(), deviation, 100 * (double)held[i] / (double)logs);
		CHECK(fabs(mean[i] - truth()) < 3 * deviation / sqrt((double)logs));

		CHECK(held[i] >= .93 * LOGS && held[i] <= .97 * LOGS);
	}
	CHECK(bernstein >= .95 * (double)logs);
	CHECK(bounded == logs);
	rng_free(&g);
}

/* Four rows by hand: propensities 1/2, 1/4, 1, 1/2; the second and the last are not the rule's choice. */
static void check_by_hand(void)
{
	static const struct offpolicy_row row[4] = {
		{true, .5, 1, .5, 1, 1}, {false, .25, 1, .5, 1, 1}, {true, 1, 0, .25, 0, 2}, {false, .5, 0, 1, 0, 1}};
	struct candidate s = {0}, a = {0}, b = {0};
	double value[OFFPOLICY_SUMS];

	for (size_t i = 0; i < 4; i++) {
		candidate_add(&s, &row[i], 1.5, value);
		candidate_add(i % 2 ? &a : &b, &row[i], 1.5, value);
	}
	/* weights 1, 1, 2, 1: rho r = 2, 0, 0, 0; rho = 2, 0, 1, 0; dr = .5 + 2 .5, .5, .25 - .25, 1; switch .5, .5, 0, 1 */
	CHECK_NEAR(candidate_value(&s, ESTIMATOR_IPS), 2 / 5., 1e-15);
	CHECK_NEAR(candidate_value(&s, ESTIMATOR_SNIPS), 2 / 4., 1e-15);
	CHECK_NEAR(candidate_value(&s, ESTIMATOR_DR), (1.5 + .5 + 0 + 1) / 5, 1e-15);
	CHECK_NEAR(candidate_value(&s, ESTIMATOR_SWITCH), (.5 + .5 + 0 + 1) / 5, 1e-15);
	CHECK_NEAR(candidate_effective(&s), 4 * 16 / (5. * (4 + 2)), 1e-15);
	CHECK(s.largest == 2);
	candidate_merge(&a, &b);
	for (enum estimator k = 0; k < ESTIMATOR_BOUNDS; k++)
		CHECK(candidate_value(&a, k) == candidate_value(&s, k));
}

int main(void)
{
	check_by_hand();
	check_estimators(LOGS);
	return check_end();
}
