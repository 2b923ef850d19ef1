/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/figure/label: names as text, also for TeX. */
#include "figure/label.h"

#include <string.h>

#include "check.h"

static struct err e;

static bool is(int (*add)(struct buf *, const char *, size_t, struct err *), const char *text, const char *want)
{
	struct buf out = {0};
	bool same = !add(&out, text, strlen(text), &e) && out.n == strlen(want) && !memcmp(out.p, want, out.n);

	buf_free(&out);
	return same;
}

static void test_label(void)
{
	CHECK(is(label_add, "caf\xc3\xa9", "caf\xc3\xa9") && is(label_add, "a\x01\xff", "a\\x01\\xff"));
	CHECK(is(label_add, "a]]>&#60;", "a]]\\x3e\\x26#60;") && is(label_add, "\xe2\x80\xae", "\\xe2\\x80\\xae"));
	CHECK(label_width("caf\xc3\xa9", 5) == 4);
}

static void test_tex(void)
{
	CHECK(is(label_tex, "a 50%_b", "a\\ 50\\%\\_b") && is(label_tex, "\\x{}", "\\textbackslash{}x\\{\\}"));
	CHECK(is(label_tex, "[t]{x}", "\\lbrack{}t]\\{x\\}")
		&& is(label_tex, "$^~#&", "\\$\\textasciicircum{}\\textasciitilde{}\\#\\&"));
	CHECK(is(label_tex, "<|>\"`'-,?!",
		"\\textless{}\\textbar{}\\textgreater{}\\char34{}\\textasciigrave{}'{}-{},{}?{}!"));
}

int main(void)
{
	test_label();
	test_tex();
	return check_end();
}
