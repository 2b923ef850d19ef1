/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include "math/order.h"
#include "math/rng.h"

/* Few distinct values, so that there are ties; all magnitudes and both signs. */
static double random_key(struct rng *r)
{
	static const double special[] = {0, -0.0, 1, -1, 1e308, -1e308, 5e-324, -5e-324, INFINITY, -INFINITY};

	switch (rng_below(r, 3)) {
	case 0:
		return special[rng_below(r, sizeof special / sizeof *special)];
	case 1:
		return (double)rng_below(r, 7) - 3;
	default:
		return ldexp(rng_normal(r), (int)rng_below(r, 200) - 100);
	}
}

/* Many that differ in their last bits only. */
static double close_key(struct rng *r)
{
	return rng_below(r, 100) ? 1 + (double)rng_below(r, 5000) * 0x1p-52 : random_key(r);
}

static void test_order(double key(struct rng *), size_t jobs, size_t from, size_t most, struct rng *r)
{
	struct err e;

	for (size_t n = from; n < most; n = n < 60 ? n + 1 : n * 3 / 2) {
		struct order o = {.jobs = jobs};
		size_t seen = 0, wrong = 0;

		for (size_t i = 0; i < n; i++)
			CHECK(!order_add(&o, key(r), i, &e));
		CHECK(!order_sort(&o, &e) && o.n == n);
		for (size_t i = 1; i < n; i++)
			wrong += !(o.row[i - 1].key < o.row[i].key
				|| (o.row[i - 1].key == o.row[i].key && o.row[i - 1].item < o.row[i].item));
		for (size_t i = 0, end; i < n; i = end) {
			end = order_block_end(&o, i);
			seen += end - i;
			wrong += !(o.row[i].key == o.row[end - 1].key && (end == n || o.row[end].key > o.row[i].key));
		}
		CHECK(seen == n && !wrong);
		order_free(&o);
	}
}

static void test_append(struct rng *r)
{
	struct order a = {0}, b = {0};
	struct err e;
	size_t wrong = 0;

	for (size_t i = 0; i < 100; i++)
		CHECK(!order_add(i < 30 ? &a : &b, random_key(r), i < 30 ? i : i - 30, &e));
	CHECK(!order_append(&a, &b, 30, &e) && a.n == 100);
	for (size_t i = 0; i < a.n; i++)
		wrong += a.row[i].item != i || (i >= 30 && a.row[i].key != b.row[i - 30].key);
	CHECK(!wrong);
	order_free(&a);
	order_free(&b);
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 11, &e))
		return 1;
	test_order(random_key, 1, 0, 4000, &r);
	test_order(close_key, 1, 0, 4000, &r);
	for (size_t jobs = 2; jobs <= 5; jobs++) { /* parts that are worth a thread, and a last one that is none */
		test_order(random_key, jobs, jobs << 16, (jobs << 16) + 1000, &r);
		test_order(close_key, jobs, jobs << 16, (jobs << 16) + 1000, &r);
	}
	test_append(&r);
	rng_free(&r);
	return check_end();
}
