/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* robust/goal: where all conditions of an outcome hold, and none of them as a tie, the goal is reached, and where it is reached some
 * outcome's conditions hold; tried on random logits. */
#include "robust/goal.h"

#include <string.h>

#include "check.h"
#include "math/rng.h"

enum { L = 3, J = 2, ALL = L + J };

static bool hold(const struct goal_condition *c, size_t n, const double *z, bool strictly)
{
	for (size_t k = 0; k < n; k++) {
		double x = (c[k].up == NAMES_NONE ? 0 : z[c[k].up]) - (c[k].down == NAMES_NONE ? 0 : z[c[k].down]);

		if (strictly ? !(x > c[k].need) : !(x >= c[k].need))
			return false;
	}
	return true;
}

static void draw(struct rng *r, double *z)
{
	for (size_t i = 0; i < ALL; i++)
		z[i] = (double)rng_below(r, 7) - 3;
}

static bool class_changed(const double *a, const double *b)
{
	size_t h = 0, k = 0;

	for (size_t i = 1; i < L; i++) {
		h = a[i] > a[h] ? i : h;
		k = b[i] > b[k] ? i : k;
	}
	return h != k;
}

static void test_conditions(enum goal_kind kind, bool alone)
{
	struct rng rng;
	struct err e;
	size_t reached = 0;

	CHECK(!rng_init(&rng, 1 + kind, &e));
	for (int i = 0; i < 3000; i++) {
		struct goal_system s = {L, J, (double)rng_below(&rng, 3) - 1, alone};
		struct goal g = {kind, "", rng_below(&rng, 1 + J)};
		bool available[1 + J], wrong[ALL], strict = false, weak = false, is;
		double z[ALL], later[ALL], cost[1 + J];
		struct goal_row r = {z, available, wrong, cost}, after = r;
		struct goal_condition c[ALL];
		size_t before, n;

		draw(&rng, z);
		draw(&rng, later);
		for (size_t o = 0; o < ALL; o++)
			wrong[o] = rng_below(&rng, 2);
		for (size_t a = 0; a <= J; a++) {
			cost[a] = (double)rng_below(&rng, 3);
			available[a] = rng_below(&rng, 5);
		}
		available[rng_below(&rng, 1 + J)] = true;
		before = goal_outcome(&s, &r);
		if (goal_reached(&g, &s, &r, before, before))
			continue;
		after.z = later;
		for (size_t o = 0; o < ALL; o++)
			if (goal_conditions(&g, &s, &r, before, o, c, &n)) {
				CHECK(n <= ALL);
				strict |= hold(c, n, later, true);
				weak |= hold(c, n, later, false);
			}
		is = kind == GOAL_ANSWER ? class_changed(z, later)
					 : goal_reached(&g, &s, &r, before, goal_outcome(&s, &after));
		CHECK(!strict || is);
		CHECK(!is || weak);
		reached += is;
	}
	CHECK(reached > 100);
	rng_free(&rng);
}

static void test_names(void)
{
	struct names agents = {0};
	struct goal g;
	struct err e;

	CHECK(!names_add_words(&agents, (const char *const[]){"model", "ann", NULL}, &e));
	CHECK(!goal_parse("route:ann", &agents, &g, &e) && g.kind == GOAL_TO && g.agent == 1);
	CHECK(!goal_parse("cost", &agents, &g, &e) && g.kind == GOAL_COST);
	CHECK(goal_parse("route:", &agents, &g, &e) == ST_USAGE);
	CHECK(goal_parse("routes", &agents, &g, &e) == ST_USAGE);
	names_free(&agents);
}

int main(void)
{
	test_names();
	for (int kind = GOAL_ANSWER; kind <= GOAL_COST; kind++) {
		test_conditions((enum goal_kind)kind, false);
		test_conditions((enum goal_kind)kind, true);
	}
	return check_end();
}
