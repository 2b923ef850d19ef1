/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "check.h"

#include <stdlib.h>

#include <string.h>

#include "math/rng.h"
#include "number/num_parse.h"
#include "number/num_print.h"

static double random_double(struct rng *r)
{
	return ldexp(rng_normal(r), (int)rng_below(r, 1200) - 600);
}

static const char *parse(const char *s, double *x)
{
	return num_parse(s, strlen(s), x);
}

static void test_numbers(struct rng *r)
{
	static const char *const bad[] = {"", " 1", "1 ", "0x10", "1e", "abc", "nan", "inf", "-inf", "NaN", "1,5",
		"--1", "+-1", "+", ".", "1e999", "infinity", "1_000"};
	char text[NUM_LENGTH + 1];
	double x, y;
	size_t n;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		check_report(parse(bad[i], &x) != NULL, __FILE__, __LINE__, "'%s' was parsed", bad[i]);
	CHECK(!parse("+1.5", &x) && x == 1.5);
	CHECK(!parse("1.", &x) && x == 1);
	CHECK(!parse(".5", &x) && x == .5);
	CHECK(!parse("1E-3", &x) && x == 1e-3);
	CHECK(!parse("1e-400", &x) && x == 0);
	CHECK(!parse("4.9e-324", &x) && x == 5e-324);
	CHECK(!parse("2.4703282292062327208e-324", &x) && x == 0); /* just under half the least double */
	CHECK(num_parse("1\0002", 3, &x) != NULL);
	CHECK(!num_parse_size("12", 2, &n) && n == 12);
	CHECK(num_parse_size("-1", 2, &n) && num_parse_size("", 0, &n) && num_parse_size("1.5", 3, &n));
	CHECK(num_parse_size("99999999999999999999", 20, &n) != NULL);
	CHECK(num_parse_range("-1:2.5", &x, &y) && x == -1 && y == 2.5);
	CHECK(!num_parse_range("1:1", &x, &y) && !num_parse_range("1", &x, &y) && !num_parse_range(":1", &x, &y));
	CHECK(!num_parse_range("0:1:2", &x, &y) && !num_parse_range("-1e308:1e308", &x, &y));
	for (size_t i = 0; i < check_trials(20000); i++) {
		char slow[64];

		x = random_double(r);
		text[num_print(text, x, 0)] = '\0';
		CHECK(!parse(text, &y) && x == y);
		snprintf(slow, sizeof slow, "%.*e", (int)rng_below(r, 20), x);
		CHECK(!parse(slow, &y) && y == strtod(slow, NULL));
	}
	for (size_t i = 0; i < check_trials(200000); i++) { /* the short form, and what is nearly it */
		char s[32];
		size_t length = (size_t)snprintf(s, sizeof s, "%.*f", (int)rng_below(r, 16), rng_uniform(r) * 10), at;

		CHECK(!parse(s, &y) && y == strtod(s, NULL));
		at = rng_below(r, length);
		s[at] = (char)rng_below(r, 128);
		if (s[at] && !strpbrk(s, "eE") && strspn(s, "0123456789.") < length && s[0] != '+' && s[0] != '-')
			CHECK(parse(s, &y));
	}
	text[num_print(text, 2.0 / 3, 3)] = '\0';
	CHECK(!strcmp(text, "0.667"));
	text[num_print(text, 0.1, 0)] = '\0';
	CHECK(!strcmp(text, "0.1"));
}

static void same_as_strtod(const char *s)
{
	double want = strtod(s, NULL), x = NAN;
	const char *wrong = parse(s, &x);

	check_report(!wrong && x == want && signbit(x) == signbit(want), __FILE__, __LINE__, "%s is not %.17g", s, x);
}

/* Up to 20 digits with a point anywhere; every other number lies in the middle between two doubles, or just beside it. */
static void test_long_decimals(struct rng *r)
{
	char s[64];

	for (size_t i = 0; i < check_trials(200000); i++) {
		size_t length = 2 + rng_below(r, 20), point = rng_below(r, length + 1);

		for (size_t k = 0; k < length; k++)
			s[k] = (char)('0' + rng_below(r, 10));
		if (point < length)
			s[point] = '.';
		s[length] = '\0';
		if (length > 2 || point == length)
			same_as_strtod(s);
		snprintf(s, sizeof s, "%s%.17g", i % 3 ? "" : "-", rng_normal(r));
		if (s[1] != '-')
			same_as_strtod(s);
	}
	for (size_t i = 0; i < check_trials(20000); i++) {
		unsigned long long whole =
			(1ull << 52) + rng_below(r, 1u << 30) * (1ull << 21) + rng_below(r, 1u << 21);
		static const char *const part[] = {"5", "50", "499", "501", "500", "25", "75", "125", "0"};

		snprintf(s, sizeof s, "%llu.%s", whole, part[i % 9]);
		same_as_strtod(s);
		snprintf(s, sizeof s, "0.%llu", whole);
		same_as_strtod(s);
		snprintf(s, sizeof s, "%llu", (whole << 1) + 1);
		same_as_strtod(s);
		snprintf(s, sizeof s, "%llu", (whole << 3) + 4);
		same_as_strtod(s);
	}
	for (size_t i = 0; i < check_trials(50000);
		i++) { /* the decimals of 18 places around the middle of two doubles */
		double x = 1 + 9 * rng_uniform(r);
		long double middle = x + ((long double)nextafter(x, 10) - x) / 2;

		snprintf(s, sizeof s, "%.18Lf", middle + ((int)rng_below(r, 5) - 2) * 1e-18L);
		same_as_strtod(s);
	}
	same_as_strtod("0.0000000000000000000");
	same_as_strtod("-0");
	same_as_strtod("9999999999999999999");
	same_as_strtod("0.9999999999999999999");
}

/* The significant digits of a printed number, without the zeros around them. */
static void significant(const char *s, char *out)
{
	size_t n = 0;

	for (; *s && *s != 'e'; s++)
		if (*s >= '0' && *s <= '9' && (n || *s != '0'))
			out[n++] = *s;
	while (n && out[n - 1] == '0')
		n--;
	out[n] = '\0';
}

/* Whether text has an exponent exactly where that is shorter: its first digit is the one of 10^e, of n in all. */
static bool right_form(const char *text, int e, int n)
{
	int fixed = e < 0 ? n + 1 - e : e < n - 1 ? n + 1 : e + 1, scientific = n + (n > 1) + 4;

	return n == 0 || (strchr(text, 'e') != NULL) == (scientific < fixed);
}

/* Shortest: the digits of the least precision at which printf's output reads back. */
static void test_shortest(struct rng *r)
{
	static const double edge[] = {
		0, 1e-3, 9.99e-4, 0.001000000001, 99999, 1e5, 99999.999999999, 0.1 + 0.2, 1, 10, 1e4, 5e-324};
	const size_t edges = sizeof edge / sizeof *edge;

	for (size_t i = 0; i < 100000; i += i < edges || check_everything() ? 1 : 7) {
		char text[NUM_LENGTH + 1], slow[64], ours[64], theirs[64];
		double x = i < edges ? edge[i] : rng_uniform(r) * pow(10, (double)rng_below(r, 10) - 4), y;
		int precision = 0;

		if (i > 60000) {
			x = ldexp(rng_normal(r), (int)rng_below(r, 185) - 135);
			x = i % 8 ? x : ldexp(1, -(int)rng_below(r, 130));
		} else if (i >= edges && i % 4) {
			snprintf(slow, sizeof slow, "%.*f", (int)rng_below(r, 12), x);
			x = strtod(slow, NULL);
		}
		text[num_print(text, x, 0)] = '\0';
		do
			snprintf(slow, sizeof slow, "%.*e", precision++, x);
		while (strtod(slow, NULL) != x);
		significant(text, ours);
		significant(slow, theirs);
		/* A power of 2 is nearer to its neighbour below: of as many digits others may read back than the nearest. */
		check_report(!parse(text, &y) && y == x
				&& right_form(text, atoi(strchr(slow, 'e') + 1), (int)strlen(ours))
				&& (frexp(x, &precision) == .5 ? strlen(ours) <= strlen(theirs)
							       : !strcmp(ours, theirs)),
			__FILE__, __LINE__, "%s for %s", text, slow);
	}
}

static void test_counts(void)
{
	for (size_t power = 1, n = 0; n <= 19; n++, power *= 10)
		for (size_t d = 0; d < 5; d++) {
			char text[NUM_LENGTH + 1], want[32];

			text[num_print_size(text, power - 2 + d)] = '\0';
			snprintf(want, sizeof want, "%zu", power - 2 + d); /* once the largest of all */
			check_report(!strcmp(text, want), __FILE__, __LINE__, "%s for %s", text, want);
		}
}

int main(void)
{
	struct rng r;
	struct err e = {0};

	if (rng_init(&r, 7, &e))
		return 1;
	test_numbers(&r);
	test_long_decimals(&r);
	test_shortest(&r);
	test_counts();
	rng_free(&r);
	return check_end();
}
