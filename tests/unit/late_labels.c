/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/synth/late_labels: the geometric distribution of delays in closed form, the share of missing labels, and that one says nothing
 * of the other.  Tolerances are five standard errors. */
#include <math.h>
#include <stdio.h>

#include "check.h"
#include "synth/late_labels.h"
#include "synth/synth_expert.h"

enum { ROWS = 100000, MOST = 6 };

static uint64_t key_of_row(size_t i, size_t seed)
{
	char id[24];

	return synth_expert_row_key(id, (size_t)snprintf(id, sizeof id, "r%zu", i), seed);
}

/* P(D = d) = q (1 - q)^d, mean M, variance M (1 + M), over the labels that are missing and over those that are not. */
static void check_delays(double missing, double mean)
{
	const struct late_labels l = {.missing = missing, .delay = mean};
	double q = 1 / (1 + mean), n[2] = {0}, sum[2] = {0}, at[2][MOST] = {{0}};

	for (size_t i = 0; i < ROWS; i++) {
		uint64_t key = key_of_row(i, 3);
		double d = late_labels_delay(&l, key);
		bool never = late_labels_missing(&l, key);

		CHECK(d >= 0 && d == floor(d));
		n[never]++;
		sum[never] += d;
		if (d < MOST)
			at[never][(size_t)d]++;
	}
	CHECK_NEAR(n[1] / ROWS, missing, 5 * sqrt(missing * (1 - missing) / ROWS));
	for (size_t k = 0; k < 2; k++)
		for (size_t d = 0; n[k] > 0 && d < MOST; d++) {
			double p = q * pow(1 - q, (double)d);

			CHECK_NEAR(at[k][d] / n[k], p, 5 * sqrt(p * (1 - p) / n[k]));
			CHECK_NEAR(sum[k] / n[k], mean, 5 * sqrt(mean * (1 + mean) / n[k]));
		}
}

/* What is missing at one rate is missing at every higher one; none and all are none and all. */
static void check_rates(void)
{
	static const double rate[] = {0, .1, .4, .9, 1};

	for (size_t i = 0; i < 1000; i++) {
		bool before = false;

		for (size_t r = 0; r < sizeof rate / sizeof *rate; r++) {
			bool now = late_labels_missing(&(struct late_labels){.missing = rate[r]}, key_of_row(i, 1));

			CHECK(now >= before && (rate[r] > 0 || !now) && (rate[r] < 1 || now));
			before = now;
		}
		CHECK(late_labels_delay(&(struct late_labels){.delay = 0}, key_of_row(i, 1)) == 0);
	}
}

int main(void)
{
	check_delays(.3, 12);
	check_delays(.5, .25);
	check_delays(0, 2);
	check_rates();
	return check_end();
}
