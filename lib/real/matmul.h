/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The matrix products of heads and mixtures.  Every element of a result is its start plus its products one after
 * the other, by rising index, each rounded: it depends neither on the other elements (masking an expert changes
 * no other byte), nor on how many rows come at once, nor on the processor.
 */
#ifndef L2D_MATMUL_H
#define L2D_MATMUL_H

#include <stddef.h>

/* Doubles that matmul_pack writes for w [nout x nin]. */
size_t matmul_packed(size_t nin, size_t nout);

/* Lays out w [nout x nin] and bias [nout] for matmul_forward. */
void matmul_pack(size_t nin, size_t nout, const double *w, const double *bias, double *packed);

/* out [rows x nout] = bias + x w', sum over k = 0 .. nin - 1 from bias on. */
void matmul_forward(size_t rows, size_t nin, size_t nout, const double *x, const double *packed, double *out);

/* The same for a few rows, from w and bias as they are: for those packing would not pay. */
void matmul_forward_few(
	size_t rows, size_t nin, size_t nout, const double *x, const double *w, const double *bias, double *out);

/* grad [nout x nin] += g' x, bias [nout] += the sum of g's rows, over the rows of x [rows x nin] and g [rows x nout]. */
void matmul_gradient(
	size_t rows, size_t nin, size_t nout, const double *x, const double *g, double *grad, double *bias);

/* in [rows x nin] = g w, over the outputs. */
void matmul_backward(size_t rows, size_t nin, size_t nout, const double *g, const double *w, double *in);

/* The upper triangle of c [n x n] += x' x over the rows of x [rows x n]; the lower one may change too. */
void matmul_square(size_t rows, size_t n, const double *x, double *c);

#endif
