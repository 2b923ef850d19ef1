/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* lib/scaling/softmax_rows: maps and gradients of blocks against W l + b written out, sums over all rows against one loop, the same
 * bytes whatever the number of threads. */
#include "scaling/softmax_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "math/rng.h"

enum { ROWS = 1500, CLASSES = 5, WIDTH = CLASSES * CLASSES + CLASSES };

static struct err e;

struct world {
	double lp[ROWS * CLASSES], w[ROWS], theta[WIDTH];
	size_t y[ROWS];
};

static void make(struct world *x, struct rng *r)
{
	for (size_t i = 0; i < ROWS; i++) {
		x->y[i] = rng_below(r, CLASSES);
		x->w[i] = i ? (double)rng_below(r, 4) : 1;
		for (size_t c = 0; c < CLASSES; c++)
			x->lp[i * CLASSES + c] = -5 * rng_uniform(r);
	}
	for (size_t j = 0; j < WIDTH; j++)
		x->theta[j] = rng_normal(r);
}

/* W l + b, W being theta by rows or its diagonal. */
static double mapped(const double *theta, bool full, const double *l, size_t c)
{
	double sum = theta[(full ? CLASSES * CLASSES : CLASSES) + c];

	for (size_t j = 0; j < CLASSES; j++)
		sum += full ? theta[c * CLASSES + j] * l[j] : j == c ? theta[c] * l[c] : 0;
	return sum;
}

/* The sums that are taken: the gradient of sum w (u_y)^2 / 2, of which that by u_c is w u_y where c is the class. */
static void pass(void *ctx, const struct softmax_block *b, double *work, double *sum)
{
	const struct world *x = ctx;
	double *u = work, *g = work + SOFTMAX_BLOCK * CLASSES;

	softmax_block_map(b, 1, u);
	memset(g, 0, b->n * CLASSES * sizeof *g);
	for (size_t i = 0; i < b->n; i++) {
		CHECK(b->lp == x->lp + b->first * CLASSES && b->y == x->y + b->first);
		g[i * CLASSES + b->y[i]] = softmax_weight(b->r, b->first + i) * u[i * CLASSES + b->y[i]];
	}
	softmax_block_gradient(b, g, sum);
}

static void largest(void *ctx, const struct softmax_block *b, double *work, double *sum)
{
	(void)ctx;
	(void)work;
	for (size_t i = 0; i < b->n; i++)
		*sum = fmax(*sum, -b->lp[i * CLASSES]);
}

/* The same in one loop. */
static void expected(const struct world *x, const struct softmax_problem *p, double *sum)
{
	size_t m = p->full ? CLASSES * CLASSES : CLASSES;
	double total = 0;

	for (size_t i = 0; i < p->n; i++)
		total += p->w ? p->w[i] : 1;
	memset(sum, 0, WIDTH * sizeof *sum);
	for (size_t i = 0; i < p->n; i++) {
		const double *l = x->lp + i * CLASSES;
		size_t y = x->y[i];
		double g = (p->w ? p->w[i] : 1) / total * mapped(x->theta, p->full, l, y);

		for (size_t j = 0; j < CLASSES; j++)
			if (p->full || j == y)
				sum[p->full ? y * CLASSES + j : j] += g * l[j];
		sum[m + y] += g;
	}
}

static void check(const struct world *x, const struct softmax_problem *p)
{
	size_t m = softmax_parameters(CLASSES, p->full);
	double want[WIDTH], first[WIDTH], most = 0;

	CHECK(m == (p->full ? CLASSES * CLASSES : CLASSES) + CLASSES);
	expected(x, p, want);
	for (size_t i = 0; i < p->n; i++)
		most = fmax(most, -x->lp[i * CLASSES]);
	for (size_t jobs = 0; jobs < 12; jobs += jobs < 3 ? 1 : 4) {
		struct softmax_problem with = *p;
		struct softmax_rows r;

		with.jobs = jobs;
		CHECK(!softmax_rows_init(&r, &with, &e));
		softmax_rows_map(&r, 1, x->theta);
		softmax_rows_sum(&r, pass, (void *)x, m);
		for (size_t j = 0; j < m && !jobs; j++)
			CHECK_NEAR(r.sum[j], want[j], 1e-12 * fmax(1, fabs(want[j])));
		if (!jobs)
			memcpy(first, r.sum, m * sizeof *first);
		CHECK(!memcmp(first, r.sum, m * sizeof *first));
		CHECK(softmax_rows_most(&r, largest) == most);
		softmax_rows_free(&r);
	}
}

int main(void)
{
	static struct world x;
	struct rng r;
	size_t from, to;

	CHECK(!rng_init(&r, 2, &e));
	make(&x, &r);
	for (int kind = 0; kind < 4; kind++)
		for (size_t n = 1; n <= ROWS; n = n * 3 + 1)
			check(&x,
				&(struct softmax_problem){.n = n,
					.k = CLASSES,
					.lp = x.lp,
					.y = x.y,
					.w = kind & 1 ? NULL : x.w,
					.full = kind & 2});
	softmax_rows_part(ROWS, 0, &from, &to); /* of one process */
	CHECK(from == 0 && to == ROWS);
	rng_free(&r);
	return check_end();
}
