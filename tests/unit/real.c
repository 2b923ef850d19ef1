/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* The functions of lib/real against long doubles, at random and at the edges; arrays and products bit by bit against loops
 * written out; L2D_TEST_KERNEL chooses the instruction set (tests/processor.bats). */
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "real/cholesky.h"
#include "real/kernel.h"
#include "real/matmul.h"
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

static double *random_array(size_t n)
{
	double *x = malloc((n + 1) * sizeof *x);

	for (size_t i = 0; i < n; i++)
		x[i] = uniform(-2, 2);
	return x;
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

	for (size_t i = 0; i < check_trials(200000); i++) {
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

	for (size_t i = 0; i < check_trials(400000); i++) {
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

/* Products against long doubles' sums in the same order, for shapes around the tiles; independent of the other outputs and of
 * how many rows come at once. */
static void test_products(size_t rows, size_t nin, size_t nout)
{
	double *x = random_array(rows * nin), *w = random_array(nout * nin), *b = random_array(nout);
	double *packed = random_array(matmul_packed(nin, nout)), *out = random_array(rows * nout);
	double *few = random_array(rows * nout), *grad = random_array(nout * nin), *bias = random_array(nout);
	double *in = random_array(rows * nin), *square = random_array(nin * nin);
	bool forward = true, gradient = true, backward = true, squares = true;

	matmul_pack(nin, nout, w, b, packed);
	matmul_forward(rows, nin, nout, x, packed, out);
	matmul_forward_few(rows, nin, nout, x, w, b, few);
	for (size_t i = 0; i < rows; i++)
		for (size_t o = 0; o < nout; o++) {
			double sum = b[o];

			for (size_t k = 0; k < nin; k++)
				sum += x[i * nin + k] * w[o * nin + k];
			forward &= sum == out[i * nout + o] && sum == few[i * nout + o];
		}
	memset(grad, 0, nout * nin * sizeof *grad);
	memset(bias, 0, nout * sizeof *bias);
	matmul_gradient(rows, nin, nout, x, out, grad, bias);
	for (size_t o = 0; o < nout; o++) {
		double sum = 0;

		for (size_t i = 0; i < rows; i++)
			sum += out[i * nout + o];
		gradient &= sum == bias[o];
		for (size_t k = 0; k < nin; k++) {
			sum = 0;
			for (size_t i = 0; i < rows; i++)
				sum += out[i * nout + o] * x[i * nin + k];
			gradient &= sum == grad[o * nin + k];
		}
	}
	matmul_backward(rows, nin, nout, out, w, in);
	for (size_t i = 0; i < rows; i++)
		for (size_t k = 0; k < nin; k++) {
			double sum = 0;

			for (size_t o = 0; o < nout; o++)
				sum += out[i * nout + o] * w[o * nin + k];
			backward &= sum == in[i * nin + k];
		}
	memset(square, 0, nin * nin * sizeof *square);
	matmul_square(rows, nin, x, square);
	for (size_t a = 0; a < nin; a++)
		for (size_t c = a; c < nin; c++) {
			double sum = 0;

			for (size_t i = 0; i < rows; i++)
				sum += x[i * nin + a] * x[i * nin + c];
			squares &= sum == square[a * nin + c];
		}
	check_report(forward && gradient && backward && squares, __FILE__, __LINE__, "%zu x %zu x %zu: %d %d %d %d",
		rows, nin, nout, forward, gradient, backward, squares);
	free(x), free(w), free(b), free(packed), free(out), free(few), free(grad), free(bias), free(in), free(square);
}

/* The arrays' functions are the scalars', at every length; sums are in the order that real/kernel.h says. */
static void test_arrays(void)
{
	const struct kernel *k = kernel();

	for (size_t n = 1; n < 150; n++) {
		double *x = random_array(n), *y = random_array(n), *z = random_array(n), s[8] = {0}, top = x[0], sum,
		       slope;
		bool same = true;

		for (size_t i = 0; i < n; i++)
			top = x[i] > top ? x[i] : top;
		same &= k->max(x, n) == top;
		k->exp(x, y, n);
		for (size_t i = 0; i < n; i++)
			same &= y[i] == real_exp(x[i]);
		k->log(y, z, n);
		for (size_t i = 0; i < n; i++)
			same &= z[i] == real_log(y[i]);
		k->tanh(x, y, n);
		for (size_t i = 0; i < n; i++)
			same &= y[i] == real_tanh(x[i]);
		k->softplus(x, y, z, n);
		for (size_t i = 0; i < n; i++)
			same &= y[i] == real_softplus(x[i], &slope) && z[i] == slope;
		k->exp_below(x, top, y, n);
		for (size_t i = 0; i < n; i++) {
			same &= y[i] == real_exp(x[i] - top);
			s[i % 8] += y[i];
		}
		sum = ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
		same &= k->sum(y, n) == sum && k->sum_exp(x, top, n) == sum;
		k->softmax(x, 1, n, n, z, &slope, s);
		for (size_t i = 0; i < n; i++)
			same &= z[i] == y[i] * (1 / sum);
		same &= slope == top && s[0] == sum;
		for (size_t rows = 1; rows <= n; rows += 1 + rows / 3) {
			memcpy(y, x, n * sizeof *x);
			k->scale_rows(y, rows, n / rows, z);
			for (size_t i = 0; i < n; i++)
				same &= y[i] == (i < n / rows * rows ? z[i / (n / rows)] * x[i] : x[i]);
		}
		check_report(same, __FILE__, __LINE__, "arrays of %zu", n);
		free(x), free(y), free(z);
	}
}

/* L L' is the matrix, and the solutions solve. */
static void test_cholesky(size_t n)
{
	double *x = random_array(3 * n * n), *a = random_array(n * n), *l = random_array(n * n), *b = random_array(n);
	double *y = random_array(n), worst = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			a[i * n + j] = 0;
			for (size_t r = 0; r < 3 * n; r++)
				a[i * n + j] += x[r * n + i] * x[r * n + j];
		}
	memcpy(l, a, n * n * sizeof *a);
	CHECK(cholesky_factor(l, n));
	memcpy(y, b, n * sizeof *b);
	cholesky_forward(l, n, y);
	cholesky_backward(l, n, y);
	for (size_t i = 0; i < n; i++) {
		double sum = 0;

		for (size_t j = 0; j < n; j++)
			sum += a[i * n + j] * y[j];
		worst = fmax(worst, fabs(sum - b[i]));
	}
	CHECK_NEAR(worst, 0, 1e-10);
	memcpy(y, b, n * sizeof *b);
	cholesky_times(l, n, y);
	cholesky_backward(l, n, y);
	for (size_t i = 0; i < n; i++)
		CHECK_NEAR(y[i], b[i], 1e-10);
	l[0] = -1;
	CHECK(!cholesky_factor(l, n));
	free(x), free(a), free(l), free(b), free(y);
}

/* A hash of the bits of all functions at arguments of any size, for comparison between processors. */
static void print_bits(void)
{
	enum { N = 1000 };
	double x[N], y[N], slope[N];
	uint64_t hash = 0, one;

	for (int round = 0; round < 2000; round++) {
		double *values[] = {x, y, slope};

		for (size_t i = 0; i < N; i++) {
			uint64_t b = bits();

			x[i] = uniform(-50, 50);
			if (i % 3 == 0)
				memcpy(&x[i], &b, sizeof b);
			y[i] = real_exp2(x[i]) + real_expm1(x[i]) / 3 + real_sin(x[i]) + real_cos(x[i])
				+ real_tanh(x[i]);
			slope[i] = real_log1p(x[i]) + real_pow(fabs(x[i]), 1.3);
		}
		kernel()->outer(10, 10, 10, x, 10, 1, y, 10, slope, 10);
		for (int f = 0; f < 4; f++) {
			for (size_t k = 0; k < 3 * N; k++) {
				memcpy(&one, &values[k / N][k % N], sizeof one);
				/* which NaN is the processor's affair */
				hash = hash * 31 + (isnan(values[k / N][k % N]) ? 1 : one);
			}
			if (f == 0)
				kernel()->softplus(x, y, slope, N);
			else if (f == 1)
				kernel()->exp(x, y, N);
			else
				kernel()->log(x, y, N);
		}
	}
	printf("%016llx\n", (unsigned long long)hash);
}

int main(int argc, char **argv)
{
	static const size_t size[] = {1, 2, 3, 7, 8, 9, 16, 17, 33, 70};
	enum { SIZES = sizeof size / sizeof *size };

	if (argc > 1 && !strcmp(argv[1], "bits")) {
		print_bits();
		return 0;
	}
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		test_accuracy(&functions[i]);
	test_pow();
	test_edges();
	for (size_t i = 0; i < SIZES * SIZES * SIZES; i++)
		test_products(size[i % SIZES], size[i / SIZES % SIZES], size[i / SIZES / SIZES]);
	for (size_t i = 0; i < SIZES; i++)
		test_cholesky(size[i]);
	test_arrays();
	return check_end();
}
