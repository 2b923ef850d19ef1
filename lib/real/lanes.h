/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The elementary functions on LANES doubles at once, in the compiler's vector arithmetic.  Included several
 * times, for vectors of several widths, with
 *
 *   LANES      doubles in a vector: a power of two
 *   FN(name)   the name of a function or type of this width
 *   TARGET     attributes: the instruction set
 *
 * Every lane goes through the same additions, multiplications, divisions and bit operations, each rounded by
 * itself (-ffp-contract=off), whatever the width: so every width and every processor give the same bits.
 *
 * Reductions as everywhere (Cody & Waite 1980; Tang 1989, 1990): exp x = 2^k exp(r), |r| <= ln 2 / 2; log x = k
 * ln 2 + log(1 + f), 1 + f in [sqrt 1/2, sqrt 2), by the series of artanh s, s = f / (2 + f).  The polynomials
 * are minimax ones (Remez) for the remainder behind the first terms: (exp r - 1 - r) / r^2 to 2^-53, and
 * (log((1 + s) / (1 - s)) / s - 2) / s^2 to 2^-51.
 */
/* no include guard: see above */

typedef double FN(v) __attribute__((vector_size(8 * LANES)));
typedef __typeof__((FN(v)){0} < (FN(v)){0}) FN(vi);
typedef unsigned long long FN(vu) __attribute__((vector_size(8 * LANES)));
typedef double FN(vm) __attribute__((vector_size(8 * LANES), aligned(8), may_alias)); /* in memory */
typedef FN(vi) FN(vim) __attribute__((aligned(8), may_alias));

#define V FN(v)
#define VI FN(vi)
#define VU FN(vu)
#define INLINE static inline __attribute__((always_inline, unused)) TARGET

INLINE V FN(all)(double x)
{
	return x - (V){0};
}

INLINE V FN(load)(const double *x)
{
	return *(const FN(vm) *)x;
}

INLINE void FN(store)(double *x, V a)
{
	*(FN(vm) *)x = a;
}

/* where ? a : b, lane by lane */
INLINE V FN(choose)(VI where, V a, V b)
{
	return (V)((where & (VI)a) | (~where & (VI)b));
}

INLINE V FN(max)(V a, V b)
{
	return FN(choose)(a > b, a, b);
}

INLINE V FN(abs)(V a)
{
	return (V)((VU)a & 0x7fffffffffffffffULL);
}

/* The nearest integer, |x| < 2^51. */
INLINE V FN(nearest)(V x)
{
	const double shift = 0x1.8p52;

	return (x + shift) - shift;
}

/* 2^k for an integer k in [-1022, 1023]: the last bits of k + 1.5 2^52 are those of k. */
INLINE V FN(power_of_2)(V k)
{
	return (V)((VU)(k + (0x1.8p52 + 1023)) << 52);
}

/* ln 2 in two parts: multiples up to 2^11 of the first one are exact. */
#ifndef LN2_HIGH
#define LN2_HIGH 0x1.62e42fefa38p-1
#define LN2_LOW 0x1.ef35793c7673p-45
#define LN2_26 0x1.62e42f8p-1
#define LN2_REST 0x1.be8e7bcd5e4f2p-27
#endif

/* (exp r - 1 - r) for |r| <= ln 2 / 2. */
INLINE V FN(exp_rest)(V r)
{
	V r2 = r * r, r4 = r2 * r2;
	V a = 0x1.0000000000001p-1 + r * 0x1.5555555555558p-3;
	V b = 0x1.5555555553d66p-5 + r * 0x1.111111110f808p-7;
	V c = 0x1.6c16c1788a68fp-10 + r * 0x1.a01a01b009cb5p-13;
	V d = 0x1.a019b912fca25p-16 + r * 0x1.71ddf6baab9bep-19;
	V e = 0x1.28917e4042d6ep-22 + r * 0x1.af631e27e8ed7p-26;

	return r2 * ((a + r2 * b) + r4 * ((c + r2 * d) + r4 * e));
}

/* x = k ln 2 + r with r = high - low. */
INLINE V FN(exp_reduce)(V x, V *high, V *low)
{
	V k = FN(nearest)(x * 0x1.71547652b82fep+0);

	*high = x - k * LN2_HIGH;
	*low = k * LN2_LOW;
	return k;
}

/* y 2^k for any k that exp meets, in two factors: one would leave the range of exponents before the product does. */
INLINE V FN(scale)(V y, V k)
{
	V half = FN(nearest)(k * .5);

	return y * FN(power_of_2)(half) * FN(power_of_2)(k - half);
}

INLINE V FN(exp)(V x)
{
	V high, low, k;

	/* Beyond these the result is infinite or 0. */
	x = FN(choose)(x > 710, FN(all)(710), x);
	x = FN(choose)(x < -746, FN(all)(-746), x);
	k = FN(exp_reduce)(x, &high, &low);
	return FN(scale)(1 + (high + (FN(exp_rest)(high - low) - low)), k);
}

/* exp x for x <= 0 that may go to 0 below 2^-1022: what a softmax needs, with one factor less. */
INLINE V FN(exp_negative)(V x)
{
	V high, low, k;
	VI gone = x < -708;

	x = FN(choose)(gone, FN(all)(-708), x);
	k = FN(exp_reduce)(x, &high, &low);
	return (V)(~gone & (VI)((1 + (high + (FN(exp_rest)(high - low) - low))) * FN(power_of_2)(k)));
}

INLINE V FN(exp2)(V x)
{
	V k, r, high, low;

	x = FN(choose)(x > 1100, FN(all)(1100), x);
	x = FN(choose)(x < -1100, FN(all)(-1100), x);
	k = FN(nearest)(x);
	r = x - k;
	/* r ln 2 with an exact first part: both factors in parts of 26 bits (Veltkamp) */
	high = 0x1.0000002p27 * r - (0x1.0000002p27 * r - r);
	low = (r - high) * LN2_26 + r * LN2_REST;
	high *= LN2_26;
	return FN(scale)(1 + (high + (FN(exp_rest)(high + low) + low)), k);
}

INLINE V FN(expm1)(V x)
{
	V high, low, k, r, rest, inverse, y;
	VI zero = x == 0;
	V x0 = x;

	x = FN(choose)(x > 710, FN(all)(710), x);
	/* -1 to the last place */
	x = FN(choose)(x < -40, FN(all)(-40), x);
	k = FN(exp_reduce)(x, &high, &low);
	r = high - low;
	rest = FN(exp_rest)(r);
	/* 2^k (exp r - 1) + (2^k - 1) = 2^k (exp r - 1 + (1 - 2^-k)); 2^-k is nothing from 2^-60 on */
	inverse = FN(power_of_2)(-FN(choose)(k > 60, FN(all)(60), k));
	y = FN(scale)((1 - inverse) + (high + (rest - low)), k);
	return FN(choose)(zero, x0, y);
}

/* x = 2^k m, m in [sqrt 1/2, sqrt 2), x positive, finite and not subnormal. */
INLINE V FN(split)(V x, V *m)
{
	/* The exponent of x / sqrt(1/2), made positive by 2^10. */
	VU bits = (VU)x - 0x3fe6a09e667f3bcdULL + (1024ULL << 52);
	VU exponent = bits >> 52;

	*m = (V)((VU)x - ((exponent - 1024) << 52));
	return (V)(exponent | 0x4330000000000000ULL) - (0x1p52 + 1024);
}

/* log(1 + f) + k ln 2 + tail, tail small; 1 + f in [sqrt 1/2, sqrt 2). */
INLINE V FN(log_sum)(V f, V k, V tail)
{
	V s = f / (2 + f), z = s * s, z2 = z * z, half = .5 * f * f;
	V a = 0x1.5555555555558p-1 + z * 0x1.999999999522ep-2;
	V b = 0x1.2492492e02acep-2 + z * 0x1.c71c62d1c8b2ep-3;
	V c = 0x1.7462b9b81abddp-3 + z * (0x1.39fdc7c5e27e2p-3 + z * 0x1.2b5f0c07ba008p-3);
	V rest = z * ((a + z2 * b) + z2 * z2 * c);

	/* log(1 + f) = f - (f^2 / 2 - s (f^2 / 2 + rest)) */
	return k * LN2_HIGH - ((half - (s * (half + rest) + (k * LN2_LOW + tail))) - f);
}

/* What log makes of x = 0, of x < 0 and of what is not finite. */
INLINE V FN(log_edges)(V x, V y)
{
	const double inf = __builtin_inf(), nan = __builtin_nan("");

	y = FN(choose)(x == 0, FN(all)(-inf), y);
	y = FN(choose)(x < 0, FN(all)(nan), y);
	return FN(choose)((x == inf) | (x != x), x, y);
}

INLINE V FN(log)(V x)
{
	VI tiny = x < 0x1p-1022;
	V m, k = FN(split)(FN(choose)(tiny, x * 0x1p54, x), &m);

	k -= (V)(tiny & (VI)FN(all)(54));
	return FN(log_edges)(x, FN(log_sum)(m - 1, k, (V){0}));
}

INLINE V FN(log1p)(V x)
{
	const double inf = __builtin_inf(), nan = __builtin_nan("");
	V u = 1 + x, m, k = FN(split)(u, &m), f = m - 1, s, lost, y;

	/* What rounding 1 + x lost, over u; 1 / m is (1 - s) / (1 + s), s = f / (2 + f), to a hundredth. */
	lost = FN(choose)(x >= 1, 1 - (u - x), x - (u - 1));
	s = f * (.5 - f * (.25 - f * .125));
	lost = lost * FN(power_of_2)(-FN(choose)(k > 60, FN(all)(60), k)) * ((1 - s) * (1 - s * (1 - s)));
	y = FN(log_sum)(f, k, lost);
	y = FN(choose)(x == -1, FN(all)(-inf), y);
	y = FN(choose)(x < -1, FN(all)(nan), y);
	return FN(choose)((x == 0) | (x == inf) | (x != x), x, y);
}

INLINE V FN(tanh)(V x)
{
	/* -t / (2 + t), t = exp(-2 |x|) - 1 */
	V t = FN(expm1)(-2 * FN(abs)(x)), y = -t / (2 + t);

	return FN(choose)((x == 0) | (x != x), x, FN(choose)(x < 0, -y, y));
}

/* log(1 + exp x), and its slope 1 / (1 + exp -x).  With e = exp(-|x|) in [0, 1] log(1 + e) needs no reduction: the
 * series of artanh s, s = e / (2 + e), its remainder minimax to 2^-53; one division serves both. */
INLINE V FN(softplus)(V x, V *slope)
{
	V e = FN(exp_negative)(-FN(abs)(x)), one = 1 + e, two = 2 + e, r = 1 / (one * two);
	V s = e * (one * r), z = s * s, z2 = z * z, z4 = z2 * z2;
	V a = 0x1.5555555555555p-1 + z * 0x1.999999999a454p-2;
	V b = 0x1.24924923cd496p-2 + z * 0x1.c71c727657c11p-3;
	V c = 0x1.745cefc4ffa0bp-3 + z * 0x1.3b18ca99c357dp-3;
	V d = 0x1.10ab062e96c63p-3 + z * 0x1.eba9fcf452113p-4;
	V rest = z * ((a + z2 * b) + z4 * ((c + z2 * d) + z4 * (0x1.67ff3f5f540e7p-4 + z * 0x1.4b85865379183p-3)));

	*slope = FN(choose)(x < 0, e, FN(all)(1)) * (two * r);
	return FN(choose)(x > 0, x, (V){0}) + (e - s * (e - rest));
}
