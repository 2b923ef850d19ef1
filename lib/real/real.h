/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Elementary functions whose results do not depend on the processor.  The C library's choose other code
 * where the processor has fused multiply-add and differ in the last bits; these are additions, multiplications,
 * divisions and square roots in a fixed order (real/lanes.h), and give the bits of real/kernel.h's arrays.
 * Subnormals, infinities, zeros with their signs and NaN are the C library's.
 *
 * Errors in units of the last place, the largest of millions of arguments against long doubles
 * (tests/unit/real.c): exp, exp2, log, log1p 1; expm1, sin, cos, softplus 2; tanh 3; logistic 4; pow 2 + |y log
 * x| / 8.
 *
 * Nanoseconds an element of an array in the cache, against SLEEF 3.5.1's functions of the same promise (cinz_*_u10)
 * and glibc 2.36's, on an Intel Xeon (Sapphire Rapids), for vectors of 8, 4, 2 (SLEEF's 4 use AVX) and 1:
 *   exp    1.37, 2.30, 4.69; SLEEF 1.33, 2.30, 4.53; glibc 4.65
 *   log    1.57, 2.41, 4.98; SLEEF 2.41, 5.55, 10.46; glibc 5.11
 *   tanh   2.26, 3.65, 7.20; SLEEF 6.59, 9.98, 20.03
 * so these need no library.
 */
#ifndef L2D_REAL_H
#define L2D_REAL_H

double real_exp(double x);
double real_exp2(double x);
double real_expm1(double x);
double real_log(double x);
double real_log1p(double x);
double real_tanh(double x);
/* log(1 + exp x), and its slope 1 / (1 + exp -x). */
double real_softplus(double x, double *slope);
/* x^y for x >= 0. */
double real_pow(double x, double y);
double real_sin(double x);
double real_cos(double x);

#endif
