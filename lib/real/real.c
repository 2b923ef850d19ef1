/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "real/real.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC diagnostic ignored "-Wpsabi"

#define LANES 2
#define FN(name) name##_pair
#define TARGET
#include "real/lanes.h"

double real_exp(double x)
{
	return exp_pair((V){x, x})[0];
}

double real_exp2(double x)
{
	return exp2_pair((V){x, x})[0];
}

double real_expm1(double x)
{
	return expm1_pair((V){x, x})[0];
}

double real_log(double x)
{
	return log_pair((V){x, x})[0];
}

double real_log1p(double x)
{
	return log1p_pair((V){x, x})[0];
}

double real_tanh(double x)
{
	return tanh_pair((V){x, x})[0];
}

double real_softplus(double x, double *slope)
{
	V s, y = softplus_pair((V){x, x}, &s);

	*slope = s[0];
	return y[0];
}

/* A number in two doubles, the second below the first's rounding. */
struct two {
	double high, low;
};

/* a b exactly (Dekker 1971), away from the ends of the range. */
static struct two product(double a, double b)
{
	const double split = 0x1.0000002p27;
	double ah = split * a - (split * a - a), al = a - ah, bh = split * b - (split * b - b), bl = b - bh, p = a * b;

	return (struct two){p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

static struct two two_sum(double a, double b)
{
	double s = a + b, t = s - a;

	return (struct two){s, (a - (s - t)) + (b - t)};
}

/* c_0 + c_1 z + .. */
static double polynomial(double z, size_t n, const double *c)
{
	double sum = c[n - 1];

	for (size_t i = n - 1; i-- > 0;)
		sum = c[i] + z * sum;
	return sum;
}

/* log x = high + low with an error of 2^-57, relative; x positive, finite and not subnormal. */
static struct two log_two(double x)
{
	static const double artanh[] = {0x1.5555555555558p-1, 0x1.999999999522ep-2, 0x1.2492492e02acep-2,
		0x1.c71c62d1c8b2ep-3, 0x1.7462b9b81abddp-3, 0x1.39fdc7c5e27e2p-3, 0x1.2b5f0c07ba008p-3};
	V m, k = split_pair((V){x, x}, &m);
	double f = m[0] - 1, s = f / (2 + f), z = s * s, rest;
	struct two sf = product(s, f), sum = two_sum(k[0] * LN2_HIGH, 2 * s);

	/* The series of artanh s (real/lanes.h), and what the division lost. */
	rest = s * z * polynomial(z, 7, artanh) + 2 * (((f - 2 * s) - sf.high) - sf.low) / (2 + f);
	return two_sum(sum.high, sum.low + (rest + k[0] * LN2_LOW));
}

/* exp(y log x), the product and the logarithm in two parts. */
static double power(double x, double y)
{
	double e = fmin(fmax(y * real_log(x), -800), 800), tiny = x < 0x1p-1022 ? 54 : 0;
	struct two l, t;

	if (fabs(e) >= 800)
		return real_exp(e);
	l = log_two(tiny > 0 ? x * 0x1p54 : x);
	l = two_sum(l.high - tiny * LN2_HIGH, l.low - tiny * LN2_LOW);
	t = product(y, l.high);
	e = real_exp(t.high);
	/* e may be infinite or 0 */
	return e + e * (t.low + y * l.low);
}

double real_pow(double x, double y)
{
	if (y == 0 || x == 1)
		return 1;
	if (isnan(x) || isnan(y) || x < 0)
		return NAN;
	if (x == 0 || isinf(x))
		return (x == 0) == (y > 0) ? 0 : INFINITY;
	if (isinf(y))
		return (x < 1) == (y > 0) ? 0 : INFINITY;
	return y == 1 ? x : y == 2 ? x * x : y == .5 ? sqrt(x) : power(x, y);
}

/* The bits of 2 / pi behind the binary point, after 128 zeros. */
static const uint64_t two_over_pi[] = {0, 0, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041,
	0xfe5163abdebbc561, 0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484,
	0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f,
	0x6d367ecf27cb09b7, 0x4f463f669e5fea2d, 0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08,
	0x56033046fc7b6bab};

/* x = k pi / 2 + r for x >= 2^20, |r| <= pi / 4; returns k mod 4.  With x = m 2^e the bits of 2 / pi before place e
 * make multiples of 4 of x 2 / pi and are left out (Payne & Hanek 1983); 192 bits behind them do. */
static unsigned reduce_large(double x, struct two *r)
{
	int e;
	uint64_t m = (uint64_t)ldexp(frexp(x, &e), 53), word[3];
	size_t at = (size_t)(e - 53 - 2 + 128);
	unsigned __int128 low, middle;
	uint64_t high, mid;

	for (size_t i = 0; i < 3; i++) {
		const uint64_t *w = two_over_pi + at / 64 + i;

		word[i] = at % 64 ? w[0] << at % 64 | w[1] >> (64 - at % 64) : w[0];
	}
	low = (unsigned __int128)m * word[2];
	middle = (unsigned __int128)m * word[1] + (uint64_t)(low >> 64);
	mid = (uint64_t)middle;
	high = m * word[0] + (uint64_t)(middle >> 64);
	/* Two bits are the quadrant, the others, with a sign, the part of it that is left. */
	*r = product((double)(__int128)((unsigned __int128)high << 66 | (unsigned __int128)mid << 2) * 0x1p-128,
		0x1.921fb54442d18p+0);
	return (unsigned)((high >> 62) + (high >> 61 & 1)) & 3;
}

/* The same for any finite x. */
static unsigned reduce(double x, struct two *r)
{
	double k = nearest_pair((V){x, x} * 0x1.45f306dc9c883p-1)[0], t, w;
	unsigned quadrant;

	if (fabs(x) >= 0x1p20) {
		quadrant = reduce_large(fabs(x), r);
		if (x < 0)
			*r = (struct two){-r->high, -r->low};
		return x < 0 ? -quadrant & 3 : quadrant;
	}
	/* pi / 2 in parts of 33 bits: the first product and difference are exact (Cody & Waite). */
	t = x - k * 0x1.921fb544p+0;
	w = k * 0x1.0b4611a6p-34;
	*r = two_sum(t, -w);
	*r = two_sum(r->high, r->low - k * 0x1.3198a2e037073p-69);
	return (unsigned)(int)k & 3;
}

/* On |r| <= pi / 4; minimax polynomials to 2^-57. */
static double sin_small(struct two r)
{
	static const double c[] = {-0x1.5555555555555p-3, 0x1.1111111110bb3p-7, -0x1.a01a019e83e2ap-13,
		0x1.71de3796c93b4p-19, -0x1.ae600b3d29c6bp-26, 0x1.5e0b2ce6eaa33p-33};
	double z = r.high * r.high;

	return r.high + (z * r.high * polynomial(z, 6, c) + r.low * (1 - z / 2));
}

static double cos_small(struct two r)
{
	static const double c[] = {0x1.5555555555555p-5, -0x1.6c16c16c16967p-10, 0x1.a01a019f4ec8dp-16,
		-0x1.27e4fa17f61a8p-22, 0x1.1eeb690332a94p-29, -0x1.907db438bc745p-37};
	double z = r.high * r.high, top = 1 - z / 2;

	return top + (((1 - top) - z / 2) + (z * z * polynomial(z, 6, c) - r.high * r.low));
}

static double turn(double x, unsigned ahead)
{
	struct two r;
	unsigned quadrant;
	double y;

	if (!isfinite(x))
		return NAN;
	quadrant = reduce(x, &r) + ahead;
	y = quadrant & 1 ? cos_small(r) : sin_small(r);
	return quadrant & 2 ? -y : y;
}

double real_sin(double x)
{
	return x == 0 ? x : turn(x, 0);
}

double real_cos(double x)
{
	return turn(x, 1);
}
