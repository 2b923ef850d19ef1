/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/assign/whole: limits are kept where it says so, by counting anew; never dearer than a start that keeps them; no single change is better. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "assign/whole.h"
#include "math/rng.h"

enum { ROWS = 30, AGENTS = 3 };

static double cost[ROWS * AGENTS], effort[ROWS * AGENTS], limit[AGENTS];
static size_t lo[AGENTS], hi[AGENTS];
static struct names agent, good;

/* What the assignment costs, infinite where it breaks a limit. */
static double value(const uint32_t *chosen, size_t n)
{
	double used[AGENTS] = {0}, sum = 0;
	size_t count[AGENTS] = {0};

	for (size_t i = 0; i < n; i++) {
		sum += cost[i * AGENTS + chosen[i]];
		used[chosen[i]] += effort[i * AGENTS + chosen[i]];
		count[chosen[i]]++;
	}
	for (size_t a = 0; a < AGENTS; a++)
		if (used[a] > limit[a] + 1e-9 || count[a] < lo[a] || count[a] > hi[a])
			return INFINITY;
	return sum;
}

static const struct side_use use = {.amount = effort, .by_agent = true};

static void one(struct rng *r, size_t n, bool pairs)
{
	struct side s = {.k = AGENTS, .limit = limit, .name = &good, .use = &use, .uses = 1};
	struct assign p = {n, AGENTS, cost, lo, hi, 1, 1, &agent};
	struct assign_result best = {0};
	struct side_result side = {0};
	struct relax x;
	struct err e;
	double before, after;
	bool keeps;

	for (size_t c = 0; c < n * AGENTS; c++) {
		cost[c] = c % AGENTS && rng_uniform(r) < .2 ? INFINITY : rng_uniform(r);
		effort[c] = 1 + (double)rng_below(r, 9);
	}
	for (size_t a = 0; a < AGENTS; a++) {
		limit[a] = (double)(n + rng_below(r, 3 * n));
		lo[a] = rng_below(r, 2) * rng_below(r, 1 + n / 4);
		hi[a] = n - rng_below(r, 2) * rng_below(r, 1 + n / 3);
	}
	CHECK(!relax_init(&x, &p, &s, &best, &side, &e));
	for (size_t i = 0; i < n; i++)
		x.r.chosen[i] = 0;
	before = value(x.r.chosen, n);
	CHECK(!whole_improve(&x, pairs, &keeps, &e));
	after = value(x.r.chosen, n);
	CHECK(keeps == isfinite(after));
	CHECK(isinf(before) || after <= before + 1e-9);
	for (size_t i = 0; keeps && i < n; i++) {
		uint32_t was = x.r.chosen[i];

		for (uint32_t a = 0; a < AGENTS; a++) {
			x.r.chosen[i] = a;
			CHECK(value(x.r.chosen, n) >= after - 1e-9);
		}
		x.r.chosen[i] = was;
	}
	relax_free(&x);
}

int main(void)
{
	static const char *const name[] = {"a", "b", "c", NULL};
	struct rng r;
	struct err e;

	CHECK(!rng_init(&r, 5, &e));
	CHECK(!names_add_words(&agent, name, &e) && !names_add_words(&good, name, &e));
	for (size_t k = 0; k < 60; k++)
		one(&r, 3 + rng_below(&r, ROWS - 3), k % 2);
	names_free(&agent);
	names_free(&good);
	rng_free(&r);
	return check_end();
}
