/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* base/opt_table, base/err: ranges as text; messages that are one line of text. */
#include "check.h"

#include <string.h>

#include "base/err.h"
#include "base/opt_table.h"

static bool within(const char *text, double x)
{
	struct opt_limits l;

	return CHECK(opt_limits_parse(text, &l)) && opt_limits_hold(&l, x);
}

static void test_limits(void)
{
	static const char *const wrong[] = {"", "1", "[1]", "[1,2]", "[1, 2", "1, 2]", "[2, 1]", "[a, 1]", "[1, 2^]"};
	struct opt_limits l;

	CHECK(within("[0, 1)", 0) && !within("[0, 1)", 1) && !within("(0, 1]", 0) && within("(0, 1]", 1));
	CHECK(within("[1, 2^53]", 0x1p53) && !within("[1, 2^53]", 0x1.0000000000001p53));
	CHECK(within("[0, 10^9]", 1e9) && !within("[0, 10^9]", 1e9 + 1));
	CHECK(within("[-10^3, 10^3]", -1000) && !within("[-10^3, 10^3]", -1001));
	CHECK(within("(0, inf)", 1.7e308) && within("[-inf, 0]", -1.7e308) && within("any", -1.7e308));
	CHECK(!within("[0, inf)", NAN) && !within("[0, 1]", -1e-300));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		check_report(!opt_limits_parse(wrong[i], &l), __FILE__, __LINE__, "'%s' is no interval", wrong[i]);
}

/* Bytes, and what a message shows of them. */
static void test_text(void)
{
	static const struct {
		const char *raw, *shown;
	} text[] = {
		{"plain \\ %", "plain \\ %"},
		{"a\nb\t\033[31m\x7f", "a\\x0ab\\x09\\x1b[31m\\x7f"},
		{"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x8e\xb2", "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x8e\xb2"},
		{"\xc2\x9b"
		 "31m",
			"\\xc2\\x9b31m"}, /* a C1 control */
		{"\xe2\x80\xae"
		 "x\xe2\x80\xa8",
			"\\xe2\\x80\\xaex\\xe2\\x80\\xa8"}, /* right to left; a line's end */
		{"\xff\xfe", "\\xff\\xfe"},
		{"\xc0\x8a\xe0\x80\x8a", "\\xc0\\x8a\\xe0\\x80\\x8a"}, /* newlines in more bytes than one */
		{"\xed\xa0\x80\xf4\x90\x80\x80",
			"\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80"}, /* a surrogate, beyond the last */
		{"\xe2\x82", "\\xe2\\x82"},
	};
	char shown[ERR_EXCERPT];
	struct err e;

	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		err_set(&e, ST_DATA, "%s", text[i].raw);
		check_report(!strcmp(e.text, text[i].shown), __FILE__, __LINE__, "%zu: '%s'", i, e.text);
		CHECK(!strcmp(err_excerpt(shown, text[i].raw, strlen(text[i].raw)), text[i].shown));
	}
	CHECK(!strcmp(err_excerpt(shown, "a\0b", 3), "a\\x00b"));
}

/* Whatever is too long is marked, whole characters and escapes are kept, and the message of a long file name survives. */
static void test_cut(void)
{
	char raw[3000], shown[ERR_EXCERPT];
	struct err e;
	size_t n;

	for (size_t fill = 0; fill < 3; fill++) {
		memset(raw, 0, sizeof raw);
		for (size_t i = 0; i + 2 < sizeof raw; i += 2)
			memcpy(raw + i, fill == 0 ? "\n\n" : fill == 1 ? "\xc3\xa9" : "ab", 2);
		err_set(&e, ST_DATA, "%s", raw);
		n = strlen(e.text);
		CHECK(n < sizeof e.text && n > sizeof e.text - 12 && !strcmp(e.text + n - 3, "..."));
		err_at(&e, ST_DATA, raw, 1, 2, "%s", "why");
		CHECK(strlen(e.text) > 3 && !strcmp(e.text + strlen(e.text) - 3, "why"));
		err_excerpt(shown, raw, 2000);
		n = strlen(shown);
		CHECK(n < ERR_EXCERPT && n > 50 && !strcmp(shown + n - 3, "..."));
		CHECK(fill != 1 || !strchr(shown, '\\'));
	}
}

int main(void)
{
	test_limits();
	test_text();
	test_cut();
	return check_end();
}
