/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include <float.h>

#include "base/buf.h"
#include "math/rng.h"
#include "math/sum.h"
#include "math/sumtext.h"

static double random_double(struct rng *r)
{
	return ldexp(rng_normal(r), (int)rng_below(r, 1200) - 600);
}

/* Any order, any partition: the same bytes; and the terms of sum_pop add up to the sum. */
static void test_sum_partitions(struct rng *r)
{
	enum { N = 200 };
	double x[N];

	for (int trial = 0; trial < 300; trial++) {
		struct sum whole = {0}, part[3] = {0}, again = {0}, rest;
		int exponent;

		for (int i = 0; i < N; i++)
			x[i] = i & 1 && rng_below(r, 2) ? -x[i - 1] : random_double(r);
		for (int i = 0; i < N; i++)
			sum_add(&whole, x[i]);
		sum_add_all(&part[0], x, N / 2);
		for (int i = N; i-- > N / 2;)
			sum_add(&part[rng_below(r, 3)], x[i]);
		sum_merge(&part[2], &part[0]);
		sum_merge(&part[2], &part[1]);
		CHECK(sum_value(&whole) == sum_value(&part[2]));
		rest = whole;
		for (double t; (t = sum_pop(&rest, &exponent)) != 0;)
			CHECK(sum_add_scaled(&again, t, exponent));
		CHECK(sum_value(&again) == sum_value(&whole));
		sum_subtract(&again, &whole);
		CHECK(sum_value(&again) == 0);
	}
}

/* Integers of up to 120 bits against 128-bit arithmetic, rounded by the compiler. */
static void test_sum_rounding(struct rng *r)
{
	for (int trial = 0; trial < 20000; trial++) {
		struct sum s = {0};
		__int128 exact = 0;

		for (int i = 0; i < 6; i++) {
			double x = ldexp(floor(rng_normal(r) * 0x1p52), (int)rng_below(r, 62));

			sum_add(&s, x);
			exact += (__int128)x;
		}
		CHECK(sum_value(&s) == (double)exact);
	}
}

static void test_sum_cases(void)
{
	struct sum s = {0}, p = {0}, t = {0};

	CHECK(sum_value(&s) == 0);
	sum_add(&s, 1e308);
	sum_add(&s, 1e308);
	CHECK(isinf(sum_value(&s)));
	sum_add(&s, -1e308);
	CHECK(sum_value(&s) == 1e308);
	sum_add(&s, -1e308);
	sum_add(&s, 5e-324);
	CHECK(sum_value(&s) == 5e-324);
	sum_add(&t, 1);
	sum_add(&t, 0x1p-53);
	CHECK(sum_value(&t) == 1); /* half way: to even */
	sum_add(&t, 5e-324);
	CHECK(sum_value(&t) == 1 + DBL_EPSILON);
	sum_add(&t, -5e-324);
	sum_add(&t, -5e-324);
	CHECK(sum_value(&t) == 1);
	sum_add_product(&p, 0.1, 0.1);
	sum_add(&p, -(0.1 * 0.1));
	CHECK(sum_value(&p) == fma(0.1, 0.1, -(0.1 * 0.1)));
	sum_add(&p, -1);
	CHECK(sum_value(&p) == -1);
}

/* Beyond the doubles: products, quotients and texts of sums that no double can hold. */
static void test_sum_range(void)
{
	struct sum a = {0}, b = {0}, c = {0};
	struct buf text = {0};
	struct err e;

	for (int i = 0; i < 1000; i++) {
		sum_add_product(&a, 1e308, 1e308);
		sum_add(&b, DBL_MAX);
	}
	CHECK(isinf(sum_value(&a)) && isinf(sum_value(&b)));
	CHECK(fabs(sum_ratio(&a, &b) / (1e308 / DBL_MAX * 1e308) - 1) < 1e-15);
	sum_add_product(&a, 0x1p-1074, -0x1p-1074);
	CHECK(!sum_print(&a, &text, &e) && !sum_parse(&c, text.p, text.n));
	sum_subtract(&c, &a);
	CHECK(sum_value(&c) == 0);
	sum_add_product(&c, 0x1p-1074, 0x1p-1074);
	CHECK(sum_value(&c) == 0 && sum_ratio(&c, &c) == 1);
	CHECK(sum_parse(&c, "1p9999", 6) && sum_parse(&c, "1p0.5", 5) && sum_parse(&c, "1p-2200", 7)
		&& sum_parse(&c, "p", 1) && sum_parse(&c, "1+", 2));
	a = b = (struct sum){0};
	CHECK(isnan(sum_ratio(&a, &b)));
	sum_add(&a, -1);
	CHECK(isinf(sum_ratio(&a, &b)) && sum_ratio(&b, &a) == 0);
	buf_free(&text);
}

/* Quotients of sums are rounded once: those of integers by the processor, and the same under a common factor. */
static void test_sum_ratio(struct rng *r)
{
	for (int trial = 0; trial < 5000; trial++) {
		double x = (double)(1 + rng_below(r, 1000000)), y = (double)(1 + rng_below(r, 1000000));
		struct sum a = {0}, b = {0}, c = {0}, d = {0};

		sum_add_product(&a, x, .1);
		sum_add_product(&b, y, .1);
		CHECK(sum_ratio(&a, &b) == x / y);
		for (int i = 0; i < 5; i++) {
			double u = random_double(r), v = random_double(r);

			sum_add(&a, u);
			sum_add_product(&c, u, 3e-200);
			sum_add(&b, v);
			sum_add_product(&d, v, 3e-200);
		}
		sum_add_product(&c, x * .1, 3e-200);
		sum_add_product(&c, fma(x, .1, -(x * .1)), 3e-200);
		sum_add_product(&d, y * .1, 3e-200);
		sum_add_product(&d, fma(y, .1, -(y * .1)), 3e-200);
		CHECK(sum_ratio(&a, &b) == sum_ratio(&c, &d));
	}
}

/* Common terms, [2^-32, 2^13), are kept apart: the same sum as by products of other factors, which are not. */
static void test_common(struct rng *r)
{
	struct sum apart = {0}, product = {0}, rest;
	int e;

	for (int i = 0; i < 100000; i++) {
		double x = ldexp(1 + rng_uniform(r), (int)rng_below(r, 60) - 40);

		x = i % 10 ? x : ldexp(i % 3 ? 1 : 2 - 0x1p-52, i % 60 - 40);
		sum_add(&apart, x);
		sum_add_product(&product, 2, x / 2);
		if (i % 10000)
			continue;
		CHECK(sum_compare(&apart, &product) == 0 && sum_value(&apart) == sum_value(&product));
		rest = apart;
		sum_subtract(&rest, &product);
		CHECK(sum_scaled(&rest, &e) == 0);
		sum_merge(&apart, &rest);
	}
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 7, &e))
		return 1;
	test_sum_partitions(&r);
	test_sum_rounding(&r);
	test_sum_cases();
	test_sum_range();
	test_sum_ratio(&r);
	test_common(&r);
	rng_free(&r);
	return check_end();
}
