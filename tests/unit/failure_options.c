/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/worst_case/failure_options: whose error rate rises by how much, and options that sum differently have other signatures. */
#include "check.h"

#include <string.h>

#include "worst_case/failure_options.h"

static struct err e;

static bool same(const struct failure_options *a, const struct failure_options *b)
{
	struct buf x = {0}, y = {0};
	bool equal;

	CHECK(!failure_sign(&x, a, &e) && !failure_sign(&y, b, &e));
	equal = x.n == y.n && !memcmp(x.p, y.p, x.n);
	buf_free(&x);
	buf_free(&y);
	return equal;
}

int main(void)
{
	static const double one[] = {.1}, two[] = {.1, .2};
	struct failure_options o = {0}, other = {0};
	struct names expert = {0};
	const struct name ann = {(char *)"ann", 3}, bob = {(char *)"bob", 3};
	size_t index;

	CHECK(!names_add(&expert, "ann", 3, &index, &e) && !names_add(&expert, "bob", 3, &index, &e));
	CHECK(!failure_check(&o, &expert, &e) && failure_rise(&o, &ann, .3) == .3 && failure_rise(&o, &ann, NAN) == 0);
	CHECK(same(&o, &other));
	CHECK(!named_numbers_read(&o.each, "--rise", "bob=.5", 1, &e));
	CHECK(!failure_check(&o, &expert, &e));
	CHECK(failure_rise(&o, &bob, NAN) == .5 && failure_rise(&o, &ann, NAN) == 0
		&& failure_rise(&o, &bob, .2) == .2);
	CHECK(!same(&o, &other));
	CHECK(!named_numbers_read(&other.each, "--rise", "bob=.25", 1, &e) && !same(&o, &other));
	CHECK(!named_numbers_read(&o.each, "--rise", "cal=0", 1, &e) && failure_check(&o, &expert, &e) == ST_DATA);
	named_numbers_free(&o.each);
	named_numbers_free(&other.each);
	CHECK(same(&o, &other));
	o.rise = one;
	o.rises = 1;
	other.rise = two;
	other.rises = 2;
	CHECK(!same(&o, &other));
	other.rises = 1;
	CHECK(same(&o, &other));
	for (int k = 0; k < 3; k++) {
		other = o;
		other.corrupt = k == 0;
		other.silent = k == 1;
		other.over = k == 2;
		CHECK(!same(&o, &other));
	}
	names_free(&expert);
	return check_end();
}
