/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "base/num.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <endian.h>
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

/* w / 10^k, correctly rounded; 0 < w, k at most 19.  The quotient of w, shifted to 64 bits, and the divisor has 63 or 64
 * bits.  A product with the inverse is at most 2 below it, which seldom matters to the rounding (compare Lemire 2021, "Number
 * parsing at a gigabyte per second"); where it does, the division is done. */
static inline double decimal(std::uint64_t w, unsigned k)
{
	std::uint64_t q = (std::uint64_t)((unsigned __int128)(w << __builtin_clzll(w)) * by.inverse[k] >> 64);
	int extra = 11 - __builtin_clzll(q); /* bits beyond 53 */
	std::uint64_t half = (std::uint64_t)1 << (extra - 1), rest = q & (2 * half - 1);

	/* Half, or 1 or 2 below. */
	if (__builtin_expect(rest - (half - 2) <= 2, 0))
		return divide(w, k);
	return scaled(w, k, (q + half) >> extra, extra);
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
	return w >> 53 ? decimal(w, k) : (double)(std::int64_t)w / ten[k];
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

/* A digit, a point and 15 to 18 digits: false if something is none. */
static bool parse_long(const char *s, std::size_t n, double *x)
{
	bool wrong;
	std::uint64_t head = first_digits(s), w = number_of(head) * power[n - 8] + last_number(s, n, &wrong);

	*x = w ? decimal(w, (unsigned)n - 2) : 0;
	return !wrong && !(above_nine(head) & high_bits);
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

/* The eight digits of a number, the first one in the lowest byte. */
static inline std::uint64_t digits_of(std::uint32_t v)
{
	std::uint64_t x = v / 10000 | (std::uint64_t)(v % 10000) << 32, t; /* halves, side by side in a register */

	t = (x * 10486 >> 20) & 0x7f0000007f; /* by 100 */
	x = t | (x - 100 * t) << 16;
	t = (x * 103 >> 10) & 0x000f000f000f000f; /* by 10 */
	return t | (x - 10 * t) << 8;
}

static const std::uint64_t text_of = 0x3030303030303030; /* with an or, eight digits as text */

static inline void write_eight(char *out, std::uint64_t text)
{
	text = htole64(text);
	std::memcpy(out, &text, 8);
}

/* Sixteen digits as text, and of which the bits 0 to 15 say that they are no zeros. */
#ifdef __SSE2__
struct sixteen {
	__m128i text;
	unsigned some;
};

/* In every lane of 64, then 32, then 16 bits a number v is taken apart: t, its first half, goes into the lower half of the lane. */
static inline sixteen sixteen_digits(std::uint32_t first, std::uint32_t last)
{
	__m128i v = _mm_set_epi64x(last, first), t;

	t = _mm_srli_epi64(_mm_mul_epu32(v, _mm_set1_epi32((int)3518437209)), 45); /* by 10^4 */
	v = _mm_or_si128(t, _mm_slli_epi64(v, 32));
	v = _mm_sub_epi32(v, _mm_slli_epi64(_mm_mul_epu32(t, _mm_set1_epi32(10000)), 32));
	t = _mm_srli_epi16(_mm_mulhi_epu16(v, _mm_set1_epi16(5243)), 3); /* by 100 */
	v = _mm_or_si128(t, _mm_slli_epi32(v, 16));
	v = _mm_sub_epi16(v, _mm_slli_epi32(_mm_madd_epi16(t, _mm_set1_epi32(100)), 16));
	t = _mm_mulhi_epu16(v, _mm_set1_epi16(6554)); /* by 10 */
	v = _mm_or_si128(t, _mm_slli_epi16(v, 8));
	v = _mm_sub_epi16(v, _mm_mullo_epi16(t, _mm_set1_epi16(10 << 8)));
	return {_mm_or_si128(v, _mm_set1_epi8('0')),
		(unsigned)_mm_movemask_epi8(_mm_cmpgt_epi8(v, _mm_setzero_si128()))};
}

static inline std::uint64_t first_eight(sixteen d)
{
	return (std::uint64_t)_mm_cvtsi128_si64(d.text);
}

static inline void write_sixteen(char *out, sixteen d)
{
	_mm_storeu_si128((__m128i *)(void *)out, d.text);
}

/* Writes sixteen bytes. */
static inline void write_last_nine(char *out, sixteen d)
{
	_mm_storeu_si128((__m128i *)(void *)out, _mm_srli_si128(d.text, 7));
}
#else
struct sixteen {
	std::uint64_t first, last;
	unsigned some;
};

static inline std::uint64_t some_of(std::uint64_t digits)
{
	return ((digits + 0x7f7f7f7f7f7f7f7f) >> 7 & 0x0101010101010101) * 0x0102040810204080 >> 56;
}

static inline sixteen sixteen_digits(std::uint32_t first, std::uint32_t last)
{
	std::uint64_t a = digits_of(first), b = digits_of(last);

	return {a | text_of, b | text_of, (unsigned)(some_of(a) | some_of(b) << 8)};
}

static inline std::uint64_t first_eight(sixteen d)
{
	return d.first;
}

static inline void write_sixteen(char *out, sixteen d)
{
	write_eight(out, d.first);
	write_eight(out + 8, d.last);
}

static inline void write_last_nine(char *out, sixteen d)
{
	*out = (char)(d.first >> 56);
	write_eight(out + 1, d.last);
}
#endif

/* How many zeros they end with; not all are. */
static inline int zeros_of(sixteen d)
{
	return __builtin_clz(d.some) - 16;
}

typedef unsigned __int128 wide;

/* Numbers from 2^-120 to 2^52.  Let x = c 2^q with 53 bits in c, and 10^-K the power of ten of which the interval of what reads
 * back as x, 2^q wide, is from a tenth to the whole: then the multiple of 10^-K in the interval, if one is, is the shortest decimal,
 * but for zeros at its end, and without one it is the multiple of a tenth of that next to x (Giulietti 2020, "The Schubfach
 * way to render doubles").  Here 10^K has its digits in 128 bits, so that all of it is exact: c 10^K, and half the interval, in
 * units of 2^-128. */
enum { LEADING = 124, LEAST = -172, MOST = 51 };

/* Of a q: c 10^K is the product of c and 5^K, shifted, without its last 128 bits. */
struct scale {
	wide five; /* 5^K, with its leading bit in bit LEADING */
	int up;    /* bits by which c is shifted, 0 to 3 */
	int k;
};

struct scales {
	scale of[-LEAST]; /* q - LEAST */
};

static constexpr scales make_scales()
{
	wide five[MOST + 1]{1};
	scales s{};

	for (int k = 1; k <= MOST; k++)
		five[k] = 5 * five[k - 1];
	for (int q = LEAST; q < 0; q++) {
		int k = -1 - (q * 1262611 >> 22), length = 0; /* log10 2 = 1262611 / 2^22; floor(log2 5^k) */

		while (five[k] >> length > 1)
			length++;
		s.of[q - LEAST] = {five[k] << (LEADING - length), q + k + 4 + length, k};
	}
	return s;
}

static constexpr scales by_exponent = make_scales();

static const std::uint64_t leading_bit = (std::uint64_t)1 << 52;

static inline std::uint64_t fraction_of(double x)
{
	std::uint64_t bits;

	std::memcpy(&bits, &x, sizeof bits);
	return bits & (leading_bit - 1);
}

/* q of x = c 2^q, 2^52 <= c < 2^53. */
static inline int exponent_of(double x)
{
	std::uint64_t bits;

	std::memcpy(&bits, &x, sizeof bits);
	return (int)(bits >> 52 & 0x7ff) - 1075;
}

/* 10 tens + unit; 15 or 16 digits are in tens, which are of 10^-K. */
struct shortest_digits {
	std::uint64_t tens, unit;
};

/* The shortest decimal, by all bits; it is never in the middle of two doubles. */
static shortest_digits shortest_exactly(std::uint64_t c, const scale &s)
{
	const wide middle = (wide)1 << 127;
	wide half = s.five << s.up >> 1;
	wide low = (wide)(c << s.up) * (std::uint64_t)s.five;
	wide high = (wide)(c << s.up) * (std::uint64_t)(s.five >> 64) + (low >> 64);
	wide below = high << 64 | (std::uint64_t)low, rest;
	std::uint64_t tens = (std::uint64_t)(high >> 64), unit;

	if (below < half || -below < half)
		return {tens + (below > middle), 0};
	low = (below & UINT64_MAX) * 10;
	high = (below >> 64) * 10 + (low >> 64);
	rest = high << 64 | (std::uint64_t)low;
	unit = (std::uint64_t)(high >> 64);
	return {tens, unit + (rest > middle || (rest == middle && unit & 1))};
}

/* The same, unless it is too near to another one to tell by 128 bits, of which each number has less than `error` in units of 2^-64 too
 * few.  No branch, as in what follows where it would be as good as random. */
static inline bool shortest(std::uint64_t c, const scale &s, shortest_digits *d)
{
	const std::uint64_t error = 32, middle = (std::uint64_t)1 << 63;
	std::uint64_t first = (std::uint64_t)(s.five >> 64), half = first << s.up >> 1, shifted = c << s.up;
	wide product = (wide)shifted * first + ((wide)shifted * (std::uint64_t)s.five >> 64);
	std::uint64_t below = (std::uint64_t)product, above = -below;
	wide unit = (wide)below * 10 + middle;
	bool rise = below + half < half, fine = !(rise | (below < half));

	d->tens = (std::uint64_t)(product >> 64) + rise;
	d->unit = (std::uint64_t)(unit >> 64) & -(std::uint64_t)fine;
	return !((above - half + error < 2 * error) | (below - half + error < 2 * error)
		| ((std::uint64_t)unit + error < 2 * error));
}

/* The other numbers. */
__attribute__((noinline)) static std::size_t print_other(char *out, double x, int digits)
{
	if (x == 0) {
		std::memcpy(out, std::signbit(x) ? "-0" : "0", 2);
		return 1 + std::signbit(x);
	}
	auto r = digits > 0 ? std::to_chars(out, out + NUM_LENGTH, x, std::chars_format::general, digits)
			    : std::to_chars(out, out + NUM_LENGTH, x);

	return (std::size_t)(r.ptr - out);
}

/* Writes digits behind `skip` zeros, 0 or 1, the first digit to out[0]. */
static inline void write_digits(char *out, sixteen d, std::uint64_t unit, int skip)
{
	write_sixteen(out - skip, d);
	out[16 - skip] = (char)('0' + unit);
}

/* Moves the first e + 1 digits, which are from out[1] on, to the front and puts a point behind them; head: the first seven of
 * them, or more, as text. */
static inline void insert_point(char *out, std::uint64_t head, int e)
{
	std::uint64_t before, upto;

	if (e > 6) {
		std::memmove(out, out + 1, (std::size_t)e + 1);
		out[e + 1] = '.';
		return;
	}
	before = ~(std::uint64_t)0 >> (56 - 8 * e);
	upto = before << 8 | 0xff;
	write_eight(out, (head & before) | (0x2e2e2e2e2e2e2e2e & (upto ^ before)) | (head << 8 & ~upto));
}

/* How many digits there are, without the zeros at the end. */
static inline int count_digits(sixteen d, std::uint64_t unit, int skip)
{
	return 16 - skip + (unit > 0) - (zeros_of(d) & -(unit == 0));
}

static inline sixteen tens_digits(std::uint64_t tens)
{
	std::uint64_t first = tens / 100000000;

	return sixteen_digits((std::uint32_t)first, (std::uint32_t)(tens - first * 100000000));
}

/* From 1 on, or so small that it is shorter with an exponent: the decimal whose first digit is 10^e.  A call of its own, as those of
 * num_parse are; so are what it calls, and what calls it. */
__attribute__((noinline)) static std::size_t print_far(
	char *out, double x, std::uint64_t tens, std::uint64_t unit, int e)
{
	bool negative = x < 0;
	int skip = tens < 1000000000000000, n;
	sixteen d = tens_digits(tens);
	char *p = out + negative;

	n = count_digits(d, unit, skip);
	if (e >= n - 1 && (e > 6 || e + 1 > n + (n > 1) + 4))
		return print_other(out, x, 0);
	write_digits(p + 1, d, unit, skip);
	insert_point(p, first_eight(d) >> 8 * skip, e < 0 ? 0 : e);
	*out = negative ? '-' : *out;
	if (e >= 0)
		return negative + (e >= n - 1 ? (std::size_t)e + 1 : (std::size_t)n + 1);
	p += n > 1 ? n + 1 : 1;
	std::memcpy(p, "e-", 2);
	p[2] = (char)('0' + -e / 10);
	p[3] = (char)('0' + -e % 10);
	return (std::size_t)(p + 4 - out);
}

/* As std::to_chars, with an exponent where that is shorter. */
static inline std::size_t print_shortest(char *out, double x, shortest_digits s, int scale)
{
	int skip = s.tens < 1000000000000000, e = 15 - skip - scale, n;
	bool negative = x < 0;
	sixteen d;

	if (e < -4 || e > -1)
		return print_far(out, x, s.tens, s.unit, e);
	d = tens_digits(s.tens);
	n = count_digits(d, s.unit, skip);
	if (e == -4 && n == 1)
		return print_far(out, x, s.tens, s.unit, e);
	*out = '-';
	out += negative;
	write_eight(out, text_of);
	write_digits(out + 1 - e, d, s.unit, skip);
	out[1] = '.';
	return negative + (std::size_t)(n + 1 - e);
}

__attribute__((noinline, cold)) static std::size_t print_exactly(char *out, double x, std::uint64_t c, const scale &s)
{
	return print_shortest(out, x, shortest_exactly(c, s), s.k);
}

/* Of the numbers between those all. A power of 2 is nearer to its neighbour below than `shortest` takes it to be, which is nothing
 * where all of its digits are within 16. */
__attribute__((noinline)) static std::size_t print_long(char *out, double x)
{
	shortest_digits d;
	std::uint64_t c = fraction_of(x);
	int q = exponent_of(x);

	if (q < LEAST || q > -1 || (!c && q < -72))
		return print_other(out, x, 0);
	const scale &s = by_exponent.of[q - LEAST];
	c |= leading_bit;
	if (__builtin_expect(!shortest(c, s, &d), 0))
		return print_exactly(out, x, c, s);
	return print_shortest(out, x, d, s.k);
}

/* Most numbers of a table have a few digits.  x = c 2^q without its sign, from 2^-10 to 10^5, is the decimal m / 10^9 if that is less
 * than half of 2^q away (no such decimal is in the middle of two doubles).  As no two decimals of up to 15 digits read as the same
 * double it is the shortest then, but for its last zeros, and never shorter with an exponent.  Where the number ends; NULL: x is not
 * of this form. */
static inline char *print_short(char *out, std::uint64_t c, int q)
{
	const int point = 7; /* of the sixteen digits, behind this one */
	const std::uint64_t billion = 1000000000, unit = (std::uint64_t)1 << -q;
	wide scaled = (wide)c * billion + unit / 2;
	std::uint64_t m = (std::uint64_t)(scaled >> 64) << (64 + q) | (std::uint64_t)scaled >> -q;
	std::uint64_t near = ((std::uint64_t)scaled & (unit - 1)) - unit / 2, high;
	int lead, zeros;
	sixteen d;

	if (near + billion / 2 > billion || m >= 100000000000000)
		return nullptr;
	high = m / 100000000;
	d = sixteen_digits((std::uint32_t)high, (std::uint32_t)(m - high * 100000000));
	lead = __builtin_ctz(d.some | 1U << (point - 1));
	write_eight(out, first_eight(d) >> 8 * lead);
	out += point - lead;
	*out = '.';
	write_last_nine(out + 1, d);
	zeros = zeros_of(d);
	return out + (zeros < 9 ? 10 - zeros : 0);
}

__attribute__((noinline)) static size_t print_large(char *out, std::uint64_t n)
{
	size_t before = num_print_size(out, n / 100000000);

	write_eight(out + before, digits_of((std::uint32_t)(n % 100000000)) | text_of);
	return before + 8;
}

size_t num_print_size(char out[NUM_LENGTH], size_t n)
{
	std::uint64_t digits;
	int zeros;

	if (n >= 100000000)
		return print_large(out, n);
	digits = digits_of((std::uint32_t)n);
	zeros = __builtin_ctzll(digits | (std::uint64_t)1 << 56) / 8;
	write_eight(out, (digits | text_of) >> 8 * zeros);
	return 8 - (size_t)zeros;
}

size_t num_print(char out[NUM_LENGTH], double x, int digits)
{
	int q = exponent_of(x);
	char *end;

	if (digits > 0)
		return print_other(out, x, digits);
	if (q < -62 || q > -36)
		return print_long(out, x);
	*out = '-';
	end = print_short(out + std::signbit(x), fraction_of(x) | leading_bit, q);
	return end ? (std::size_t)(end - out) : print_long(out, x);
}
