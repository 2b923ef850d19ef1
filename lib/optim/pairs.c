/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "optim/pairs.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "real/kernel.h"

int pairs_init(struct pairs *q, size_t n, size_t most, struct err *e)
{
	*q = (struct pairs){.n = n, .most = most};
	q->s = mem_alloc(2 * most, n * sizeof *q->s, e);
	q->rho = mem_alloc(2 * most, sizeof *q->rho, e);
	if (!q->s || !q->rho) {
		pairs_free(q);
		return ST_SYSTEM;
	}
	q->y = q->s + most * n;
	q->a = q->rho + most;
	return ST_OK;
}

void pairs_free(struct pairs *q)
{
	free(q->s);
	free(q->rho);
	*q = (struct pairs){0};
}

double pairs_dot(const double *a, const double *b, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

/* Pair k of those kept, 0 the newest. */
static size_t place(const struct pairs *q, size_t k)
{
	return (q->last + q->most - k) % q->most;
}

double pairs_direction(struct pairs *q, const double *gradient, double *d)
{
	const struct kernel *kernels = kernel();
	size_t n = q->n;

	for (size_t i = 0; i < n; i++)
		d[i] = -gradient[i];
	for (size_t k = 0; k < q->count; k++) {
		size_t p = place(q, k);

		q->a[k] = q->rho[p] * pairs_dot(q->s + p * n, d, n);
		kernels->add(-q->a[k], q->y + p * n, d, n);
	}
	if (q->count) {
		const double *y = q->y + q->last * n;
		double factor = 1 / (q->rho[q->last] * pairs_dot(y, y, n));

		for (size_t i = 0; i < n; i++)
			d[i] *= factor;
	}
	for (size_t k = q->count; k-- > 0;) {
		size_t p = place(q, k);

		kernels->add(q->a[k] - q->rho[p] * pairs_dot(q->y + p * n, d, n), q->s + p * n, d, n);
	}
	return pairs_dot(d, gradient, n);
}

void pairs_keep(struct pairs *q, const double *x, const double *x1, const double *g, const double *g1)
{
	size_t n = q->n, p = q->count ? (q->last + 1) % q->most : 0;
	double *s = q->s + p * n, *y = q->y + p * n, sy;

	for (size_t i = 0; i < n; i++) {
		s[i] = x1[i] - x[i];
		y[i] = g1[i] - g[i];
	}
	sy = pairs_dot(s, y, n);
	if (!(sy > 1e-10 * sqrt(pairs_dot(s, s, n) * pairs_dot(y, y, n))))
		return;
	q->rho[p] = 1 / sy;
	q->last = p;
	q->count += q->count < q->most;
}
