/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include "base/hash.h"
#include "math/rng.h"

/* The seeded streams are what users see: they must not change. */
static void test_random(struct rng *r)
{
	struct rng same;
	struct err e;
	double sum = 0, squares = 0;
	size_t count[6] = {0};

	CHECK(!rng_init(&same, 1, &e) && !rng_init(r, 1, &e));
	for (int i = 0; i < 60000; i++) {
		double z = rng_normal(r);

		CHECK(z == rng_normal(&same));
		sum += z;
		squares += z * z;
		count[rng_below(r, 6)]++;
		rng_below(&same, 6);
	}
	CHECK_NEAR(sum / 60000, 0, 4 / sqrt(60000));
	CHECK_NEAR(squares / 60000, 1, 4 * sqrt(2.0 / 60000));
	for (int i = 0; i < 6; i++)
		CHECK_NEAR((double)count[i], 10000, 4 * sqrt(10000));
	CHECK(hash_bytes("id7", 3, 1) != hash_bytes("id7", 3, 2));
	CHECK(hash_bytes("", 0, 1) != hash_bytes("\0", 1, 1));
	rng_free(&same);
}

int main(void)
{
	struct rng r;

	test_random(&r);
	rng_free(&r);
	return check_end();
}
