/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include <string.h>

#include "math/vec.h"

static void test_vectors(void)
{
	double x[3] = {1000, 1000, 999}, p[3];

	CHECK(vec_argmax(x, 3) == 0);
	CHECK_NEAR(vec_logsumexp(x, 3), 1000 + log(2 + exp(-1)), 1e-12);
	CHECK_NEAR(vec_softmax_lse(x, 3, p), vec_logsumexp(x, 3), 1e-12);
	CHECK_NEAR(p[0] + p[1] + p[2], 1, 1e-15);
	CHECK(isinf(vec_logsumexp(x, 0)));
	CHECK(logistic(-1000) == 0 && logistic(1000) == 1 && logistic(0) == .5);
	CHECK_NEAR(logistic(-40) / exp(-40), 1, 1e-15);
	CHECK(softplus(1000) == 1000);
	CHECK_NEAR(softplus(-40) / exp(-40), 1, 1e-15);
	CHECK_NEAR(logit(logistic(3)), 3, 1e-14);
}

static void test_cross_entropy(void)
{
	double z[3] = {.4, -1, 2}, q[3] = {.2, 0, .5}, g[3], spare[3], sum = log(exp(.4) + exp(-1) + exp(2));

	CHECK_NEAR(vec_cross_entropy(z, q, 3, g), .2 * (sum - .4) + .5 * (sum - 2), 1e-14);
	for (int k = 0; k < 3; k++) {
		double at = z[k], up, down;

		z[k] = at + 1e-5;
		up = vec_cross_entropy(z, q, 3, spare);
		z[k] = at - 1e-5;
		down = vec_cross_entropy(z, q, 3, spare);
		z[k] = at;
		CHECK_NEAR(g[k], (up - down) / 2e-5, 1e-9);
	}
	for (int k = 0; k < 3; k++)
		spare[k] = exp(z[k] - sum);
	CHECK_NEAR(vec_cross_entropy_of(z, sum, q, 3, spare), vec_cross_entropy(z, q, 3, g), 1e-15);
	for (int k = 0; k < 3; k++)
		CHECK_NEAR(spare[k], g[k], 1e-15);
}

/* Rows taken together have the bits of each by itself, of any length, and nothing behind them is written. */
static void test_rows(void)
{
	enum { ROWS = 70, MOST = 40 };
	static double x[ROWS * MOST], p[ROWS * MOST + 1], q[MOST], lse[ROWS];

	for (size_t i = 0; i < ROWS * MOST; i++)
		x[i] = 30 * sin((double)(i * i));
	for (size_t n = 1; n <= MOST; n++)
		for (size_t rows = 1; rows <= ROWS; rows += rows < 3 ? 1 : 67) {
			p[rows * n] = -1;
			vec_softmax_rows(x, rows, n, p, lse);
			CHECK(p[rows * n] == -1);
			for (size_t r = 0; r < rows; r++) {
				CHECK(vec_softmax_lse(x + r * n, n, q) == lse[r]);
				CHECK(!memcmp(q, p + r * n, n * sizeof *q));
			}
		}
}

int main(void)
{
	test_rows();
	test_vectors();
	test_cross_entropy();
	return check_end();
}
