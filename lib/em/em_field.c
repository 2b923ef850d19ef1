/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/em_field.h"

#include <math.h>
#include <string.h>

#include "base/jobs.h"
#include "em/em_posterior.h"
#include "math/klproject.h"
#include "math/vec.h"
#include "real/real.h"

#define SWEEPS 50         /* of the mean field at most; */
#define SWEEP_CHANGE 1e-7 /* it ends when no responsibility changes by more */

/* What is done with row i, of segment s; right and wrong: log Pr(y | t) of both. */
typedef void row_fn(struct em *em, size_t s, size_t i, double right, double wrong);

static void each_row(struct em *em, size_t s, row_fn *row)
{
	double right = mixture_log_right(em->m), wrong = mixture_log_wrong(em->m);
	size_t from, to;

	em_segment_rows(em->d->nlabelled, s, &from, &to);
	for (; from < to; from++)
		row(em, s, from, right, wrong);
}

/* One round of the mean field for a row: b from q, then the free q from b. */
static void field_row(struct em *em, size_t s, size_t i, double right, double wrong)
{
	size_t at = i * em->nagent;
	double *b = em->b + at, *free = em->free + at;

	(void)s;
	for (size_t k = 0; k < em->nagent; k++) {
		b[k] = logistic(em->odds[at + k] + em->q[at + k] * (right - wrong));
		free[k] = em->log_gate[at + k] + b[k] * right + (1 - b[k]) * wrong;
	}
	vec_softmax(free, em->nagent, free);
}

static void field_segment(void *ctx, size_t s, size_t thread)
{
	(void)thread;
	each_row(ctx, s, field_row);
}

/* Takes the projection of the free posterior. */
static void klproject_segment(void *ctx, size_t s, size_t thread)
{
	struct em *em = ctx;
	const double *free = em->o->variational ? em->free : em->q;
	double *new = em->scratch + thread * em->nscratch;
	size_t from, to, k = em->nagent;

	em_segment_rows(em->d->nlabelled, s, &from, &to);
	for (; from < to; from++) {
		double *q = em->q + from * k;

		klproject_row(free + from * k, em->point.price, k, new);
		for (size_t a = 0; a < k; a++) {
			em->sums[s].change = fmax(em->sums[s].change, fabs(new[a] - q[a]));
			q[a] = new[a];
		}
	}
}

/* With b at its best for q, the terms of an answer t sum up to log(p e^(q right) + (1 - p) e^(q wrong)). */
static void bound_row(struct em *em, size_t s, size_t i, double right, double wrong)
{
	double sum = 0;

	for (size_t k = i * em->nagent; k < (i + 1) * em->nagent; k++) {
		double q = em->q[k], odds = em->odds[k];
		double term[] = {q * right - softplus(-odds), q * wrong - softplus(odds)};

		em->b[k] = logistic(odds + q * (right - wrong));
		sum += vec_logsumexp(term, 2) + (q > 0 ? q * (em->log_gate[k] - real_log(q)) : 0);
	}
	em->sums[s].bound += em_faded(em, i) * sum;
}

static void bound_segment(void *ctx, size_t s, size_t thread)
{
	(void)thread;
	each_row(ctx, s, bound_row);
}

static void run_segments(struct em *em, jobs_task_fn *task)
{
	jobs_run(em->o->jobs, FIT_SEGMENTS, task, em);
}

static void mean_shares(struct em *em)
{
	size_t k = em->nagent;

	memset(em->point.share, 0, k * sizeof *em->point.share);
	for (size_t i = 0; i < em->d->nlabelled; i++)
		for (size_t a = 0; a < k; a++)
			em->point.share[a] += em_faded(em, i) * em->q[i * k + a];
	for (size_t a = 0; a < k; a++)
		em->point.share[a] /= em->labelled;
}

int em_project(struct em *em, double *kl, struct err *e)
{
	struct klproject p = {
		.n = em->d->nlabelled,
		.m = em->nagent,
		.q = em->o->variational ? em->free : em->q,
		.w = em->v ? em->v : em->d->w,
		.lo = em->o->lo,
		.hi = em->o->hi,
		.agent = em->o->agent,
	};
	struct klproject_result r = {.share = em->point.share};
	int st = em->o->lo ? klproject_solve(&p, em->point.price, &r, e) : ST_OK;

	if (st)
		return st;
	*kl = -r.value;
	if (em->o->lo || em->o->variational)
		run_segments(em, klproject_segment);
	if (!em->o->lo)
		mean_shares(em);
	return ST_OK;
}

static double largest_change(struct em *em)
{
	double change = 0;

	for (size_t s = 0; s < FIT_SEGMENTS; s++) {
		change = fmax(change, em->sums[s].change);
		em->sums[s].change = 0;
	}
	return change;
}

int em_mean_field(struct em *em, struct err *e)
{
	double kl;
	int st = ST_OK;

	for (size_t i = 0; !st && i < SWEEPS; i++) {
		run_segments(em, field_segment);
		st = em_project(em, &kl, e);
		if (largest_change(em) <= SWEEP_CHANGE)
			break;
	}
	run_segments(em, bound_segment);
	return st;
}
