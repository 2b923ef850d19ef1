/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/num.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>

/* from_chars does not tell underflow from overflow; strtod does, and every program stays in
 * the C locale.  Rare, so speed does not matter; the copy is for the terminator. */
static const char *parse_extreme(const char *s, size_t n, double *x)
{
	try {
		*x = std::strtod(std::string(s, n).c_str(), nullptr);
	} catch (const std::bad_alloc &) {
		return "too long";
	}
	return std::isinf(*x) ? "out of range" : nullptr;
}

/* Eight digits at once, in a register (little-endian); false when a byte is no digit. */
static bool eight_digits(const char *s, std::uint64_t *value)
{
	std::uint64_t v;

	std::memcpy(&v, s, 8);
	if (((v & 0xf0f0f0f0f0f0f0f0) | (((v + 0x0606060606060606) & 0xf0f0f0f0f0f0f0f0) >> 4)) != 0x3333333333333333)
		return false;
	v = (v & 0x0f0f0f0f0f0f0f0f) * 2561 >> 8;
	v = (v & 0x00ff00ff00ff00ff) * 6553601 >> 16;
	*value = (v & 0x0000ffff0000ffff) * 42949672960001 >> 32;
	return true;
}

/* 10^k, each of which is a double. */
static const double ten[] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19};

/* The form that most cells have, a digit, a point and up to 14 digits: the quotient of two integers that are
 * doubles is correctly rounded (Clinger 1990, "How to read floating point numbers accurately"). */
static bool parse_short(const char *s, size_t n, double *x)
{
	std::uint64_t m = (unsigned char)(s[0] - '0'), eight = 0;
	size_t i = 2;

	if (n < 3 || n > 16 || m > 9 || s[1] != '.')
		return false;
	if (n >= 10 && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) {
		if (!eight_digits(s + 2, &eight))
			return false;
		m = m * 100000000 + eight;
		i = 10;
	}
	for (; i < n; i++) {
		unsigned digit = (unsigned char)(s[i] - '0');

		if (digit > 9)
			return false;
		m = m * 10 + digit;
	}
	*x = (double)m / ten[n - 2];
	return true;
}

/* For each k the divisor 5^k 2^down, whose leading bit is set, and 2^127 divided by it. */
struct divisors {
	std::uint64_t divisor[20], inverse[20];
	int down[20];
};

static constexpr divisors make_divisors()
{
	divisors d{};
	std::uint64_t five = 1;

	for (int k = 0; k < 20; k++, five *= 5) {
		d.down[k] = __builtin_clzll(five);
		d.divisor[k] = five << d.down[k];
		d.inverse[k] = (std::uint64_t)((~(unsigned __int128)0 >> 1) / d.divisor[k]);
	}
	return d;
}

static constexpr divisors by = make_divisors();

/* The double m 2^exponent; m has 53 bits, or 54 where it was rounded up to 2^53; nothing here is near the ends of the range. */
static double assemble(std::uint64_t m, int exponent)
{
	std::uint64_t bits = m + ((std::uint64_t)(exponent + 1074) << 52); /* the leading bit of m adds one more */
	double x;

	std::memcpy(&x, &bits, sizeof x);
	return x;
}

/* w / 10^k, correctly rounded; 0 < w, k at most 19.  The quotient of w, shifted to 64 bits, and the divisor has 63 or 64
 * bits.  A product with the inverse is at most 2 below it, which seldom matters to the rounding (compare Lemire 2021, "Number
 * parsing at a gigabyte per second"); where it does, the division is done, and its remainder tells the middle. */
static double decimal(std::uint64_t w, unsigned k)
{
	int up = __builtin_clzll(w), extra;
	std::uint64_t q = (std::uint64_t)((unsigned __int128)(w << up) * by.inverse[k] >> 64), rest, half;
	bool left = true;

	for (bool exact = false;; exact = true) {
		extra = 11 - __builtin_clzll(q); /* bits beyond 53 */
		half = (std::uint64_t)1 << (extra - 1);
		rest = q & (2 * half - 1);
		if (exact || (rest + 2 < 2 * half && (rest > half || rest + 2 < half)))
			break;
		unsigned __int128 n = (unsigned __int128)(w << up) << 63;

		q = (std::uint64_t)(n / by.divisor[k]);
		left = (std::uint64_t)n != q * by.divisor[k];
	}
	q >>= extra;
	q += rest > half || (rest == half && (left || (q & 1)));
	return assemble(q, by.down[k] - up - 63 + extra - (int)k);
}

/* A sign or none, and digits, 19 at most, with a point among them or none. */
static bool parse_decimal(const char *s, std::size_t n, double *x)
{
	static const double sign[] = {1, -1};
	const char *p = s + (*s == '-'), *end = s + n, *first = p, *point;
	std::uint64_t w = 0, eight;
	unsigned digit;
	std::size_t k;

	for (; p < end && (digit = (unsigned char)(*p - '0')) < 10; p++)
		w = w * 10 + digit;
	point = p;
	if (p == first || end - first > 20)
		return false;
	if (p < end && *p++ != '.')
		return false;
	for (; end - p >= 8 && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && eight_digits(p, &eight); p += 8)
		w = w * 100000000 + eight;
	for (; p < end && (digit = (unsigned char)(*p - '0')) < 10; p++)
		w = w * 10 + digit;
	k = point < end ? (std::size_t)(end - point - 1) : 0;
	if (p < end || (std::size_t)(point - first) + k > 19)
		return false;
	*x = w >> 53 ? decimal(w, (unsigned)k) : (double)w / ten[k];
	*x *= sign[*s == '-']; /* no branch: signs are often as good as random */
	return true;
}

const char *num_parse(const char *s, size_t n, double *x)
{
	if (n && (parse_short(s, n, x) || parse_decimal(s, n, x)))
		return nullptr;
	const char *begin = s, *end = s + n;

	if (n > 1 && *s == '+' && s[1] != '-')
		begin++;
	auto r = std::from_chars(begin, end, *x, std::chars_format::general);
	if (r.ptr != end || r.ec == std::errc::invalid_argument)
		return "not a number";
	if (r.ec == std::errc::result_out_of_range)
		return parse_extreme(begin, (size_t)(end - begin), x);
	return std::isfinite(*x) ? nullptr : "not finite";
}

const char *num_parse_size(const char *s, size_t n, size_t *x)
{
	auto r = std::from_chars(s, s + n, *x, 10);

	if (r.ec == std::errc::invalid_argument || r.ptr != s + n)
		return "not a count";
	return r.ec == std::errc::result_out_of_range ? "out of range" : nullptr;
}

/* Most numbers of a table have a few digits.  When m / 10^9 gives x back, m 10^-9 reads back to x, and as no two decimals
 * of up to 15 digits read as the same double it is the shortest, but for its last zeros.  Between 0.001 and
 * 10^5 it is never shorter with an exponent.  0: x is not of this form. */
static size_t print_short(char *out, double x)
{
	double scaled = x * 1e9;
	std::uint64_t m, fraction, unit = 100000000;
	char *o;

	if (!(x >= 1e-3 && x < 1e5))
		return 0;
	m = (std::uint64_t)(scaled + 0.5);
	if (std::fabs(scaled - (double)m) > 0.01 || (double)m / 1e9 != x)
		return 0;
	fraction = m % 1000000000;
	o = std::to_chars(out, out + NUM_LENGTH, m / 1000000000).ptr;
	if (!fraction)
		return (size_t)(o - out);
	*o++ = '.';
	for (; fraction; unit /= 10) {
		*o++ = (char)('0' + fraction / unit);
		fraction %= unit;
	}
	return (size_t)(o - out);
}

size_t num_print(char out[NUM_LENGTH], double x, int digits)
{
	size_t n = digits > 0 ? 0 : print_short(out, x);

	if (n)
		return n;
	auto r = digits > 0 ? std::to_chars(out, out + NUM_LENGTH, x, std::chars_format::general, digits)
			    : std::to_chars(out, out + NUM_LENGTH, x);

	return (size_t)(r.ptr - out);
}
