/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/sum.h"

#include <math.h>
#include <string.h>

#include "parallel/peers.h"

enum { BITS = 32, BIAS = 2148, MANTISSA = 53, MOST = 1 << 30 }; /* additions before chunks are carried */

/* The common terms: the exponent of the least one, as a double has it, and how many exponents there are.  2^30 of them fit. */
enum { COMMON = 1023 - 32, COMMON_RANGE = 45 };

/* Adds mantissa * 2^(place - BIAS); sign is 0 or -1, mantissa has up to 53 bits. */
static inline void add_chunks(struct sum *s, uint64_t mantissa, unsigned place, int64_t sign)
{
	unsigned shift = place % BITS, i = place / BITS;
	int64_t low = (int64_t)(mantissa << shift & 0xffffffffu);
	int64_t high = (int64_t)(mantissa >> (BITS - shift));

	/* high has up to 53 bits: it stands in two chunks as well, so that 2^30 of them fit */
	s->chunk[i] += (low ^ sign) - sign;
	s->chunk[i + 1] += ((high & 0xffffffff) ^ sign) - sign;
	s->chunk[i + 2] += ((high >> BITS) ^ sign) - sign;
}

static void add_common(struct sum *s)
{
	enum { PART = 43 };
	unsigned __int128 common = (unsigned __int128)s->common_high << 64 | s->common_low;

	for (unsigned place = BIAS - 84; common; place += PART, common >>= PART)
		add_chunks(s, (uint64_t)common & (((uint64_t)1 << PART) - 1), place, 0);
	s->common_low = s->common_high = 0;
}

/* Leaves every chunk but the last in [0, 2^32): a unique form.  The last one carries the sign. */
static void carry(struct sum *s)
{
	add_common(s);
	for (int i = 0; i + 1 < SUM_CHUNKS; i++) {
		int64_t high = s->chunk[i] >> BITS; /* arithmetic shift: floor */

		s->chunk[i] -= high * ((int64_t)1 << BITS);
		s->chunk[i + 1] += high;
	}
	s->pending = 0;
}

static inline void count(struct sum *s)
{
	if (++s->pending >= MOST)
		carry(s);
}

static inline void add_at(struct sum *s, uint64_t mantissa, unsigned place, int64_t sign)
{
	add_chunks(s, mantissa, place, sign);
	count(s);
}

/* A finite double as mantissa * 2^(place - BIAS / 2). */
struct parts {
	uint64_t mantissa;
	unsigned place;
	int64_t sign; /* 0 or -1 */
};

static inline struct parts parts_of(double x)
{
	struct parts p;
	uint64_t bits;

	memcpy(&bits, &x, sizeof bits);
	p.place = (unsigned)(bits >> 52 & 0x7ff);
	p.mantissa = bits & 0xfffffffffffffu;
	if (p.place) {
		p.mantissa |= (uint64_t)1 << 52;
		p.place--;
	}
	p.sign = -(int64_t)(bits >> 63);
	return p;
}

/* A term that is not among the common ones. */
__attribute__((noinline)) static void add_rare(struct sum *s, double x)
{
	struct parts p = parts_of(x);

	add_at(s, p.mantissa, p.place + BIAS / 2, p.sign);
}

static inline void add_128(uint64_t *low, uint64_t *high, uint64_t more_low, uint64_t more_high)
{
	*low += more_low;
	*high += more_high + (*low < more_low);
}

/* Adds a common term to the 128 bits; false where it is none. */
static inline bool add_if_common(double x, uint64_t *low, uint64_t *high)
{
	uint64_t bits, mantissa;
	unsigned at;

	memcpy(&bits, &x, sizeof bits);
	at = (unsigned)(bits >> 52) - COMMON; /* beyond the range for a negative x, too */
	if (at >= COMMON_RANGE)
		return false;
	mantissa = (bits & 0xfffffffffffffu) | (uint64_t)1 << 52;
	add_128(low, high, mantissa << at, mantissa >> 1 >> (63 - at));
	return true;
}

void sum_add(struct sum *s, double x)
{
	if (add_if_common(x, &s->common_low, &s->common_high))
		count(s);
	else
		add_rare(s, x);
}

void sum_add_all(struct sum *s, const double *x, size_t n)
{
	uint64_t low = 0, high = 0;

	if (s->pending + n >= MOST)
		carry(s);
	for (size_t i = 0; i < n; i++)
		if (!add_if_common(x[i], &low, &high))
			add_rare(s, x[i]);
	add_128(&s->common_low, &s->common_high, low, high);
	s->pending += (uint32_t)n; /* rare ones count twice: they are carried a little sooner */
}

static void add_product(struct sum *s, double a, double b)
{
	struct parts p = parts_of(a), q = parts_of(b);
	unsigned __int128 m = (unsigned __int128)p.mantissa * q.mantissa;
	int64_t sign = p.sign ^ q.sign;

	add_at(s, (uint64_t)m & (((uint64_t)1 << MANTISSA) - 1), p.place + q.place, sign);
	add_at(s, (uint64_t)(m >> MANTISSA), p.place + q.place + MANTISSA, sign);
}

void sum_add_product(struct sum *s, double a, double b)
{
	if (a == 1) /* most weights are */
		sum_add(s, b);
	else
		add_product(s, a, b);
}

bool sum_add_scaled(struct sum *s, double x, int exponent)
{
	struct parts p = parts_of(x);
	int place = (int)p.place + BIAS / 2 + exponent;

	if (!p.mantissa)
		return true;
	for (; place < 0 && !(p.mantissa & 1); place++)
		p.mantissa >>= 1;
	if (place < 0 || place >= BITS * (SUM_CHUNKS - 2))
		return false;
	add_at(s, p.mantissa, (unsigned)place, p.sign);
	return true;
}

static void combine(struct sum *s, const struct sum *other, int64_t sign)
{
	struct sum o = *other;

	carry(&o);
	carry(s);
	for (int i = 0; i < SUM_CHUNKS; i++)
		s->chunk[i] += sign * o.chunk[i];
	carry(s);
}

/* What was carried is as large as an addition; where there is room for those of both, nothing is carried. */
void sum_merge(struct sum *s, const struct sum *other)
{
	unsigned __int128 common = ((unsigned __int128)s->common_high << 64 | s->common_low)
		+ ((unsigned __int128)other->common_high << 64 | other->common_low);

	if (s->pending + other->pending + 2 >= MOST) {
		combine(s, other, 1);
		return;
	}
	for (int i = 0; i < SUM_CHUNKS; i++)
		s->chunk[i] += other->chunk[i];
	s->common_low = (uint64_t)common;
	s->common_high = (uint64_t)(common >> 64);
	s->pending += other->pending + 2;
}

void sums_gather(struct sum *s, size_t n)
{
	for (size_t i = 0; peers_n() > 1 && i < n; i++) {
		struct sum own = s[i];

		peers_wait_turn(&s[i], sizeof *s);
		if (peers_me())
			sum_merge(&s[i], &own);
		peers_end_turn(&s[i], sizeof *s);
	}
}

void sum_subtract(struct sum *s, const struct sum *other)
{
	combine(s, other, -1);
}

/* The magnitude of a carried, non-negative sum as m * 2^*exponent, m rounded to nearest even. */
static double magnitude(const struct sum *s, int *exponent)
{
	unsigned __int128 top = 0;
	int i = SUM_CHUNKS - 1, low, extra = 0, sticky = 0;
	uint64_t m;

	*exponent = 0;
	while (i >= 0 && !s->chunk[i])
		i--;
	if (i < 0)
		return 0;
	/* three chunks hold at least 65 significant bits, more than a double and its rounding bit */
	for (low = i - 2; i >= 0 && i >= low; i--)
		top = top << BITS | (uint64_t)s->chunk[i];
	low = i + 1;
	for (; i >= 0; i--)
		sticky |= s->chunk[i] != 0;
	while (top >> extra >> 64)
		extra++;
	sticky |= (top & (((unsigned __int128)1 << extra) - 1)) != 0;
	m = (uint64_t)(top >> extra);
	/* m has 64 bits unless the sum ends within them, and then it converts exactly if it has up to
	 * 53; the sticky bit goes to the lowest of 64, far below the rounding bit */
	if (sticky)
		m |= 1;
	*exponent = BITS * low + extra - BIAS;
	return (double)m;
}

double sum_scaled(const struct sum *s, int *exponent)
{
	struct sum t = *s;
	double m;
	int more;

	carry(&t);
	if (t.chunk[SUM_CHUNKS - 1] >= 0) {
		m = magnitude(&t, exponent);
	} else {
		for (int i = 0; i < SUM_CHUNKS; i++)
			t.chunk[i] = -t.chunk[i];
		carry(&t);
		m = -magnitude(&t, exponent);
	}
	m = frexp(m, &more);
	*exponent += more;
	return m;
}

double sum_value(const struct sum *s)
{
	int exponent;
	double m = sum_scaled(s, &exponent);

	return ldexp(m, exponent);
}

double sum_pop(struct sum *s, int *exponent)
{
	double x = sum_scaled(s, exponent);

	sum_add_scaled(s, -x, *exponent);
	return x;
}

/* s -= x * 2^exponent * b, but for what is beyond the chunks. */
static void subtract_multiple(struct sum *s, double x, int exponent, const struct sum *b)
{
	struct sum rest = *b;
	double term;
	int k;

	while ((term = sum_pop(&rest, &k)) != 0) {
		double p = x * term;

		sum_add_scaled(s, -p, exponent + k);
		sum_add_scaled(s, -fma(x, term, -p), exponent + k);
	}
}

double sum_ratio_scaled(const struct sum *a, const struct sum *b, int exponent)
{
	struct sum rest = *a;
	int above, below, left;
	double x = sum_scaled(a, &above), y = sum_scaled(b, &below), q = x / y;

	if (x == 0 || y == 0)
		return q;
	/* q is off by an ulp or so; what it leaves of a, divided by b, is what it lacks */
	subtract_multiple(&rest, q, above - below, b);
	x = sum_scaled(&rest, &left);
	return ldexp(q + ldexp(x, left - above) / y, above - below + exponent);
}

double sum_ratio(const struct sum *a, const struct sum *b)
{
	return sum_ratio_scaled(a, b, 0);
}

/* The exact square of w * 2^-shift, which is about 1. */
static struct sum square(const struct sum *w, int shift)
{
	struct sum left = *w, s = {0};
	double x, y;
	int k, l;

	while ((x = sum_pop(&left, &k)) != 0) {
		struct sum right = *w;

		while ((y = sum_pop(&right, &l)) != 0) {
			sum_add_scaled(&s, x * y, k + l - 2 * shift);
			sum_add_scaled(&s, fma(x, y, -(x * y)), k + l - 2 * shift);
		}
	}
	return s;
}

double sum_square_ratio(const struct sum *a, const struct sum *b)
{
	struct sum above;
	int shift;

	sum_scaled(a, &shift);
	above = square(a, shift);
	return sum_ratio_scaled(&above, b, 2 * shift);
}

int sum_compare(const struct sum *a, const struct sum *b)
{
	struct sum rest = *a;
	double x;
	int exponent;

	sum_subtract(&rest, b);
	x = sum_scaled(&rest, &exponent);
	return (x > 0) - (x < 0);
}
