/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/em_field.h"

#include <math.h>
#include <string.h>

#include "base/jobs.h"
#include "math/klproject.h"
#include "math/vec.h"
#include "parallel/peers.h"
#include "real/real.h"

#define SWEEPS 50         /* of the mean field at most; */
#define SWEEP_CHANGE 1e-7 /* it ends when no responsibility changes by more */

/* What is done with row i of the process's, of segment s; right and wrong: log Pr(y | t) of both. */
typedef void row_fn(struct em *em, size_t s, size_t i, double right, double wrong);

/* Of segment s, as the process numbers its rows. */
static void own_rows(const struct em *em, size_t s, size_t *from, size_t *to)
{
	size_t first;

	mixture_rows_own(em->d, MIXTURE_LABELLED, &first);
	*from = em->begin[s] - first;
	*to = em->begin[s + 1] - first;
}

static void each_row(struct em *em, size_t s, row_fn *row)
{
	double right = mixture_log_right(em->m), wrong = mixture_log_wrong(em->m);
	size_t from, to;

	own_rows(em, s, &from, &to);
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

static void field_segment(struct em *em, size_t s, double *scratch)
{
	(void)scratch;
	each_row(em, s, field_row);
}

/* Takes the projection of the free posterior. */
static void klproject_segment(struct em *em, size_t s, double *new)
{
	const double *free = em->o->variational ? em->free : em->q;
	size_t from, to, k = em->nagent;

	own_rows(em, s, &from, &to);
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
	em->sums[s].bound += (em->v ? em->v[i] : 1) * sum;
}

static void bound_segment(struct em *em, size_t s, double *scratch)
{
	(void)scratch;
	each_row(em, s, bound_row);
}

static void share_segment(struct em *em, size_t s, double *scratch)
{
	size_t from, to, k = em->nagent;
	double *share = em->shares + s * k;

	(void)scratch;
	memset(share, 0, k * sizeof *share);
	own_rows(em, s, &from, &to);
	for (; from < to; from++)
		for (size_t a = 0; a < k; a++)
			share[a] += (em->v ? em->v[from] : 1) * em->q[from * k + a];
}

typedef void segment_fn(struct em *em, size_t s, double *scratch);

struct run {
	struct em *em;
	segment_fn *fn;
	size_t first; /* the process's first segment */
};

static void segment(void *ctx, size_t task, size_t thread)
{
	struct run *r = ctx;

	r->fn(r->em, r->first + task, r->em->scratch + thread * r->em->nscratch);
}

/* Of all processes; then all have the sums of all. */
static void run_segments(struct em *em, segment_fn *fn)
{
	struct run r = {em, fn, 0};
	size_t to;

	peers_part(FIT_SEGMENTS, peers_me(), &r.first, &to);
	jobs_run(em->o->jobs, to - r.first, segment, &r);
	peers_spread_parts(em->sums, FIT_SEGMENTS, sizeof *em->sums);
}

static void mean_shares(struct em *em)
{
	size_t k = em->nagent;

	run_segments(em, share_segment);
	peers_sum(em->shares, FIT_SEGMENTS, k);
	for (size_t a = 0; a < k; a++)
		em->point.share[a] = em->shares[a] / em->weight.labelled;
}

int em_project(struct em *em, double *kl, struct err *e)
{
	struct klproject p = {
		.n = em->d->all[MIXTURE_LABELLED],
		.m = em->nagent,
		.q = em->o->variational ? em->free : em->q,
		.w = em->v,
		.lo = em->o->lo,
		.hi = em->o->hi,
		.agent = em->o->agent,
		.begin = em->begin,
		.segments = FIT_SEGMENTS,
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
