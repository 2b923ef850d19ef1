/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/sum.h"

#include <math.h>
#include <string.h>

enum { BITS = 32, BIAS = 1074 };

/* Leaves every chunk but the last in [0, 2^32): a unique form.  The last one carries the sign. */
static void carry(struct sum *s)
{
	for (int i = 0; i + 1 < SUM_CHUNKS; i++) {
		int64_t high = s->chunk[i] >> BITS; /* arithmetic shift: floor */

		s->chunk[i] -= high * ((int64_t)1 << BITS);
		s->chunk[i + 1] += high;
	}
	s->pending = 0;
}

void sum_add(struct sum *s, double x)
{
	uint64_t bits, mantissa;
	int64_t sign, low, high;
	int exponent, shift;

	memcpy(&bits, &x, sizeof bits);
	exponent = (int)(bits >> 52 & 0x7ff);
	mantissa = bits & 0xfffffffffffffu;
	if (exponent)
		mantissa |= (uint64_t)1 << 52;
	else
		exponent = 1;
	/* x = mantissa * 2^(exponent - 1075) = mantissa << shift in chunk exponent / 32 */
	exponent--;
	shift = exponent % BITS;
	sign = -(int64_t)(bits >> 63);
	low = (int64_t)(mantissa << shift & 0xffffffffu);
	high = (int64_t)(mantissa >> (BITS - shift));
	/* high has up to 53 bits: it stands in two chunks as well, so that 2^30 of them fit */
	exponent /= BITS;
	s->chunk[exponent] += (low ^ sign) - sign;
	s->chunk[exponent + 1] += ((high & 0xffffffff) ^ sign) - sign;
	s->chunk[exponent + 2] += ((high >> BITS) ^ sign) - sign;
	if (++s->pending >= (uint32_t)1 << 30)
		carry(s);
}

void sum_add_product(struct sum *s, double a, double b)
{
	double p = a * b;

	sum_add(s, p);
	sum_add(s, fma(a, b, -p));
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

void sum_merge(struct sum *s, const struct sum *other)
{
	combine(s, other, 1);
}

void sum_subtract(struct sum *s, const struct sum *other)
{
	combine(s, other, -1);
}

/* The magnitude of a carried, non-negative sum, rounded to nearest even. */
static double magnitude(const struct sum *s)
{
	unsigned __int128 top = 0;
	int i = SUM_CHUNKS - 1, low, extra = 0, sticky = 0;
	uint64_t m;

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
	return ldexp((double)m, BITS * low + extra - BIAS);
}

double sum_value(const struct sum *s)
{
	struct sum t = *s;

	carry(&t);
	if (t.chunk[SUM_CHUNKS - 1] >= 0)
		return magnitude(&t);
	for (int i = 0; i < SUM_CHUNKS; i++)
		t.chunk[i] = -t.chunk[i];
	carry(&t);
	return -magnitude(&t);
}

double sum_pop(struct sum *s)
{
	double x = sum_value(s);

	if (isfinite(x))
		sum_add(s, -x);
	return x;
}
