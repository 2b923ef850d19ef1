/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "optim/lbfgs_warm.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

int lbfgs_warm_init(struct lbfgs_warm *q, size_t n, struct err *e)
{
	*q = (struct lbfgs_warm){.n = n};
	q->direction = mem_alloc(4, n * sizeof *q->direction, e);
	if (!q->direction || pairs_init(&q->pairs, n, LBFGS_WARM_PAIRS, e)) {
		lbfgs_warm_free(q);
		return ST_SYSTEM;
	}
	q->gradient = q->direction + n;
	q->trial = q->gradient + n;
	q->next = q->trial + n;
	return ST_OK;
}

void lbfgs_warm_free(struct lbfgs_warm *q)
{
	free(q->direction);
	pairs_free(&q->pairs);
	*q = (struct lbfgs_warm){0};
}

/* Without pairs the first trial is a step of length 1 at most, about the scale of weights of standardised features. */
static double choose_direction(struct lbfgs_warm *q)
{
	double slope = pairs_direction(&q->pairs, q->gradient, q->direction), factor;

	if (q->pairs.count)
		return slope;
	factor = 1 / fmax(sqrt(-slope), 1);
	for (size_t i = 0; i < q->n; i++)
		q->direction[i] *= factor;
	return slope * factor;
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
	return lbfgs_warm_from(q, value(ctx, x, q->gradient), value, ctx, steps, x);
}

double lbfgs_warm_from(struct lbfgs_warm *q, double f, optim_value_fn *value, void *ctx, size_t steps, double *x)
{
	for (size_t k = 0; k < steps; k++) {
		double slope = choose_direction(q);

		if (slope > 0) { /* rounding only: H is positive definite */
			q->pairs.count = 0;
			slope = choose_direction(q);
		}
		if (nothing_to_gain(slope, f))
			break;
		if (!search(q, value, ctx, slope, x, &f)) {
			q->pairs.count = 0;
			break;
		}
		pairs_keep(&q->pairs, x, q->trial, q->gradient, q->next);
		memcpy(x, q->trial, q->n * sizeof *x);
		memcpy(q->gradient, q->next, q->n * sizeof *x);
	}
	return f;
}
