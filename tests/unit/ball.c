/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* math/ball: closed forms, and the two functions as each other's inverse. */
#include "math/ball.h"

#include "check.h"
#include "math/rng.h"

enum { N = 5 };

static void test_closed_forms(void)
{
	const double a[2] = {3, -4}, inf[2] = {INFINITY, INFINITY}, minus[2] = {-INFINITY, -INFINITY};
	struct ball_break sorted[2];
	struct norm_ball b = {NORM_INF, 2, minus, inf, sorted};
	double d[2];

	CHECK_NEAR(ball_reach(&b, a, 14, d), 2, 1e-15);
	CHECK_NEAR(d[1], -2, 1e-15);
	b.norm = NORM_2;
	CHECK_NEAR(ball_reach(&b, a, 10, d), 2, 1e-15);
	CHECK_NEAR(d[0], 1.2, 1e-15);
	b.norm = NORM_1;
	CHECK_NEAR(ball_reach(&b, a, 8, d), 2, 1e-15);
	CHECK_NEAR(d[0], 0, 0);
	CHECK_NEAR(ball_reach(&b, a, -1, d), 0, 0);
}

/* The second feature may fall by 0.5 only. */
static void test_limits(void)
{
	const double a[2] = {3, -4}, hi[2] = {INFINITY, 1}, lo[2] = {-1, -.5};
	struct ball_break sorted[2];
	struct norm_ball b = {NORM_INF, 2, lo, hi, sorted};
	double d[2];

	CHECK_NEAR(ball_reach(&b, a, 14, d), 4, 1e-15);
	b.norm = NORM_1;
	CHECK_NEAR(ball_reach(&b, a, 8, d), .5 + 2, 1e-15);
	b.norm = NORM_2;
	CHECK_NEAR(ball_reach(&b, a, 14, d), sqrt(16 + .25), 1e-14);
	CHECK(isinf(ball_reach(&(struct norm_ball){NORM_2, 2, lo, (double[2]){0, 0}, sorted}, a, 14, d)));
}

static void test_inverse(void)
{
	struct rng r;
	struct err e;

	CHECK(!rng_init(&r, 1, &e));
	for (int i = 0; i < 3000; i++) {
		double a[N], lo[N], hi[N], d[N], again[N], radius = rng_uniform(&r) * 3, raised;
		struct ball_break sorted[N];
		struct norm_ball b = {(enum norm)(i % 3), N, lo, hi, sorted};

		for (int j = 0; j < N; j++) {
			a[j] = rng_below(&r, 4) ? rng_normal(&r) : 0;
			lo[j] = rng_below(&r, 3) ? -INFINITY : -rng_uniform(&r);
			hi[j] = rng_below(&r, 3) ? INFINITY : rng_below(&r, 2) ? 0 : rng_uniform(&r);
		}
		raised = ball_raise(&b, a, radius, d);
		CHECK(ball_norm(b.norm, d, N) <= radius * (1 + 1e-14));
		for (int j = 0; j < N; j++)
			CHECK(d[j] >= lo[j] && d[j] <= hi[j]);
		if (raised > 0)
			CHECK(ball_reach(&b, a, raised * (1 - 1e-12), again) <= radius * (1 + 1e-12));
		if (raised > 0 && ball_norm(b.norm, d, N) > radius * (1 - 1e-9))
			CHECK_NEAR(ball_reach(&b, a, raised * (1 - 1e-12), again), radius, 1e-8 * radius);
	}
	rng_free(&r);
}

int main(void)
{
	test_closed_forms();
	test_limits();
	test_inverse();
	return check_end();
}
