/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/base: exact sums, numbers, names, random numbers, vectors. */
#include "check.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/names.h"
#include "base/num.h"
#include "math/rng.h"
#include "math/sum.h"
#include "math/sumtext.h"
#include "math/vec.h"

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
		for (int i = N; i-- > 0;)
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
	for (int i = 0; i < 20000; i++) {
		char slow[64];

		x = random_double(r);
		text[num_print(text, x, 0)] = '\0';
		CHECK(!parse(text, &y) && x == y);
		snprintf(slow, sizeof slow, "%.*e", (int)rng_below(r, 20), x);
		CHECK(!parse(slow, &y) && y == strtod(slow, NULL));
	}
	for (int i = 0; i < 200000; i++) { /* the short form, and what is nearly it */
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

/* Shortest: the digits of the least precision at which printf's output reads back. */
static void test_shortest(struct rng *r)
{
	static const double edge[] = {
		0, 1e-3, 9.99e-4, 0.001000000001, 99999, 1e5, 99999.999999999, 0.1 + 0.2, 1, 10, 1e4, 5e-324};
	const size_t edges = sizeof edge / sizeof *edge;

	for (size_t i = 0; i < 60000; i++) {
		char text[NUM_LENGTH + 1], slow[64], ours[64], theirs[64];
		double x = i < edges ? edge[i] : rng_uniform(r) * pow(10, (double)rng_below(r, 10) - 4), y;
		int precision = 0;

		if (i >= edges && i % 4) {
			snprintf(slow, sizeof slow, "%.*f", (int)rng_below(r, 12), x);
			x = strtod(slow, NULL);
		}
		text[num_print(text, x, 0)] = '\0';
		do
			snprintf(slow, sizeof slow, "%.*e", precision++, x);
		while (strtod(slow, NULL) != x);
		significant(text, ours);
		significant(slow, theirs);
		check_report(!parse(text, &y) && y == x && !strcmp(ours, theirs), __FILE__, __LINE__, "%s for %s", text,
			slow);
	}
}

static void test_names(void)
{
	struct names t = {0};
	struct err e;
	char name[32];
	size_t at;

	for (size_t i = 0; i < 5000; i++) {
		int n = snprintf(name, sizeof name, "p_%zu", i);

		CHECK(!names_add(&t, name, (size_t)n, &at, &e) && at == i);
		CHECK(!names_add(&t, name, (size_t)n, &at, &e) && at == i);
	}
	CHECK(names_find(&t, "p_4999", 6) == 4999);
	CHECK(names_find(&t, "p_5000", 6) == NAMES_NONE);
	CHECK(names_find(&t, "p_4999", 5) == 499);
	names_free(&t);
	CHECK(names_find(&t, "x", 1) == NAMES_NONE);
	names_add(&t, "label", 5, &at, &e);
	names_add(&t, "score", 5, &at, &e);
	CHECK(!strcmp(names_nearest(&t, "lable", 5)->s, "label"));
	CHECK(!strcmp(names_nearest(&t, "scores", 6)->s, "score"));
	CHECK(!strcmp(names_nearest(&t, "LABEL", 5)->s, "label"));
	CHECK(!names_nearest(&t, "lab", 3)); /* two letters of three are further than a third */
	CHECK(!names_nearest(&t, "x_*", 3));
	names_free(&t);
}

static void test_vectors(void)
{
	double x[3] = {1000, 1000, 999}, p[3];

	CHECK(vec_argmax(x, 3) == 0);
	CHECK_NEAR(vec_logsumexp(x, 3), 1000 + log(2 + exp(-1)), 1e-12);
	CHECK_NEAR(vec_softmax(x, 3, p), vec_logsumexp(x, 3), 1e-12);
	CHECK_NEAR(p[0] + p[1] + p[2], 1, 1e-15);
	CHECK(isinf(vec_logsumexp(x, 0)));
	CHECK(logistic(-1000) == 0 && logistic(1000) == 1 && logistic(0) == .5);
	CHECK_NEAR(logistic(-40) / exp(-40), 1, 1e-15);
	CHECK(softplus(1000) == 1000);
	CHECK_NEAR(softplus(-40) / exp(-40), 1, 1e-15);
	CHECK_NEAR(logit(logistic(3)), 3, 1e-14);
}

/* The seeded streams are what users see: they must not change. */
static void test_random(struct rng *r)
{
	struct rng same;
	struct err e;
	double sum = 0, squares = 0;
	size_t count[6] = {0};

	CHECK(!rng_init(&same, 1, &e) && !rng_init(r, 1, &e));
	for (int i = 0; i < 60000; i++) {
		double z = rng_normal(r);

		CHECK(z == rng_normal(&same));
		sum += z;
		squares += z * z;
		count[rng_below(r, 6)]++;
		rng_below(&same, 6);
	}
	CHECK_NEAR(sum / 60000, 0, 4 / sqrt(60000));
	CHECK_NEAR(squares / 60000, 1, 4 * sqrt(2.0 / 60000));
	for (int i = 0; i < 6; i++)
		CHECK_NEAR((double)count[i], 10000, 4 * sqrt(10000));
	CHECK(hash_bytes("id7", 3, 1) != hash_bytes("id7", 3, 2));
	CHECK(hash_bytes("", 0, 1) != hash_bytes("\0", 1, 1));
	rng_free(&same);
}

int main(void)
{
	struct rng r;
	struct err e;

	if (rng_init(&r, 7, &e))
		return 1;
	test_sum_partitions(&r);
	test_sum_rounding(&r);
	test_sum_cases();
	test_sum_range();
	test_sum_ratio(&r);
	test_numbers(&r);
	test_shortest(&r);
	test_names();
	test_vectors();
	rng_free(&r);
	test_random(&r);
	rng_free(&r);
	return check_end();
}
