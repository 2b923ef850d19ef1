/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "scaling/softmax_finite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/vec.h"
#include "optim/optim.h"
#include "optim/pairs.h"
#include "real/kernel.h"

/* Of the largest a_r h. */
static const double certain = .5;
/* Pairs of no probability to speak of, those of masked classes, need no part in h: their mu stays. */
static const double no_part = 1e-100;
/* Of a gradient in the search's parameters, a mean of terms of size 1.  Where it is no larger, h is noise: then mu must be
 * far above that, but for classes that are masked, so far below the label. */
static const double rounding = 1e-13, clear = 1e-8, masked = 1e6;
static const double solved = 1e-15; /* a residual; rounding's part of it */

/* Makes of the row's probabilities q the factors mu_r f(a_r x), for each class but the label: f is the identity, or 1 where u, x
 * mapped, is NULL.  The label gets what makes their sum 0. */
static void weigh_classes(double *q, const double *u, size_t k, size_t y, double w)
{
	double sum;

	q[y] = 0;
	for (size_t j = 0; j < k; j++) {
		double factor = u ? u[j] - u[y] : -1;

		q[j] = q[j] < no_part ? 0 : w * q[j] * factor;
	}
	sum = kernel()->sum(q, k);
	q[y] = -sum;
}

struct pairs_pass {
	const struct softmax_metric *m;
	bool mapped; /* by map 1; else f is 1 */
};

/* The block's rows under both maps. */
static void map_both(const struct softmax_block *b, bool second, double *q, double *u)
{
	size_t k = b->r->p->k;

	softmax_block_map(b, 0, q);
	for (size_t i = 0; i < b->n; i++)
		vec_softmax(q + i * k, k, q + i * k);
	if (second)
		softmax_block_map(b, 1, u);
}

static void add_pairs(void *ctx, const struct softmax_block *b, double *work, double *sum)
{
	const struct pairs_pass *pass = ctx;
	size_t k = b->r->p->k;
	double *u = work + SOFTMAX_BLOCK * k;

	map_both(b, pass->mapped, work, u);
	for (size_t i = 0; i < b->n; i++)
		weigh_classes(
			work + i * k, pass->mapped ? u + i * k : NULL, k, b->y[i], softmax_weight(b->r, b->first + i));
	softmax_block_gradient(b, work, sum);
}

static void leave_penalised(const struct softmax_problem *p, double *theta)
{
	for (size_t i = 0; i < softmax_parameters(p->k, p->full); i++)
		theta[i] = softmax_penalised(p, i) ? 0 : theta[i];
}

/* The parameters of the metric's x that no penalty holds, as map 1. */
static void map_direction(const struct softmax_metric *m, const double *x, double *theta)
{
	softmax_metric_theta(m, x, theta);
	leave_penalised(m->r->p, theta);
	softmax_rows_map(m->r, 1, theta);
}

/* out = sum_r mu_r f(a_r x) a_r. */
static void weigh_pairs(const struct softmax_metric *m, bool mapped, double *out)
{
	const struct softmax_problem *p = m->r->p;
	size_t n = softmax_parameters(p->k, p->full);

	softmax_rows_sum(m->r, add_pairs, &(struct pairs_pass){m, mapped}, n);
	memcpy(out, m->r->sum, n * sizeof *out);
	leave_penalised(p, out);
	softmax_metric_gradient(m, out);
}

/* The largest 1 / p_j of a class that is not masked. */
static void find_least(void *ctx, const struct softmax_block *b, double *work, double *most)
{
	size_t k = b->r->p->k;

	(void)ctx;
	map_both(b, false, work, NULL);
	for (size_t i = 0; i < b->n; i++) {
		const double *lp = b->lp + i * k, *q = work + i * k;
		size_t y = b->y[i];

		for (size_t j = 0; j < k && softmax_weight(b->r, b->first + i) > 0; j++)
			if (1 / q[j] > *most && j != y && fabs(lp[y] - lp[j]) < masked)
				*most = 1 / q[j];
	}
}

/* The largest a_r h. */
static void find_margin(void *ctx, const struct softmax_block *b, double *work, double *most)
{
	size_t k = b->r->p->k;
	double *all = work + SOFTMAX_BLOCK * k;

	(void)ctx;
	map_both(b, true, work, all);
	for (size_t i = 0; i < b->n; i++) {
		const double *q = work + i * k, *u = all + i * k;

		for (size_t j = 0; j < k && softmax_weight(b->r, b->first + i) > 0; j++)
			if (u[b->y[i]] - u[j] > *most && !(q[j] < no_part))
				*most = u[b->y[i]] - u[j];
	}
}

/* [parameters] each */
struct solution {
	double *h, *r, *d, *hd, *theta;
};

/* H h = A' mu in the metric's variables, from h = 0 and r = A' mu on, until r is at most `enough`; returns that norm. */
static double solve(const struct softmax_metric *m, double enough, const struct solution *s)
{
	size_t n = softmax_parameters(m->r->p->k, m->r->p->full);
	double rr = pairs_dot(s->r, s->r, n);

	memcpy(s->d, s->r, n * sizeof *s->d);
	for (size_t it = 0; it < 5 * n + 50 && sqrt(rr) > enough; it++) {
		double dhd, next, step;

		map_direction(m, s->d, s->theta);
		weigh_pairs(m, true, s->hd);
		dhd = pairs_dot(s->d, s->hd, n);
		if (!(dhd > 0))
			break;
		step = rr / dhd;
		kernel()->add(step, s->d, s->h, n);
		kernel()->add(-step, s->hd, s->r, n);
		next = pairs_dot(s->r, s->r, n);
		kernel()->scale(s->d, next / rr, n);
		kernel()->add(1, s->r, s->d, n);
		rr = next;
	}
	return sqrt(rr);
}

static bool certified(const struct softmax_metric *m, const double *theta, const struct solution *s)
{
	size_t n = softmax_parameters(m->r->p->k, m->r->p->full);
	double least, enough, left;

	softmax_rows_map(m->r, 0, theta);
	least = 1 / fmax(1, softmax_rows_most(m->r, find_least)); /* 1 where all others are masked */
	weigh_pairs(m, false, s->r);
	if (optim_norm(s->r, n) <= rounding)
		return least >= clear;
	enough = fmax(solved, 0.01 * least);
	left = solve(m, enough, s);
	map_direction(m, s->h, s->theta);
	/* What is left moves mu by about as much: it must be far below the least of them. */
	return left <= 10 * enough && softmax_rows_most(m->r, find_margin) < certain;
}

int softmax_finite(const struct softmax_metric *m, const double *theta, bool *finite, struct err *e)
{
	size_t n = softmax_parameters(m->r->p->k, m->r->p->full);
	double *work = mem_alloc(5 * n, sizeof *work, e);

	if (!work)
		return ST_SYSTEM;
	*finite = certified(m, theta, &(struct solution){work, work + n, work + 2 * n, work + 3 * n, work + 4 * n});
	free(work);
	return ST_OK;
}
