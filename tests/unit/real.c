/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* The functions of lib/real against long doubles, at random and at the edges; arrays and kernels bit by bit. */
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "real/kernel.h"
#include "real/real.h"

/* A stream of bits: xorshift64* (Vigna 2016), so that the test depends on nothing of ours. */
static uint64_t bits(void)
{
	static uint64_t s = 88172645463325252;

	s ^= s >> 12;
	s ^= s << 25;
	s ^= s >> 27;
	return s * 2685821657736338717;
}

static double uniform(double from, double to)
{
	return from + (to - from) * (double)(bits() >> 11) * 0x1p-53;
}

/* |y - truth| in units of y's last place. */
static double ulps(double y, long double truth)
{
	int e;

	if (isnan(y) || isinf(y) || fabsl(truth) > (long double)DBL_MAX)
		return (isnan(y) && isnan(truth)) || (long double)y == truth
				|| (isinf(y) && fabsl(truth) > (long double)DBL_MAX)
			? 0
			: INFINITY;
	frexp((double)truth, &e);
	e = e < -1021 ? -1021 : e;
	return (double)ldexpl(fabsl((long double)y - truth), 53 - e);
}

struct function {
	const char *name;
	double (*ours)(double);
	long double (*truth)(long double);
	double bound; /* ulp, as real.h says */
	double from, to;
	bool any; /* any bit pattern is an argument */
};

static double softplus_value(double x)
{
	double slope;

	return real_softplus(x, &slope);
}

static double softplus_slope_of(double x)
{
	double slope;

	real_softplus(x, &slope);
	return slope;
}

/* 0 below 2^-1021 */
static long double softplus_truth(long double x)
{
	if (x < -708)
		return 0;
	return x > 0 ? x + log1pl(expl(-x)) : log1pl(expl(x));
}

static long double logistic_truth(long double x)
{
	if (x < -708)
		return 0;
	return x < 0 ? expl(x) / (1 + expl(x)) : 1 / (1 + expl(-x));
}

static const struct function functions[] = {
	{"exp", real_exp, expl, 1, -30, 30, true},
	{"exp, whole range", real_exp, expl, 1, -746, 711, true},
	{"exp, small", real_exp, expl, 1, -0.4, 0.4, true},
	{"exp2", real_exp2, exp2l, 1, -1080, 1026, true},
	{"exp2, small", real_exp2, exp2l, 1, -1, 1, true},
	{"expm1", real_expm1, expm1l, 2, -45, 711, true},
	{"expm1, small", real_expm1, expm1l, 2, -2, 2, true},
	{"log", real_log, logl, 1, 0, 10, true},
	{"log near 1", real_log, logl, 1, 0.4, 2.5, true},
	{"log1p", real_log1p, log1pl, 1, -1, 10, true},
	{"log1p, small", real_log1p, log1pl, 1, -0.5, 0.5, true},
	{"tanh", real_tanh, tanhl, 3, -25, 25, true},
	{"tanh, small", real_tanh, tanhl, 3, -1, 1, true},
	{"softplus", softplus_value, softplus_truth, 2, -40, 40, true},
	{"logistic", softplus_slope_of, logistic_truth, 4, -40, 40, true},
	{"sin", real_sin, sinl, 2, -100, 100, false},
	{"cos", real_cos, cosl, 2, -100, 100, false},
	{"sin, 2^21", real_sin, sinl, 2, -0x1p21, 0x1p21, false},
	{"cos, 2^21", real_cos, cosl, 2, -0x1p21, 0x1p21, false},
};

static void test_accuracy(const struct function *f)
{
	double worst = 0, at = 0;

	for (size_t i = 0; i < 200000; i++) {
		uint64_t b = bits();
		double x = uniform(f->from, f->to), u;

		if (f->any && i % 4 == 0)
			memcpy(&x, &b, sizeof x);
		u = ulps(f->ours(x), f->truth((long double)x));
		if (!(u <= worst)) {
			worst = u;
			at = x;
		}
	}
	check_report(worst <= f->bound, __FILE__, __LINE__, "%s: %g ulp at %a", f->name, worst, at);
	if (getenv("VERBOSE"))
		printf("%s: %.3f ulp at %a\n", f->name, worst, at);
}

static void test_pow(void)
{
	double worst = 0;

	for (size_t i = 0; i < 400000; i++) {
		double x = i % 2 ? uniform(0, 1) : exp(uniform(-700, 700)),
		       y = i % 3 ? uniform(-5, 5) : (double)(i % 9);
		long double truth = powl(x, y);
		double u = fabsl(truth) < 0x1p-1000L || fabsl(truth) > 0x1p1000L
			? 0
			: ulps(real_pow(x, y), truth) / (2 + fabs(y * log(x)) / 8);

		worst = u > worst ? u : worst;
	}
	CHECK_NEAR(worst, 0, 1);
	CHECK(real_pow(0, 0) == 1 && real_pow(0, 2.5) == 0 && isinf(real_pow(0, -1)) && real_pow(1, NAN) == 1);
	CHECK(real_pow(INFINITY, 3) == INFINITY && real_pow(INFINITY, -3) == 0 && isnan(real_pow(-1, 0.5)));
	CHECK(real_pow(1e300, 3) == INFINITY && real_pow(1e-300, 3) == 0 && real_pow(0.5, INFINITY) == 0);
}

/* Signs of zero, infinities, NaN, thresholds. */
static void test_edges(void)
{
	static const double x[] = {0, -0.0, INFINITY, -INFINITY, NAN, 0x1p-1074, -0x1p-1074, 0x1p-1022, 0x1p-30,
		-0x1p-60, 1, -1, 2, 709.782712893384, 709.782712893385, -745.133219101941, -745.133219101942, -708.5,
		DBL_MAX, -DBL_MAX};
	static const struct {
		double (*ours)(double), (*theirs)(double);
	} f[] = {{real_exp, exp}, {real_exp2, exp2}, {real_expm1, expm1}, {real_log, log}, {real_log1p, log1p},
		{real_tanh, tanh}, {real_sin, sin}, {real_cos, cos}};

	for (size_t i = 0; i < sizeof f / sizeof *f; i++)
		for (size_t k = 0; k < sizeof x / sizeof *x; k++) {
			double a = f[i].ours(x[k]), b = f[i].theirs(x[k]);
			bool same = isnan(b)            ? isnan(a)
				: isfinite(b) && b != 0 ? fabs(a - b) <= 4e-16 * fabs(b) + 0x1p-1074
							: a == b && signbit(a) == signbit(b);

			check_report(same, __FILE__, __LINE__, "function %zu of %a: %a, not %a", i, x[k], a, b);
		}
	/* Reduction at the doubles nearest to multiples of pi / 2 and far out. */
	for (int e = 0; e < 1024; e++) {
		double at = ldexp(1 + (double)(bits() >> 12) * 0x1p-52, e);

		CHECK_NEAR(real_cos(at), cos(at), 3e-16);
		CHECK_NEAR(real_sin(-at), sin(-at), 3e-16);
	}
	/* The double that is nearest to a multiple of pi / 2 (Muller et al., Handbook of Floating-Point Arithmetic). */
	CHECK_NEAR(real_cos(0x1.6ac5b262ca1ffp849) / cos(0x1.6ac5b262ca1ffp849), 1, 4e-16);
}

int main(void)
{
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		test_accuracy(&functions[i]);
	test_pow();
	test_edges();
	return check_end();
}
