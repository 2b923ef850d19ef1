/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include <stdlib.h>

#include "decide/best_agent.h"
#include "math/rng.h"
#include "assign/assign.h"
#include "pacing/pace.h"

/* Shares within a percent of their limits and the loss near the best assignment's, on a stream of 20,000. */
static void test_pace(struct rng *r)
{
	enum { N = 20000, M = 5 };
	const double lo[] = {0, 0, .1, .3, 0}, hi[] = {.2, 1, 1, 1, .05};
	size_t least[M], most[M], count[M] = {0}, best_count[M];
	double *cost = malloc(N * M * sizeof *cost), price[M], loss = 0;
	uint32_t *chosen = malloc(N * sizeof *chosen);
	struct assign p = {N, M, cost, least, most, 1, 1, NULL};
	struct assign_result best = {.chosen = chosen, .count = best_count, .price = price};
	struct pace pace;
	struct err e = {0};
	double worst = 0;

	for (size_t k = 0; k < N * M; k++)
		cost[k] = rng_uniform(r) * (k % M == 0 ? .5 : 1);
	for (size_t a = 0; a < M; a++) {
		least[a] = (size_t)(lo[a] * N);
		most[a] = (size_t)(hi[a] * N);
	}
	CHECK(!assign_solve(&p, &best, &e));
	CHECK(!pace_init(&pace, M, 1, 1, lo, hi, 1, &e));
	for (size_t i = 0; i < N; i++) {
		uint32_t a;

		CHECK(pace_row(&pace, cost + i * M, &a) == 1);
		loss += cost[i * M + a];
		count[a]++;
	}
	for (size_t a = 0; a < M; a++) {
		double share = (double)count[a] / N;

		worst = fmax(worst, fmax(share - hi[a], lo[a] - share));
		CHECK_NEAR(pace.price[a], price[a], .1);
	}
	printf("pace: shares off by %.4f, regret %.5f a row\n", worst, (loss - best.objective) / N);
	CHECK(worst < .01);
	CHECK(fabs(loss - best.objective) / N < .01);
	pace_free(&pace);
	free(cost);
	free(chosen);
}

/* An agent of infinite cost is never taken, however dear those are who may be asked, and however often they were. */
static void test_shut(struct rng *r)
{
	const double lo[] = {0, 0, 0}, hi[] = {.3, 1, 1};
	struct pace pace;
	struct err e = {0};

	for (int trial = 0; trial < 100; trial++) {
		CHECK(!pace_init(&pace, 3, 1, 1, lo, hi, 1, &e));
		for (int i = 0; i < 30; i++) {
			double cost[3];
			size_t may = rng_below(r, 3);
			uint32_t a;

			for (size_t j = 0; j < 3; j++)
				cost[j] = j != may && rng_uniform(r) < .5 ? INFINITY : rng_uniform(r) * 2 - 1;
			CHECK(pace_row(&pace, cost, &a) == 1 && isfinite(cost[a]));
		}
		pace_free(&pace);
	}
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 1, &e))
		return 1;
	test_pace(&r);
	test_shut(&r);
	rng_free(&r);
	return check_end();
}
