/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/math/unit against integers: whatever factor they are multiplied by, their greatest common divisor comes out. */
#include "check.h"

#include <stdint.h>

#include "math/rng.h"
#include "math/unit.h"

static struct err e;

static double unit(const double *w, size_t n)
{
	double u = -1;

	CHECK(!unit_find(w, n, &u, &e));
	return u;
}

static uint64_t divisor(uint64_t a, uint64_t b)
{
	return b ? divisor(b, a % b) : a;
}

static void test_integers(struct rng *r)
{
	enum { N = 20 };

	for (int trial = 0; trial < 3000; trial++) {
		size_t n = 1 + rng_below(r, N);
		double factor = trial & 1 ? 1e-200 * (1 + rng_uniform(r)) : .1, w[N];
		uint64_t most = 1 + rng_below(r, 65536), common = 0;

		for (size_t i = 0; i < n; i++) {
			uint64_t k = 1 + rng_below(r, most);

			common = divisor(k, common);
			w[i] = (double)k * factor;
		}
		CHECK_NEAR(unit(w, n) / factor / (double)common, 1, 1e-14);
	}
}

int main(void)
{
	struct rng r;
	const double decimal[] = {.1, .3, .7, 2.5}, none[] = {1, M_PI}, far[] = {1, 65537}, near[] = {1, 65536},
		     equal[] = {1e308, 1e308}, tiny[] = {5e-324, 1e-323};

	if (rng_init(&r, 5, &e))
		return 1;
	test_integers(&r);
	CHECK_NEAR(unit(decimal, 4), .1, 1e-16);
	CHECK(unit(none, 2) == 0 && unit(far, 2) == 0 && unit(near, 2) == 1);
	CHECK(unit(equal, 2) == 1e308 && unit(tiny, 2) == 5e-324);
	rng_free(&r);
	return check_end();
}
