/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include "base/buf.h"
#include "math/rng.h"
#include "math/sumtext.h"

static void test_sum_text(struct rng *r)
{
	struct buf b = {0};
	struct sum none = {0};
	struct err e;

	CHECK(!sum_print(&none, &b, &e) && b.n == 1 && b.p[0] == '0');
	CHECK(sum_parse(&none, "", 0) && sum_parse(&none, "1+", 2) && sum_parse(&none, "1e-", 3));
	CHECK(sum_parse(&none, "1++2", 4) && sum_parse(&none, "nan", 3));
	for (int trial = 0; trial < 300; trial++) {
		struct sum s = {0}, t = {0};

		for (size_t i = rng_below(r, 20); i-- > 0;)
			sum_add(&s, ldexp(rng_normal(r), (int)rng_below(r, 600) - 300));
		b.n = 0;
		CHECK(!sum_print(&s, &b, &e));
		CHECK(!sum_parse(&t, b.p, b.n));
		sum_subtract(&t, &s);
		CHECK(sum_value(&t) == 0);
	}
	buf_free(&b);
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 11, &e))
		return 1;
	test_sum_text(&r);
	rng_free(&r);
	return check_end();
}
