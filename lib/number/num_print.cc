/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "number/num_print.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <endian.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

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
