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

/* The last n digits of eight, behind zeros. */
static inline std::uint64_t last_digits(std::uint64_t digits, std::size_t n)
{
	static const std::uint64_t keep[] = {0, 0xff00000000000000, 0xffff000000000000, 0xffffff0000000000,
		0xffffffff00000000, 0xffffffffff000000, 0xffffffffffff0000, 0xffffffffffffff00, 0xffffffffffffffff};

	return digits & keep[n];
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

/* A digit, a point and 15 to 18 digits: false if something is none. */
static bool parse_long(const char *s, std::size_t n, double *x)
{
	std::uint64_t head = first_digits(s), middle = last_digits(eight_digits(s + n - 16), n - 16);
	std::uint64_t tail = eight_digits(s + n - 8), w;

	w = number_of(head) * power[n - 8] + number_of(middle) * 100000000 + number_of(tail);
	*x = w ? decimal(w, (unsigned)n - 2) : 0;
	return !((above_nine(head) | above_nine(middle) | above_nine(tail)) & high_bits);
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

/* Whole and the other digits of "d.dddddd" and of the last n - 8 bytes behind it, as two numbers: the low and the high half of the
 * result; 8 <= n <= 16.  `wrong` says that a byte is no digit. */
static inline std::uint64_t two_numbers(const char *s, std::size_t n, bool *wrong)
{
	alignas(16) static const std::uint64_t keep[][2] = {{KEEP, 0}, {KEEP, 0xff00000000000000},
		{KEEP, 0xffff000000000000}, {KEEP, 0xffffff0000000000}, {KEEP, 0xffffffff00000000},
		{KEEP, 0xffffffffff000000}, {KEEP, 0xffffffffffff0000}, {KEEP, 0xffffffffffffff00},
		{KEEP, 0xffffffffffffffff}};
	const __m128i zero = _mm_setzero_si128();
	__m128i v = _mm_unpacklo_epi64(load_eight(s), load_eight(s + n - 8)), low, high;

	v = _mm_and_si128(_mm_xor_si128(v, _mm_set1_epi8('0')), _mm_load_si128((const __m128i *)keep[n - 8]));
	*wrong = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(9)), v)) != 0xffff;
	/* of two digits, of four, of eight */
	low = _mm_madd_epi16(_mm_unpacklo_epi8(v, zero), _mm_set_epi16(1, 10, 1, 10, 1, 10, 0, 1));
	high = _mm_madd_epi16(_mm_unpackhi_epi8(v, zero), _mm_set1_epi32(1 << 16 | 10));
	v = _mm_madd_epi16(_mm_packs_epi32(low, high), _mm_set1_epi32(1 << 16 | 100));
	v = _mm_madd_epi16(_mm_packs_epi32(v, v), _mm_set1_epi32(1 << 16 | 10000));
	return (std::uint64_t)_mm_cvtsi128_si64(v);
}
#else
static inline std::uint64_t two_numbers(const char *s, std::size_t n, bool *wrong)
{
	std::uint64_t head = first_digits(s), tail = last_digits(eight_digits(s + n - 8), n - 8);

	*wrong = (above_nine(head) | above_nine(tail)) & high_bits;
	return number_of(tail) << 32 | number_of(head);
}
#endif

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

static inline void write_digits(char *out, std::uint64_t digits)
{
	digits = htole64(digits | 0x3030303030303030);
	std::memcpy(out, &digits, 8);
}

/* Sixteen digits as text. */
struct sixteen {
	alignas(16) char text[16];
	int zeros; /* how many of them it ends with */
};

#ifdef __SSE2__
/* In every lane of 64, then 32, then 16 bits a number is taken apart, its first half in the lower half of the lane. */
static inline sixteen sixteen_digits(std::uint32_t high, std::uint32_t low)
{
	sixteen d;
	__m128i v = _mm_set_epi64x(low, high), t, zero;

	t = _mm_srli_epi64(_mm_mul_epu32(v, _mm_set1_epi32((int)3518437209)), 45); /* by 10^4 */
	v = _mm_or_si128(t, _mm_slli_epi64(_mm_sub_epi32(v, _mm_mul_epu32(t, _mm_set1_epi32(10000))), 32));
	t = _mm_srli_epi16(_mm_mulhi_epu16(v, _mm_set1_epi16(5243)), 3); /* by 100 */
	v = _mm_or_si128(t, _mm_slli_epi32(_mm_sub_epi16(v, _mm_mullo_epi16(t, _mm_set1_epi16(100))), 16));
	t = _mm_mulhi_epu16(v, _mm_set1_epi16(6554)); /* by 10 */
	v = _mm_or_si128(t, _mm_slli_epi16(_mm_sub_epi16(v, _mm_mullo_epi16(t, _mm_set1_epi16(10))), 8));
	zero = _mm_cmpeq_epi8(v, _mm_setzero_si128());
	d.zeros = __builtin_clz((~(unsigned)_mm_movemask_epi8(zero) << 16) | 0x8000);
	_mm_store_si128((__m128i *)(void *)d.text, _mm_or_si128(v, _mm_set1_epi8('0')));
	return d;
}
#else
/* How many zeros they end with. */
static inline int zeros_of(std::uint64_t digits)
{
	return digits ? __builtin_clzll(digits) / 8 : 8;
}

static inline sixteen sixteen_digits(std::uint32_t high, std::uint32_t low)
{
	std::uint64_t first = digits_of(high), last = digits_of(low);
	sixteen d;

	write_digits(d.text, first);
	write_digits(d.text + 8, last);
	d.zeros = last ? zeros_of(last) : 8 + zeros_of(first);
	return d;
}
#endif

/* Most numbers of a table have a few digits.  When m / 10^9 gives x back, m 10^-9 reads back to x, and as no two decimals
 * of up to 15 digits read as the same double it is the shortest, but for its last zeros.  Between 0.001 and
 * 10^5 it is never shorter with an exponent.  0: x is not of this form. */
static inline size_t print_short(char *out, double x)
{
	const size_t point = 7; /* of the sixteen digits, behind this one */
	double scaled = x * 1e9;
	std::uint64_t m, high;
	sixteen d;
	size_t first = point - 1;

	if (!(x >= 1e-3 && x < 1e5))
		return 0;
	m = (std::uint64_t)(std::int64_t)(scaled + 0.5);
	if (std::fabs(scaled - (double)(std::int64_t)m) > 0.01 || (double)(std::int64_t)m / 1e9 != x)
		return 0;
	high = m / 100000000;
	d = sixteen_digits((std::uint32_t)high, (std::uint32_t)(m - high * 100000000));
	while (x >= ten[point - first])
		first--;
	std::memcpy(out, d.text + first, 5);
	out += point - first;
	*out = '.';
	std::memcpy(out + 1, d.text + point, 9);
	return point - first + (d.zeros < 9 ? 10 - (size_t)d.zeros : 0);
}

/* The other numbers from 2^-120 to 2^52.  Let x = c 2^q with 53 bits in c, and 10^-K the power of ten for which the interval of
 * what reads back as x, 2^q wide, is from 1 to 10 of them: then a multiple of 10^(1-K) in it is the shortest decimal, but for
 * zeros at its end, and without one it is the multiple of 10^-K next to x (Giulietti 2020, "The Schubfach way to render
 * doubles").  Here 10^K has its digits in 128 bits, so that all of it is exact: c 10^K and half the interval in units of 2^-FRACTION. */
enum { FRACTION = 124, MOST = 52 };

typedef unsigned __int128 wide;

struct powers {
	wide five[MOST + 1];  /* 5^k, shifted so that the leading bit is bit FRACTION - 2 */
	int length[MOST + 1]; /* floor(log2 5^k) */
};

static constexpr powers make_powers()
{
	powers p{};
	wide five = 1;

	for (int k = 0; k <= MOST; k++, five *= 5) {
		while (five >> p.length[k] > 1)
			p.length[k]++;
		p.five[k] = five << (FRACTION - 2 - p.length[k]);
	}
	return p;
}

static constexpr powers power_of_ten = make_powers();

/* What `shortest` gives, by all bits. */
__attribute__((noinline, cold)) static std::uint64_t shortest_exactly(std::uint64_t c, int up, wide five)
{
	const wide middle = (wide)1 << (FRACTION - 1);
	wide half = (five << up) + !(c & 1);
	wide low = (wide)(c << (up + 1)) * (std::uint64_t)five;
	wide high = (wide)(c << (up + 1)) * (std::uint64_t)(five >> 64) + (low >> 64);
	wide part = high << (192 - FRACTION) >> (128 - FRACTION) | (std::uint64_t)low;
	std::uint64_t s = (std::uint64_t)(high >> (FRACTION - 64)), tens = s / 10, unit = s - 10 * tens;
	wide below = (wide)unit << FRACTION | part, above = ((wide)10 << FRACTION) - below;

	if (above < half || below < half)
		return 10 * (tens + (above < half));
	return s + (part > middle || (part == middle && s & 1));
}

/* The shortest decimal, digits 10^*exponent, of 16 or 17 digits with the zeros at its end; c has 53 bits and is not the
 * least number of them, where the interval is not even.  In units of 2^-FIRST everything is less than NEAR below what it is. */
static inline std::uint64_t shortest(std::uint64_t c, int q, int *exponent)
{
	enum { FIRST = FRACTION - 64, NEAR = 32 };
	const std::uint64_t middle = (std::uint64_t)1 << (FIRST - 1);
	int k = -(q * 1262611 >> 22), up = q + k + 1 + power_of_ten.length[k]; /* log10 2 = 1262611 / 2^22; 1 to 4 */
	wide five = power_of_ten.five[k];
	std::uint64_t first = (std::uint64_t)(five >> 64), half = first << up, shifted = c << (up + 1);
	wide scaled = (wide)shifted * first + ((wide)shifted * (std::uint64_t)five >> 64);
	std::uint64_t s = (std::uint64_t)(scaled >> FIRST), part = (std::uint64_t)scaled & (2 * middle - 1);
	std::uint64_t tens = s / 10, below = (s - 10 * tens) << FIRST | part;
	std::uint64_t above = ((std::uint64_t)10 << FIRST) - below;
	bool rise = above < half, fine = !(rise | (below < half));

	*exponent = -k;
	if (__builtin_expect((above - half + NEAR < 2 * NEAR) | (below - half + NEAR < 2 * NEAR)
			    | (part - middle + NEAR < 2 * NEAR),
		    0))
		return shortest_exactly(c, up, five);
	/* no branch: this is as good as random */
	return 10 * (tens + rise) + ((s - 10 * tens + (part > middle)) & -(std::uint64_t)fine);
}

/* first.d 10^e, n digits in all, e < n - 1; as std::to_chars: with an exponent where that is shorter. */
static inline size_t place_point(char *out, char first, const sixteen *d, int n, int e)
{
	int zeros = -e;

	if (e < 0 && zeros <= 3 + (n > 1)) {
		std::memcpy(out, "0.0000", 6);
		out[1 + zeros] = first;
		std::memcpy(out + zeros + 2, d->text, 16);
		return (size_t)(n + 1 + zeros);
	}
	out[0] = first;
	out[1] = '.';
	std::memcpy(out + 2, d->text, 16);
	if (e < 0) {
		out += n > 1 ? n + 1 : 1;
		std::memcpy(out, "e-", 2);
		out[2] = (char)('0' + zeros / 10);
		out[3] = (char)('0' + zeros % 10);
		return (size_t)(n + (n > 1) + 4);
	}
	for (int i = 1; i <= e; i++)
		out[i] = out[i + 1];
	out[e + 1] = '.';
	return (size_t)n + 1;
}

/* What the standard library is left with. */
__attribute__((noinline)) static size_t print_other(char *out, double x, int digits)
{
	auto r = digits > 0 ? std::to_chars(out, out + NUM_LENGTH, x, std::chars_format::general, digits)
			    : std::to_chars(out, out + NUM_LENGTH, x);

	return (size_t)(r.ptr - out);
}

/* Of the numbers between those nearly all.  A call of its own, as those of num_parse are. */
__attribute__((noinline)) static size_t print_long(char *out, double x)
{
	std::uint64_t bits, c, d, high;
	std::uint32_t first;
	int q, exponent, n;
	sixteen rest;
	bool few;

	std::memcpy(&bits, &x, sizeof bits);
	c = bits << 12 >> 12;
	q = (int)(bits >> 52 & 0x7ff) - 1075;
	if (q < -172 || q > -1 || !c)
		return print_other(out, x, 0);
	d = shortest(c | (std::uint64_t)1 << 52, q, &exponent);
	few = d < 10000000000000000;
	d *= 1 + 9 * (std::uint64_t)few;
	exponent += 16 - few;
	high = d / 100000000;
	first = (std::uint32_t)(high / 100000000);
	rest = sixteen_digits((std::uint32_t)high - first * 100000000, (std::uint32_t)(d - high * 100000000));
	n = 17 - rest.zeros;
	if (exponent >= n - 1)
		return print_other(out, x, 0);
	*out = '-';
	return (x < 0) + place_point(out + (x < 0), (char)('0' + first), &rest, n, exponent);
}

__attribute__((noinline)) static size_t print_large(char *out, std::uint64_t n)
{
	size_t before = num_print_size(out, n / 100000000);

	write_digits(out + before, digits_of((std::uint32_t)(n % 100000000)));
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
	digits = htole64((digits | 0x3030303030303030) >> 8 * zeros);
	std::memcpy(out, &digits, 8);
	return 8 - (size_t)zeros;
}

size_t num_print(char out[NUM_LENGTH], double x, int digits)
{
	size_t n;

	if (digits > 0)
		return print_other(out, x, digits);
	if (x == 0) {
		std::memcpy(out, std::signbit(x) ? "-0" : "0", 2);
		return 1 + std::signbit(x);
	}
	n = print_short(out, x);
	return n ? n : print_long(out, x);
}
