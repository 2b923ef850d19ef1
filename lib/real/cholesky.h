/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Symmetric positive definite systems by Cholesky's factors, A = L L', every sum in a fixed order.  n^3 / 3 flops to
 * factor, 2 n^2 to solve.
 */
#ifndef L2D_CHOLESKY_H
#define L2D_CHOLESKY_H

#include <stdbool.h>
#include <stddef.h>

/* a [n x n] row by row, of which the lower triangle is read, becomes L there and L' in the upper one.  False when a
 * is not positive definite to the last place. */
bool cholesky_factor(double *a, size_t n);

/* x [n] becomes L^-1 x, L'^-1 x, L' x; a as cholesky_factor left it. */
void cholesky_forward(const double *a, size_t n, double *x);
void cholesky_backward(const double *a, size_t n, double *x);
void cholesky_times(const double *a, size_t n, double *x);

#endif
