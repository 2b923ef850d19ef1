/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* num_print against the standard library's conversion, byte by byte, on numbers that are hard for one of the ways that it takes.  With
 * L2D_ALL 300 million of them. */
#include "check.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <initializer_list>

#include "number/num_print.h"

/* Steele & Vigna's SplitMix64. */
static std::uint64_t draw()
{
	static std::uint64_t state = 7;
	std::uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static std::uint64_t below(std::uint64_t n)
{
	return draw() % n;
}

/* Nothing may be written behind NUM_LENGTH bytes. */
static void same(double x)
{
	char ours[NUM_LENGTH + 8], theirs[64];
	std::size_t n, want = (std::size_t)(std::to_chars(theirs, theirs + sizeof theirs, x).ptr - theirs);

	std::memset(ours + NUM_LENGTH, '#', 8);
	n = num_print(ours, x, 0);
	if (n == want && !std::memcmp(ours, theirs, n) && !std::memcmp(ours + NUM_LENGTH, "########", 8))
		check_passed++;
	else
		check_report(false, __FILE__, __LINE__, "%.*s for %.*s", (int)n, ours, (int)want, theirs);
}

static void same_around(double x)
{
	same(x);
	same(-x);
	same(std::nextafter(x, 0));
	same(std::nextafter(x, INFINITY));
}

static double from_bits(std::uint64_t bits)
{
	double x;

	std::memcpy(&x, &bits, sizeof x);
	return x;
}

/* Any fraction and sign, with an exponent of 2 from `low` on. */
static double with_exponent(int low, std::uint64_t n)
{
	return from_bits((draw() & 0x800fffffffffffff) | (std::uint64_t)(1023 + low + (int)below(n)) << 52);
}

/* Powers of 2, which are nearer to their neighbours below, and numbers with few bits beside them. */
static void test_powers(void)
{
	for (int e = -1074; e < 1024; e++) {
		double x = std::ldexp(1.0, e);

		same_around(x);
		for (int k = 1; k < 53; k++)
			same(x * (1 + std::ldexp(1.0, -k)));
	}
}

/* Powers of 10, where the form changes, and what is next to them. */
static void test_tens(void)
{
	for (int e = -323; e < 309; e++) {
		char text[16];

		snprintf(text, sizeof text, "1e%d", e);
		for (int k = 1; k < 100; k++)
			same_around(k * strtod(text, NULL));
	}
}

/* Few decimals, one minus them, and what is a unit in the last place beside. */
static void test_decimals(void)
{
	static const double ten[] = {
		1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17};
	std::uint64_t digits = below(18);
	double x = (double)below((std::uint64_t)ten[1 + below(17)]) / ten[digits];

	same_around(x);
	same(1 - x);
	same(x * 3);
}

/* Whole numbers, and these by powers of 2: short in bits, long in digits, and in the middle of two decimals. */
static void test_few_bits(void)
{
	double whole = (double)(draw() >> (1 + below(63)));

	same(whole);
	same(std::ldexp(whole, -(int)below(130)));
	same(std::ldexp((double)(2 * below(1000000) + 1), -(int)below(60)));
}

int main(void)
{
	std::size_t trials = check_everything() ? 23000000 : 80000;

	test_powers();
	test_tens();
	for (double x : {0.0, -0.0, (double)INFINITY, -(double)INFINITY, 5e-324, 1.7976931348623157e308})
		same(x);
	for (std::size_t i = 0; i < trials; i++) {
		double x = from_bits(draw());

		if (std::isfinite(x))
			same(x);
		same(with_exponent(-130, 200)); /* all that is not left to the standard library */
		same(with_exponent(-16, 18));   /* probabilities */
		same((double)(draw() >> 11) * 0x1p-53);
		test_decimals();
		test_few_bits();
	}
	return check_end();
}
