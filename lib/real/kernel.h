/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The inner loops over arrays, compiled for the instruction sets of the processor family, one set chosen when
 * a program starts to use them.  They differ in speed only: what is added to what, in which order, is written
 * down here and depends on the shape alone.
 *
 * Against the alternatives, measured on one core of an Intel Xeon (Sapphire Rapids), gcc 12: see real/real.h for
 * the functions, real/matmul.h for the products.
 */
#ifndef L2D_KERNEL_H
#define L2D_KERNEL_H

#include <stddef.h>

/* Sums over the elements of a row: element i joins partial sum i mod KERNEL_SUMS, in the order of i; partial
 * sums s then make ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7)). */
#define KERNEL_SUMS 8

struct kernel {
	/* y = f(x) [n]; y may be x. */
	void (*exp)(const double *x, double *y, size_t n);
	void (*log)(const double *x, double *y, size_t n);
	void (*tanh)(const double *x, double *y, size_t n);
	/* y = exp(x - top) for x <= top; 0 below 2^-1021. */
	void (*exp_below)(const double *x, double top, double *y, size_t n);
	/* The largest element, n > 0. */
	double (*max)(const double *x, size_t n);
	/* In the order above. */
	double (*sum)(const double *x, size_t n);
	/* The sum of exp(x - top), x <= top. */
	double (*sum_exp)(const double *x, double top, size_t n);
	/* Rows x [rows x n], ld doubles apart, to p, their softmax, as far apart; p may be x.  sum [rows] gets sum_i exp(x_i
	 * - top), top [rows] the largest x_i. */
	void (*softmax)(const double *x, size_t rows, size_t n, size_t ld, double *p, double *top, double *sum);
	/* value = log(1 + exp x), slope = 1 / (1 + exp -x), 0 below 2^-1021; either may be x. */
	void (*softplus)(const double *x, double *value, double *slope, size_t n);
	/* C[a][b] += sum_i P(i, a) Q[i][b], i = 0, 1, .. one after the other; P(i, a) = p[i pi + a pa], rows of q ldq and
	 * of c ldc doubles apart. */
	void (*outer)(size_t n, size_t na, size_t nb, const double *p, size_t pi, size_t pa, const double *q,
		size_t ldq, double *c, size_t ldc);
	/* x *= factor */
	void (*scale)(double *x, double factor, size_t n);
	/* Rows x [rows x n]: row r *= factor[r] */
	void (*scale_rows)(double *x, size_t rows, size_t n, const double *factor);
	/* y += factor x */
	void (*add)(double factor, const double *x, double *y, size_t n);
	/* y_i += a_i x_i */
	void (*add_products)(const double *a, const double *x, double *y, size_t n);
};

/* Those of the instruction_set(). */
const struct kernel *kernel(void);

#endif
