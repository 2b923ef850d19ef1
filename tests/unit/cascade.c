/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include "math/rng.h"
#include "route/cascade.h"

/* All pairs of thresholds. */
static double best_cascade(const struct cascade *c, double budget)
{
	double best = -1, tau[2];

	for (size_t i = 0; i <= c->n; i++)
		for (size_t j = 0; j <= (c->m > 2 ? c->n : 0); j++) {
			struct cascade_result r;

			tau[0] = i < c->n ? c->conf[i * c->m] : 2;
			tau[1] = c->m > 2 && j < c->n ? c->conf[j * c->m + 1] : 2;
			r = cascade_measure(c, tau);
			if (r.cost <= budget + 1e-12)
				best = fmax(best, r.gain);
		}
	return best;
}

static void test_cascade(struct rng *r)
{
	int reached = 0, trials = 0;

	for (int trial = 0; trial < 400; trial++) {
		struct cascade c;
		struct err e = {0};
		size_t m = 2 + (trial & 1), n = 1 + rng_below(r, 20);
		double tau[2], budget = 1 + rng_uniform(r) * 3, best;
		struct cascade_result got;

		CHECK(!cascade_init(&c, m, &e));
		for (size_t i = 0; i < n; i++) {
			double conf[3], gain[3], cost[] = {1, 2, 3};

			for (size_t k = 0; k < m; k++) {
				conf[k] = (double)rng_below(r, 10) / 10;
				gain[k] = rng_uniform(r) < conf[k] / 2 + .15 * (double)k;
			}
			CHECK(!cascade_add(&c, conf, cost, gain, 1 + (double)rng_below(r, 2), &e));
		}
		best = best_cascade(&c, budget);
		CHECK(!cascade_fit(&c, budget, tau, &e));
		got = cascade_measure(&c, tau);
		CHECK(got.cost <= budget + 1e-9);
		CHECK(got.gain <= best + 1e-12);
		CHECK(m == 3 || got.gain >= best - 1e-9);
		trials += m == 3;
		reached += m == 3 && got.gain >= best - 1e-9;
		cascade_free(&c);
	}
	printf("cascade: the best of all thresholds in %d of %d trials with three stages\n", reached, trials);
	CHECK(reached >= trials * 95 / 100);
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 1, &e))
		return 1;
	test_cascade(&r);
	rng_free(&r);
	return check_end();
}
