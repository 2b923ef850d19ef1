/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/limits/fixed: whatever a row's places and choice, the sum of its values has what each agent that leaves costs. */
#include "limits/fixed.h"

#include "check.h"
#include "decide/best_agent.h"
#include "math/rng.h"

enum { M = 6, MOST = 3 };

static void check_sums(struct rng *r)
{
	uint32_t who[MOST] = {AGENT_NONE, AGENT_NONE, AGENT_NONE};
	double value[M], priced[M], cost = rng_uniform(r);
	size_t n = rng_below(r, MOST + 1), places = 1 + rng_below(r, MOST), first = rng_below(r, M);

	for (size_t k = 0; k < n; k++)
		who[k] = (uint32_t)((first + k * 5) % M);
	CHECK(fixed_count(who, MOST) == n);
	for (size_t a = 0; a < M; a++)
		priced[a] = value[a] = rng_uniform(r) < .2 ? INFINITY : rng_uniform(r);
	fixed_price(who, cost, MOST, places, priced, M);
	for (size_t c = 0; c < 1u << M; c++) {
		double own = 0, sum = 0;
		size_t size = 0, stay = 0;

		for (size_t a = 0; a < M; a++)
			if (c >> a & 1) {
				size++;
				own += value[a];
				sum += priced[a];
				for (size_t k = 0; k < n; k++)
					stay += who[k] == a;
			}
		if (size == places)
			CHECK(isinf(own) ? isinf(sum) : fabs(sum - own - cost * (double)(n - stay)) < 1e-14);
	}
}

/* Where nobody may leave the others are shut out of a single place, and several places are left to who solves. */
static void check_stays(void)
{
	double one[] = {.1, .2, .3}, two[] = {.1, .2, .3};

	fixed_price((uint32_t[]){1, AGENT_NONE}, INFINITY, 2, 1, one, 3);
	CHECK(isinf(one[0]) && one[1] == .2 && isinf(one[2]));
	fixed_price((uint32_t[]){1, AGENT_NONE}, INFINITY, 2, 2, two, 3);
	CHECK(two[0] == .1 && two[1] == .2 && two[2] == .3);
	fixed_price((uint32_t[]){AGENT_NONE, AGENT_NONE}, .5, 2, 2, two, 3);
	CHECK(two[0] == .1 && two[1] == .2 && two[2] == .3);
}

int main(void)
{
	struct err e = {0};
	struct rng r;

	CHECK(!rng_init(&r, 1, &e));
	for (size_t t = 0; t < check_trials(2000); t++)
		check_sums(&r);
	check_stays();
	rng_free(&r);
	return check_end();
}
