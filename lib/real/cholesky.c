/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "real/cholesky.h"

#include <math.h>

#include "real/kernel.h"

bool cholesky_factor(double *a, size_t n)
{
	const struct kernel *k = kernel();

	/* Row i of L', times its own elements, goes from the rows below it: in the upper triangle. */
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			a[i * n + j] = a[j * n + i];
	for (size_t i = 0; i < n; i++) {
		double *row = a + i * n, root = sqrt(row[i]);

		if (!(row[i] > 0) || !isfinite(root))
			return false;
		row[i] = root;
		for (size_t j = i + 1; j < n; j++)
			row[j] /= root;
		for (size_t j = i + 1; j < n; j++)
			k->add(-row[j], row + j, a + j * n + j, n - j);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			a[j * n + i] = a[i * n + j];
	return true;
}

void cholesky_forward(const double *a, size_t n, double *x)
{
	const struct kernel *k = kernel();

	for (size_t i = 0; i < n; i++) {
		x[i] /= a[i * n + i];
		k->add(-x[i], a + i * n + i + 1, x + i + 1, n - i - 1);
	}
}

void cholesky_backward(const double *a, size_t n, double *x)
{
	const struct kernel *k = kernel();

	for (size_t i = n; i-- > 0;) {
		x[i] /= a[i * n + i];
		k->add(-x[i], a + i * n, x, i);
	}
}

void cholesky_times(const double *a, size_t n, double *x)
{
	const struct kernel *k = kernel();

	for (size_t i = 0; i < n; i++) {
		double at = x[i];

		x[i] = a[i * n + i] * at;
		k->add(at, a + i * n, x, i);
	}
}
