/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

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

int main(void)
{
	test_vectors();
	return check_end();
}
