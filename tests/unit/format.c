/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/figure/format: suffixes, and what is taken out of a drawing. */
#include "draw/format.h"

#include <string.h>

#include "check.h"

static bool finishes(enum format format, const char *drawn, const char *want)
{
	struct err e;
	struct buf b = {0};
	bool same = !buf_add_string(&b, drawn, &e);

	format_finish(format, &b);
	same = same && b.n == strlen(want) && !memcmp(b.p, want, b.n);
	buf_free(&b);
	return same;
}

static void test_suffix(void)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++) {
		char file[32] = "x.y";

		CHECK(format_of(strcat(file, format_table[i].suffix)) == (int)i);
		CHECK(!strcmp(format_name(i), format_table[i].name));
	}
	CHECK(!format_name(FORMAT_COUNT) && format_of("x.gif") < 0 && format_of("svg") < 0);
}

static void test_finish(void)
{
	CHECK(finishes(FORMAT_EPS, "%!\n%%CreationDate: Fri\n%%Pages: 1\n", "%!\n%%CreationDate: \n%%Pages: 1\n"));
	CHECK(finishes(FORMAT_PDF, "a /CreationDate (D:20261127051018Z)\n", "a /CreationDate (D:00000000000000Z)\n"));
	CHECK(finishes(FORMAT_TIKZ, "x\n%% Fri\n%% Sat\ny", "x\n%% \n%% \ny"));
	CHECK(finishes(FORMAT_SVG, "%%CreationDate: Fri\n", "%%CreationDate: Fri\n"));
	CHECK(finishes(FORMAT_DUMB, "\f\n a  \n\nb\n \n", " a\n\nb\n"));
	CHECK(finishes(FORMAT_PDF, "/CreationDate (D:", "/CreationDate (D:"));
}

int main(void)
{
	test_suffix();
	test_finish();
	return check_end();
}
