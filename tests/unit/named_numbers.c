/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/worst_case/named_numbers: lists of NAME=NUMBER, and what is none. */
#include "check.h"

#include <string.h>

#include "base/err.h"
#include "worst_case/named_numbers.h"

static struct err e;

static double number(const struct named_numbers *x, const char *name)
{
	return named_number(x, &(struct name){(char *)name, strlen(name)});
}

int main(void)
{
	static const char *const bad[] = {
		"x", "=", "x=", "x=y", "x=-1", "x=1.5", "x=.1,", "x=nan", "a=.1", "x=.1,x=.1"};
	struct named_numbers x = {0};

	CHECK(!named_numbers_read(&x, "--rise", "a=.5,b c=0,d=e=1", 1, &e));
	CHECK(!named_numbers_read(&x, "--rise", "f=1e-3", 1, &e));
	CHECK(!named_numbers_read(&x, "--rise", "", 1, &e));
	CHECK(x.name.n == 4 && number(&x, "a") == .5 && number(&x, "b c") == 0 && number(&x, "d=e") == 1
		&& number(&x, "f") == 1e-3 && isnan(number(&x, "d")));
	CHECK(!named_numbers_read(&x, "--mix", "many=1e9", INFINITY, &e) && number(&x, "many") == 1e9);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct named_numbers y = {0};

		CHECK(!named_numbers_add(&y, "--rise", "a", 1, 0, &e));
		CHECK(named_numbers_read(&y, "--rise", bad[i], 1, &e) == ST_USAGE || !strcmp(bad[i], "x=.1,"));
		CHECK(strstr(e.text, "--rise: "));
		named_numbers_free(&y);
	}
	named_numbers_free(&x);
	return check_end();
}
