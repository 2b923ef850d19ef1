/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include "optim/lbfgs_warm.h"

/* Rosenbrock's function (1960), least at (1, 1); ctx counts evaluations. */
static double rosenbrock(void *ctx, const double *x, double *g)
{
	double a = 1 - x[0], b = x[1] - x[0] * x[0];

	++*(size_t *)ctx;
	g[0] = -2 * a - 400 * x[0] * b;
	g[1] = 200 * b;
	return a * a + 100 * b * b;
}

/* Never up, to the minimum, whatever the number of steps a call. */
static void test_quasi(void)
{
	for (size_t steps = 1; steps < 5; steps++) {
		double x[2] = {-1.2, 1}, g[2], value, before;
		size_t evaluations = 0;
		struct lbfgs_warm q;
		struct err e;

		before = rosenbrock(&evaluations, x, g);
		CHECK(!lbfgs_warm_init(&q, 2, &e));
		for (int call = 0; call < 100; call++) {
			value = lbfgs_warm_run(&q, rosenbrock, &evaluations, steps, x);
			CHECK(value <= before);
			CHECK(value == rosenbrock(&evaluations, x, g));
			before = value;
		}
		CHECK_NEAR(x[0], 1, 1e-6);
		CHECK_NEAR(x[1], 1, 1e-6);
		lbfgs_warm_free(&q);
	}
}

/* From a point whose value and gradient the caller has: the same steps. */
static void test_from(void)
{
	double x[2][2] = {{-1.2, 1}, {-1.2, 1}}, value[2];
	size_t evaluations[2] = {0};
	struct lbfgs_warm q[2];
	struct err e;

	for (int i = 0; i < 2; i++)
		CHECK(!lbfgs_warm_init(&q[i], 2, &e));
	for (int call = 0; call < 30; call++) {
		value[0] = lbfgs_warm_run(&q[0], rosenbrock, &evaluations[0], 2, x[0]);
		value[1] = rosenbrock(&evaluations[1], x[1], q[1].gradient);
		value[1] = lbfgs_warm_from(&q[1], value[1], rosenbrock, &evaluations[1], 2, x[1]);
		CHECK(value[0] == value[1] && evaluations[0] == evaluations[1]);
		CHECK(x[0][0] == x[1][0] && x[0][1] == x[1][1]);
	}
	for (int i = 0; i < 2; i++)
		lbfgs_warm_free(&q[i]);
}

int main(void)
{
	test_quasi();
	test_from();
	return check_end();
}
