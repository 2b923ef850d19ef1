/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include "decide/best_agent.h"
#include "math/rng.h"

static void test_agent(void)
{
	const double conf[] = {.5, .7, .7, NAN}, cost[] = {0, .3, .1, -9};

	CHECK(agent_best(conf, NULL, 4) == 1);
	CHECK(agent_best(conf, cost, 4) == 2);
	CHECK(agent_best(conf + 3, cost, 1) == 1);
}

/* The cheapest sets against all sets. */
static void test_pick(struct rng *r)
{
	for (int trial = 0; trial < 2000; trial++) {
		size_t m = 1 + rng_below(r, 6), most = 1 + rng_below(r, m), least = rng_below(r, most + 1);
		size_t n, free = 0;
		double cost[6], price[6], best = INFINITY, sum = 0;
		uint32_t chosen[6];

		for (size_t a = 0; a < m; a++) {
			cost[a] = rng_below(r, 4) ? floor(rng_normal(r) * 4) : INFINITY;
			price[a] = floor(rng_normal(r) * 2);
			free += cost[a] < INFINITY;
		}
		n = agent_cheapest(cost, price, m, least, most, chosen);
		CHECK(n <= most && n >= (least < free ? least : free));
		for (size_t k = 0; k < n; k++)
			sum += cost[chosen[k]] + price[chosen[k]];
		for (size_t set = 0; set < (size_t)1 << m; set++) {
			size_t size = (size_t)__builtin_popcountll(set);
			double c = 0;

			for (size_t a = 0; a < m; a++)
				c += set >> a & 1 ? cost[a] + price[a] : 0;
			if (size >= least && size <= most)
				best = fmin(best, c);
		}
		CHECK(least > free || sum == best);
	}
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 1, &e))
		return 1;
	test_agent();
	test_pick(&r);
	rng_free(&r);
	return check_end();
}
