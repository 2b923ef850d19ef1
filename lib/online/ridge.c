/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "online/ridge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "real/cholesky.h"

int ridge_init(struct ridge *r, size_t d, double lambda, bool blocks, struct err *e)
{
	*r = (struct ridge){.d = d, .lambda = lambda};
	if (!(r->s = mem_alloc((2 + blocks) * d * d + (3 + blocks) * d, sizeof *r->s, e)))
		return ST_SYSTEM;
	r->b = r->s + d * d;
	r->factor = r->b + d;
	r->theta = r->factor + d * d;
	r->scratch = r->theta + d;
	r->block = blocks ? r->scratch + d : NULL;
	return ST_OK;
}

void ridge_free(struct ridge *r)
{
	free(r->s);
	*r = (struct ridge){0};
}

/* S and b, of which b is behind S. */
static void add(double *s, size_t d, const double *phi, double y)
{
	for (size_t i = 0; i < d; i++) {
		for (size_t j = 0; j < d; j++)
			s[i * d + j] += phi[i] * phi[j];
		s[d * d + i] += phi[i] * y;
	}
}

void ridge_add(struct ridge *r, const double *phi, double y)
{
	add(r->s, r->d, phi, y);
	if (r->block)
		add(r->block, r->d, phi, y);
	r->known = false;
}

void ridge_discount(struct ridge *r, double factor)
{
	if (factor == 1)
		return;
	for (size_t i = 0; i < r->d * r->d; i++)
		r->s[i] *= factor;
	for (size_t i = 0; i < r->d; i++)
		r->b[i] *= factor;
	r->known = false;
}

void ridge_next_block(struct ridge *r)
{
	size_t n = r->d * r->d + r->d;

	memcpy(r->s, r->block, n * sizeof *r->s);
	memset(r->block, 0, n * sizeof *r->block);
	r->known = false;
}

/* V is positive definite: its least eigenvalue is at least lambda, to rounding. */
static void solve(struct ridge *r)
{
	memcpy(r->factor, r->s, r->d * r->d * sizeof *r->s);
	for (size_t i = 0; i < r->d; i++)
		r->factor[i * r->d + i] += r->lambda;
	memcpy(r->theta, r->b, r->d * sizeof *r->b);
	r->known = cholesky_factor(r->factor, r->d);
	if (!r->known) {
		memset(r->theta, 0, r->d * sizeof *r->theta);
		return;
	}
	cholesky_forward(r->factor, r->d, r->theta);
	cholesky_backward(r->factor, r->d, r->theta);
}

double ridge_estimate(struct ridge *r, const double *phi, double *width)
{
	double estimate = 0, square = 0;

	if (!r->known)
		solve(r);
	for (size_t i = 0; i < r->d; i++)
		estimate += r->theta[i] * phi[i];
	memcpy(r->scratch, phi, r->d * sizeof *phi);
	if (r->known)
		cholesky_forward(r->factor, r->d, r->scratch);
	for (size_t i = 0; i < r->d; i++)
		square += r->scratch[i] * r->scratch[i];
	*width = sqrt(square);
	return estimate;
}
