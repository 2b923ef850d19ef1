/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "real/matmul.h"

#include <stdbool.h>
#include <string.h>

#include "real/kernel.h"

/* Outputs are padded to whole vectors of the widest kernel. */
enum { PAD = 8, FEW = 8, BLOCK = 32, PASS = 64, WIDE = 4 * PAD };

static size_t padded(size_t n)
{
	return (n + PAD - 1) / PAD * PAD;
}

size_t matmul_packed(size_t nin, size_t nout)
{
	return (nin + 1) * padded(nout);
}

void matmul_pack(size_t nin, size_t nout, const double *w, const double *bias, double *packed)
{
	size_t wide = padded(nout);

	for (size_t k = 0; k < nin; k++) {
		for (size_t o = 0; o < nout; o++)
			packed[k * wide + o] = w[o * nin + k];
		for (size_t o = nout; o < wide; o++)
			packed[k * wide + o] = 0;
	}
	packed += nin * wide;
	memcpy(packed, bias, nout * sizeof *bias);
	memset(packed + nout, 0, (wide - nout) * sizeof *bias);
}

/* The last outputs, fewer than WIDE, where whole vectors of them do not fit the rows of `out`: in a copy.  All of them, for the
 * kernel takes several vectors at once in little more time than one. */
static void forward_rest(
	size_t rows, size_t nin, size_t nout, size_t from, const double *x, const double *packed, double *out)
{
	size_t wide = padded(nout), n = wide - from;
	const double *bias = packed + nin * wide;
	double part[BLOCK * WIDE];

	for (size_t i = 0; i < rows; i += BLOCK) {
		size_t high = rows - i < BLOCK ? rows - i : BLOCK;

		for (size_t r = 0; r < high; r++)
			memcpy(part + r * n, bias + from, n * sizeof *part);
		kernel()->outer(nin, high, n, x + i * nin, 1, nin, packed + from, wide, part, n);
		for (size_t r = 0; r < high; r++)
			memcpy(out + (i + r) * nout + from, part + r * n, (nout - from) * sizeof *out);
	}
}

void matmul_forward(size_t rows, size_t nin, size_t nout, const double *x, const double *packed, double *out)
{
	size_t wide = padded(nout), whole = nout % PAD ? nout / WIDE * WIDE : nout;
	const double *bias = packed + nin * wide;

	for (size_t i = 0; i < rows && whole; i++)
		memcpy(out + i * nout, bias, whole * sizeof *out);
	if (whole)
		kernel()->outer(nin, rows, whole, x, 1, nin, packed, wide, out, nout);
	if (whole < nout)
		forward_rest(rows, nin, nout, whole, x, packed, out);
}

void matmul_forward_few(
	size_t rows, size_t nin, size_t nout, const double *x, const double *w, const double *bias, double *out)
{
	for (size_t i = 0; i < rows; i++, x += nin, out += nout)
		for (size_t from = 0; from < nout; from += FEW) {
			size_t n = nout - from < FEW ? nout - from : FEW;

			for (size_t o = from; o < from + n; o++)
				out[o] = bias[o];
			for (size_t k = 0; k < nin; k++)
				for (size_t o = from; o < from + n; o++)
					out[o] += x[k] * w[o * nin + k];
		}
}

void matmul_gradient(size_t rows, size_t nin, size_t nout, const double *x, const double *g, double *grad, double *bias)
{
	static const double one = 1;

	/* So many rows at a time that x stays in the first-level cache while the outputs go over it. */
	for (size_t n; rows; rows -= n, x += n * nin, g += n * nout) {
		n = rows < PASS ? rows : PASS;
		kernel()->outer(n, nout, nin, g, nout, 1, x, nin, grad, nin);
		kernel()->outer(n, 1, nout, &one, 0, 0, g, nout, bias, nout);
	}
}

void matmul_backward(size_t rows, size_t nin, size_t nout, const double *g, const double *w, double *in)
{
	memset(in, 0, rows * nin * sizeof *in);
	kernel()->outer(nout, rows, nin, g, 1, nout, w, nin, in, nin);
}

void matmul_square(size_t rows, size_t n, const double *x, double *c)
{
	for (size_t a = 0; a < n; a += BLOCK)
		kernel()->outer(rows, n - a < BLOCK ? n - a : BLOCK, n - a, x + a, n, 1, x + a, n, c + a * n + a, n);
}
