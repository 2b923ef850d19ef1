/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/pacing/promise: against all ways in which rows to come can go, for limits of three agents, a pair of them and all. */
#include "check.h"

#include "math/rng.h"
#include "pacing/promise.h"

enum { AGENTS = 3, LIMITS = 5 };

/* Agents 0 to 2, agents 0 and 1, everybody. */
static bool in(size_t limit, size_t agent)
{
	return limit < AGENTS ? limit == agent : limit == 3 ? agent < 2 : true;
}

static bool kept(const struct cap *cap, const size_t *more)
{
	for (size_t k = 0; k < LIMITS; k++) {
		double n = cap[k].used;

		for (size_t a = 0; a < AGENTS; a++)
			n += in(k, a) ? (double)more[a] : 0;
		if (isinf(cap[k].soft) && (n < cap[k].lo || n > cap[k].hi))
			return false;
	}
	return true;
}

static bool possible(const struct cap *cap, size_t agent, size_t left)
{
	for (size_t a = 0; a <= left; a++)
		for (size_t b = 0; a + b <= left; b++) {
			size_t more[AGENTS] = {a, b, left - a - b};

			if (agent < AGENTS)
				more[agent]++;
			if (kept(cap, more))
				return true;
		}
	return false;
}

int main(void)
{
	size_t first[AGENTS] = {0, 1, 2}, up[LIMITS] = {3, 3, 4, 4, 5}, of[LIMITS] = {0, 1, 2, 3, 4}, yes = 0, no = 0;
	struct forest f = {.n = LIMITS, .first = first, .up = up};
	struct promise p;
	struct rng r;
	struct err e;

	CHECK(!rng_init(&r, 3, &e));
	CHECK(!promise_init(&p, AGENTS, &f, of, &e));
	for (size_t t = 0; t < 3000; t++) {
		struct cap cap[LIMITS];
		size_t left = rng_below(&r, 6), agent = rng_below(&r, AGENTS + 1);
		bool want, got;

		for (size_t k = 0; k < LIMITS; k++) {
			double lo = (double)(rng_below(&r, 2) * rng_below(&r, 4));

			cap[k] = (struct cap){.lo = lo,
				.hi = rng_below(&r, 2) ? INFINITY : lo + (double)rng_below(&r, 4),
				.soft = rng_below(&r, 6) ? INFINITY : 1,
				.used = (double)rng_below(&r, 3)};
		}
		want = possible(cap, agent, left);
		got = promise_holds(&p, cap, agent == AGENTS ? NAMES_NONE : agent, (double)left);
		CHECK(want == got);
		*(got ? &yes : &no) += 1;
	}
	CHECK(yes > 500 && no > 500);
	promise_free(&p);
	CHECK(!promise_init(&p, 2, NULL, NULL, &e)); /* every agent on its own */
	CHECK(promise_holds(
		&p, (struct cap[]){{.lo = 1, .hi = 2, .soft = INFINITY}, {.hi = 1, .soft = INFINITY}}, NAMES_NONE, 3));
	CHECK(!promise_holds(
		&p, (struct cap[]){{.lo = 1, .hi = 2, .soft = INFINITY}, {.hi = 1, .soft = INFINITY}}, NAMES_NONE, 4));
	CHECK(p.upper && p.at == 2);
	promise_free(&p);
	rng_free(&r);
	return check_end();
}
