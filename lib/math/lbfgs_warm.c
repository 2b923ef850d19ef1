/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "math/lbfgs_warm.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

int lbfgs_warm_init(struct lbfgs_warm *q, size_t n, struct err *e)
{
	*q = (struct lbfgs_warm){.n = n};
	q->s = mem_alloc(2 * LBFGS_WARM_PAIRS + 4, n * sizeof *q->s, e);
	if (!q->s)
		return ST_SYSTEM;
	q->y = q->s + LBFGS_WARM_PAIRS * n;
	q->direction = q->y + LBFGS_WARM_PAIRS * n;
	q->gradient = q->direction + n;
	q->trial = q->gradient + n;
	q->next = q->trial + n;
	return ST_OK;
}

void lbfgs_warm_free(struct lbfgs_warm *q)
{
	free(q->s);
	*q = (struct lbfgs_warm){0};
}

static double dot(const double *a, const double *b, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static void add(double *a, double factor, const double *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i] += factor * b[i];
}

/* Pair k of those kept, 0 the newest. */
static size_t pair(const struct lbfgs_warm *q, size_t k)
{
	return (q->last + LBFGS_WARM_PAIRS - k) % LBFGS_WARM_PAIRS;
}

/* The initial H: the newest pair's curvature.  Without one the first trial is a step of length 1 at most,
 * about the scale of weights of standardised features. */
static double scale(const struct lbfgs_warm *q)
{
	const double *y = q->y + q->last * q->n;

	if (!q->pairs)
		return 1 / fmax(sqrt(dot(q->gradient, q->gradient, q->n)), 1);
	return 1 / (q->rho[q->last] * dot(y, y, q->n));
}

/* direction = -H gradient by the two-loop recursion.  Returns its slope. */
static double choose_direction(struct lbfgs_warm *q)
{
	double *d = q->direction, a[LBFGS_WARM_PAIRS], factor;
	size_t n = q->n;

	for (size_t i = 0; i < n; i++)
		d[i] = -q->gradient[i];
	for (size_t k = 0; k < q->pairs; k++) {
		size_t p = pair(q, k);

		a[k] = q->rho[p] * dot(q->s + p * n, d, n);
		add(d, -a[k], q->y + p * n, n);
	}
	factor = scale(q);
	for (size_t i = 0; i < n; i++)
		d[i] *= factor;
	for (size_t k = q->pairs; k-- > 0;) {
		size_t p = pair(q, k);

		add(d, a[k] - q->rho[p] * dot(q->y + p * n, d, n), q->s + p * n, n);
	}
	return dot(d, q->gradient, n);
}

/* Keeps the pair of the step from x to trial. */
static void keep_pair(struct lbfgs_warm *q, const double *x)
{
	size_t n = q->n, p = q->pairs ? (q->last + 1) % LBFGS_WARM_PAIRS : 0;
	double *s = q->s + p * n, *y = q->y + p * n, sy;

	for (size_t i = 0; i < n; i++) {
		s[i] = q->trial[i] - x[i];
		y[i] = q->next[i] - q->gradient[i];
	}
	sy = dot(s, y, n);
	/* Along a direction of no or negative curvature a pair would not keep H positive definite. */
	if (sy <= 1e-10 * sqrt(dot(s, s, n) * dot(y, y, n)))
		return;
	q->rho[p] = 1 / sy;
	q->last = p;
	q->pairs += q->pairs < LBFGS_WARM_PAIRS;
}

/* Halves (or better) the step until the objective falls enough: trial and next are then the point and the
 * gradient there. */
static bool search(struct lbfgs_warm *q, optim_value_fn *value, void *ctx, double slope, const double *x, double *f)
{
	double t = 1;

	for (int tries = 0; tries < 30; tries++) {
		double at, best;

		for (size_t i = 0; i < q->n; i++)
			q->trial[i] = x[i] + t * q->direction[i];
		at = value(ctx, q->trial, q->next);
		if (at <= *f + 1e-4 * t * slope) {
			*f = at;
			return true;
		}
		/* The minimum of the parabola through both values and the slope. */
		best = -slope * t * t / (2 * (at - *f - slope * t));
		t = best > 0.1 * t && best < 0.5 * t ? best : 0.5 * t;
	}
	return false;
}

/* What a step can gain at most, as the slope tells, is no more than rounding errors of the value f: pairs
 * made here would be noise. */
static bool nothing_to_gain(double slope, double f)
{
	return -slope <= 1e-12 * (1 + fabs(f));
}

double lbfgs_warm_run(struct lbfgs_warm *q, optim_value_fn *value, void *ctx, size_t steps, double *x)
{
	double f = value(ctx, x, q->gradient);

	for (size_t k = 0; k < steps; k++) {
		double slope = choose_direction(q);

		if (slope > 0) { /* rounding only: H is positive definite */
			q->pairs = 0;
			slope = choose_direction(q);
		}
		if (nothing_to_gain(slope, f))
			break;
		if (!search(q, value, ctx, slope, x, &f)) {
			q->pairs = 0;
			break;
		}
		keep_pair(q, x);
		memcpy(x, q->trial, q->n * sizeof *x);
		memcpy(q->gradient, q->next, q->n * sizeof *x);
	}
	return f;
}
