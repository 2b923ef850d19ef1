/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "number/num_parse.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

/* The values of eight digits, the first one in the lowest byte (little-endian). */
static inline std::uint64_t eight_digits(const char *s)
{
	std::uint64_t v;

	std::memcpy(&v, s, 8);
	return v ^ 0x3030303030303030;
}

static const std::uint64_t high_bits = 0x8080808080808080;

/* Some high bit is set if a byte is above 9. */
static inline std::uint64_t above_nine(std::uint64_t digits)
{
	return digits | (digits + 0x7676767676767676);
}

/* The number that eight digits make. */
static inline std::uint64_t number_of(std::uint64_t digits)
{
	digits = digits * 2561 >> 8;
	digits = (digits & 0x00ff00ff00ff00ff) * 6553601 >> 16;
	return (digits & 0x0000ffff0000ffff) * 42949672960001 >> 32;
}

/* 10^k, each of which is a double. */
static const double ten[] = {
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19};
static const std::uint64_t power[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
	10000000000, 100000000000, 1000000000000};

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

/* m, 53 bits, of the quotient of w, shifted up to 64 bits, and the divisor of k, without its last `extra` bits: as w / 10^k. */
static inline double scaled(std::uint64_t w, unsigned k, std::uint64_t m, int extra)
{
	return assemble(m, by.down[k] - __builtin_clzll(w) - 63 + extra - (int)k);
}

/* The same by a division, whose remainder tells the middle of two doubles. */
__attribute__((noinline, cold)) static double divide(std::uint64_t w, unsigned k)
{
	unsigned __int128 n = (unsigned __int128)(w << __builtin_clzll(w)) << 63;
	std::uint64_t q = (std::uint64_t)(n / by.divisor[k]), rest, half;
	bool left = (std::uint64_t)n != q * by.divisor[k];
	int extra = 11 - __builtin_clzll(q);

	half = (std::uint64_t)1 << (extra - 1);
	rest = q & (2 * half - 1);
	q = (q >> extra) + ((rest > half) | ((rest == half) & (left | (q >> extra & 1))));
	return scaled(w, k, q, extra);
}

/* w / 10^k, correctly rounded; k at most 19.  The quotient of w, shifted to 64 bits, and the divisor has 63 or 64 bits.  A product with
 * the inverse is at most 2 below it, which seldom matters to the rounding (compare Lemire 2021, "Number parsing at a gigabyte per
 * second"); false where it does, and for 0. */
static inline bool decimal(std::uint64_t w, unsigned k, double *x)
{
	if (__builtin_expect(!w, 0))
		return false;
	std::uint64_t q = (std::uint64_t)((unsigned __int128)(w << __builtin_clzll(w)) * by.inverse[k] >> 64);
	int extra = 10 + (int)(q >> 63); /* bits beyond 53 */
	std::uint64_t half = (std::uint64_t)1 << (extra - 1), rest = q & (2 * half - 1);

	*x = scaled(w, k, (q + half) >> extra, extra);
	return __builtin_expect(rest - (half - 2) > 2, 1); /* neither half nor 1 or 2 below */
}

/* x or -x; no branch: signs are often as good as random. */
static inline double with_sign(double x, bool negative)
{
	static const double sign[] = {1, -1};

	return x * sign[negative];
}

/* The quotient of two integers that are doubles is correctly rounded (Clinger 1990, "How to read floating point numbers
 * accurately"). */
static inline double quotient(std::uint64_t w, unsigned k)
{
	double x;

	if (!(w >> 53))
		return (double)(std::int64_t)w / ten[k];
	return decimal(w, k, &x) ? x : divide(w, k);
}

/* What the first eight bytes, a digit, a point and digits, are without the point. */
static inline std::uint64_t first_digits(const char *s)
{
	std::uint64_t digits = eight_digits(s);

	return (digits & 0xff) << 8 | (digits & 0xffffffffffff0000);
}

/* A sign or none, and digits, 19 at most, with a point among them or none. */
static bool parse_decimal(const char *s, std::size_t n, double *x)
{
	const char *p = s + (*s == '-'), *end = s + n, *first = p, *point;
	std::uint64_t w = 0;
	unsigned digit;
	std::size_t k;

	for (; p < end && (digit = (unsigned char)(*p - '0')) < 10; p++)
		w = w * 10 + digit;
	point = p;
	if (p == first || end - first > 20)
		return false;
	if (p < end && *p++ != '.')
		return false;
	for (; end - p >= 8 && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__; p += 8) {
		std::uint64_t eight = eight_digits(p);

		if (above_nine(eight) & high_bits)
			break;
		w = w * 100000000 + number_of(eight);
	}
	for (; p < end && (digit = (unsigned char)(*p - '0')) < 10; p++)
		w = w * 10 + digit;
	k = point < end ? (std::size_t)(end - point - 1) : 0;
	if (p < end || (std::size_t)(point - first) + k > 19)
		return false;
	*x = with_sign(quotient(w, (unsigned)k), *s == '-');
	return true;
}

/* What is not of the forms below.  This and they are calls of their own, so that the commonest form saves no registers for
 * them. */
__attribute__((noinline)) static const char *parse_other(const char *s, size_t n, double *x)
{
	if (n && parse_decimal(s, n, x))
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

/* The same for 1 to 5 digits. */
static inline bool parse_few(const char *s, std::size_t n, double *x)
{
	unsigned m = (unsigned char)(s[0] - '0'), wrong = m > 9;

	for (std::size_t i = 2; i < n; i++) {
		unsigned digit = (unsigned char)(s[i] - '0');

		wrong |= digit > 9;
		m = m * 10 + digit;
	}
	*x = m / ten[n - 2];
	return !wrong;
}

#define KEEP 0xffffffffffff00ff /* all but the point */

#ifdef __SSE2__
static inline __m128i load_eight(const char *s)
{
	return _mm_loadl_epi64((const __m128i *)(const void *)s);
}

/* What the two eights of v make, as two numbers: the low and the high half of the result.  Of the bytes those of `keep` count;
 * first: what the bytes of the first eight are times, as pairs.  `wrong` says that a byte is no digit. */
static inline std::uint64_t both_eights(__m128i v, const std::uint64_t *keep, __m128i first, bool *wrong)
{
	const __m128i zero = _mm_setzero_si128();
	__m128i low, high;

	v = _mm_and_si128(_mm_xor_si128(v, _mm_set1_epi8('0')), _mm_load_si128((const __m128i *)keep));
	*wrong = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(9)), v)) != 0xffff;
	/* of two digits, of four, of eight */
	low = _mm_madd_epi16(_mm_unpacklo_epi8(v, zero), first);
	high = _mm_madd_epi16(_mm_unpackhi_epi8(v, zero), _mm_set1_epi32(1 << 16 | 10));
	v = _mm_madd_epi16(_mm_packs_epi32(low, high), _mm_set1_epi32(1 << 16 | 100));
	v = _mm_madd_epi16(_mm_packs_epi32(v, v), _mm_set1_epi32(1 << 16 | 10000));
	return (std::uint64_t)_mm_cvtsi128_si64(v);
}

/* Whole and the other digits of "d.dddddd" and of the last n - 8 bytes behind it, as two numbers; 8 <= n <= 16. */
static inline std::uint64_t two_numbers(const char *s, std::size_t n, bool *wrong)
{
	alignas(16) static const std::uint64_t keep[][2] = {{KEEP, 0}, {KEEP, 0xff00000000000000},
		{KEEP, 0xffff000000000000}, {KEEP, 0xffffff0000000000}, {KEEP, 0xffffffff00000000},
		{KEEP, 0xffffffffff000000}, {KEEP, 0xffffffffffff0000}, {KEEP, 0xffffffffffffff00},
		{KEEP, 0xffffffffffffffff}};

	return both_eights(_mm_unpacklo_epi64(load_eight(s), load_eight(s + n - 8)), keep[n - 8],
		_mm_set_epi16(1, 10, 1, 10, 1, 10, 0, 1), wrong);
}

/* The number that the last n - 8 of n digits are; 17 <= n <= 20. */
static inline std::uint64_t last_number(const char *s, std::size_t n, bool *wrong)
{
	alignas(16) static const std::uint64_t keep[][2] = {{0xff00000000000000, ~0ULL}, {0xffff000000000000, ~0ULL},
		{0xffffff0000000000, ~0ULL}, {0xffffffff00000000, ~0ULL}};
	__m128i sixteen = _mm_loadu_si128((const __m128i *)(const void *)(s + n - 16));
	std::uint64_t two = both_eights(sixteen, keep[n - 17], _mm_set1_epi32(1 << 16 | 10), wrong);

	return (two & 0xffffffff) * 100000000 + (two >> 32);
}
#else
/* The last n digits of eight, behind zeros. */
static inline std::uint64_t last_digits(std::uint64_t digits, std::size_t n)
{
	static const std::uint64_t keep[] = {0, 0xff00000000000000, 0xffff000000000000, 0xffffff0000000000,
		0xffffffff00000000, 0xffffffffff000000, 0xffffffffffff0000, 0xffffffffffffff00, 0xffffffffffffffff};

	return digits & keep[n];
}

static inline std::uint64_t two_numbers(const char *s, std::size_t n, bool *wrong)
{
	std::uint64_t head = first_digits(s), tail = last_digits(eight_digits(s + n - 8), n - 8);

	*wrong = (above_nine(head) | above_nine(tail)) & high_bits;
	return number_of(tail) << 32 | number_of(head);
}

static inline std::uint64_t last_number(const char *s, std::size_t n, bool *wrong)
{
	std::uint64_t middle = last_digits(eight_digits(s + n - 16), n - 16), tail = eight_digits(s + n - 8);

	*wrong = (above_nine(middle) | above_nine(tail)) & high_bits;
	return number_of(middle) * 100000000 + number_of(tail);
}
#endif

/* A digit, a point and 15 to 18 digits: false if something is none, or for parse_decimal to divide.  Nothing is called, so that
 * no registers are saved. */
static inline bool parse_long(const char *s, std::size_t n, double *x)
{
	bool wrong;
	std::uint64_t head = first_digits(s), w = number_of(head) * power[n - 8] + last_number(s, n, &wrong);

	return decimal(w, (unsigned)n - 2, x) && !wrong && !(above_nine(head) & high_bits);
}

/* The same for 6 to 14 digits. */
static inline bool parse_point(const char *s, std::size_t n, double *x)
{
	bool wrong;
	std::uint64_t two = two_numbers(s, n, &wrong);

	*x = (double)(std::int64_t)((two & 0xffffffff) * power[n - 8] + (two >> 32)) / ten[n - 2];
	return !wrong;
}

/* Any number, by its form. */
__attribute__((noinline)) static const char *parse_any(const char *s, std::size_t n, double *x)
{
	bool negative = n && *s == '-';
	const char *p = s + negative;
	std::size_t left = n - negative;
	double y;

	if (left < 3 || left > 20 || p[1] != '.' || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
		return parse_other(s, n, x);
	if (!(left > 16 ? parse_long(p, left, &y) : left < 8 ? parse_few(p, left, &y) : parse_point(p, left, &y)))
		return parse_other(s, n, x);
	*x = with_sign(y, negative);
	return nullptr;
}

/* The form that most cells have comes first: a digit, a point and 6 to 14 digits.  They are taken eight at a time, the last ones
 * from behind; from what overlaps with those before only the last ones count. */
const char *num_parse(const char *s, size_t n, double *x)
{
	if (n < 8 || n > 16 || s[1] != '.' || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__ || !parse_point(s, n, x))
		return parse_any(s, n, x);
	return nullptr;
}

bool num_parse_range(const char *s, double *lo, double *hi)
{
	const char *second = std::strchr(s, ':');

	return second && !num_parse(s, (size_t)(second - s), lo) && !num_parse(second + 1, std::strlen(second + 1), hi)
		&& *lo < *hi && std::isfinite(*hi - *lo);
}

const char *num_parse_size(const char *s, size_t n, size_t *x)
{
	auto r = std::from_chars(s, s + n, *x, 10);

	if (r.ec == std::errc::invalid_argument || r.ptr != s + n)
		return "not a count";
	return r.ec == std::errc::result_out_of_range ? "out of range" : nullptr;
}
