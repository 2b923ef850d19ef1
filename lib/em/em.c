/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/em.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/jobs.h"
#include "em/em_field.h"
#include "em/em_parts.h"
#include "em/em_posterior.h"

/* Of the experts and the classifier before the first E-step: enough to tell experts apart. */
#define WARM_STEPS 10
#define FALL 1e-9 /* F is a mean of N terms: rounding stays well below this, relative to 1 + |F| */

static int allocate(struct em *em, struct err *e)
{
	size_t cells = em->d->nlabelled, row = em->nagent * sizeof(double);

	em->nscratch = 4 * em->nagent;
	for (size_t i = 0; i < MIXTURE_PARTS; i++) {
		em->nscratch += em_part_scratch(em, i);
		em->packed[i] = mem_alloc(network_packed(&em->m->network[i]), sizeof(double), e);
		if (!em->packed[i])
			return ST_SYSTEM;
	}
	em->scratch = mem_alloc(em->o->jobs < JOBS_MAX ? em->o->jobs : JOBS_MAX, em->nscratch * sizeof(double), e);
	em->q = mem_alloc(cells, row, e);
	if (em->d->fade && !(em->v = mem_alloc(em->d->n, sizeof *em->v, e)))
		return ST_SYSTEM;
	em->point.share = mem_alloc(1, row, e);
	em->point.price = mem_alloc(1, row, e);
	if (em->o->variational) {
		em->log_gate = mem_alloc(cells, row, e);
		em->odds = mem_alloc(cells, row, e);
		em->b = mem_alloc(cells, row, e);
		em->free = mem_alloc(cells, row, e);
		if (!em->log_gate || !em->odds || !em->b || !em->free)
			return ST_SYSTEM;
	}
	return em->scratch && em->q && em->point.share && em->point.price ? ST_OK : ST_SYSTEM;
}

static void sum_weights(struct em *em)
{
	const struct mixture_rows *d = em->d;

	for (size_t i = 0; i < d->n; i++) {
		if (em->v)
			em->v[i] = em_weight(d, i) * d->fade[i];
		em->total += em_weight(d, i);
		em->faded += em_faded(em, i);
		em->labelled += i < d->nlabelled ? em_faded(em, i) : 0;
	}
}

struct em *em_new(struct mixture *m, const struct mixture_rows *d, const struct em_options *o, struct err *e)
{
	struct em *em = mem_alloc(1, sizeof *em, e);

	if (!em)
		return NULL;
	*em = (struct em){.m = m, .d = d, .o = o, .nagent = 1 + m->nexpert, .fresh = true};
	if (!allocate(em, e)) {
		sum_weights(em);
		if (!em_parts_new(em, e))
			return em;
	}
	em_free(em);
	return NULL;
}

void em_free(struct em *em)
{
	if (!em)
		return;
	for (size_t i = 0; i < MIXTURE_PARTS; i++) {
		fit_work_free(em->part[i].work);
		lbfgs_warm_free(&em->part[i].warm);
		free(em->packed[i]);
	}
	free(em->q);
	free(em->v);
	free(em->log_gate);
	free(em->odds);
	free(em->b);
	free(em->free);
	free(em->scratch);
	free(em->point.share);
	free(em->point.price);
	free(em);
}

const double *em_responsibility(const struct em *em)
{
	return em->q;
}

static double penalty(const struct em *em)
{
	double sum = 0;

	for (size_t p = 0; p < MIXTURE_PARTS; p++)
		sum += network_squares(&em->m->network[p], em->m->theta[p]);
	return em->o->l2 / 2 * sum;
}

int em_expect(struct em *em, const struct em_point **p, struct err *e)
{
	struct sums t = {0};
	double kl = 0;
	int st;

	memset(em->sums, 0, sizeof em->sums);
	for (size_t i = 0; i < MIXTURE_PARTS; i++)
		network_pack(&em->m->network[i], em->m->theta[i], em->packed[i]);
	st = em_posterior(em, e);
	if (!st)
		st = em->o->variational ? em_mean_field(em, e) : em_project(em, &kl, e);
	if (st)
		return st;
	for (size_t s = 0; s < FIT_SEGMENTS; s++) {
		t.posterior += em->sums[s].posterior;
		t.annotations += em->sums[s].annotations;
		t.supervised += em->sums[s].supervised;
		t.bound += em->sums[s].bound;
	}
	em->fresh = false;
	em->point.loglik = (t.posterior + t.annotations) / em->faded;
	em->point.objective =
		((em->o->variational ? t.bound : t.posterior) + t.annotations - em->labelled * kl) / em->faded
		+ em->o->supervise * t.supervised / em->total - penalty(em);
	*p = &em->point;
	return ST_OK;
}

double em_part(struct em *em, enum mixture_part part, const double *theta, double *grad)
{
	return fit_value(em->part[part].work, theta, grad);
}

static double part_value(void *ctx, const double *theta, double *grad)
{
	return fit_value(((struct em_part_work *)ctx)->work, theta, grad);
}

void em_maximise(struct em *em, size_t steps)
{
	for (size_t i = 0; i < MIXTURE_PARTS; i++)
		lbfgs_warm_run(&em->part[i].warm, part_value, &em->part[i], steps, em->m->theta[i]);
}

/* Whether the limits can be met depends on who can answer which row, not on what the parts have learned. */
static int check_limits(struct em *em, struct err *e)
{
	const struct em_point *p;
	int st = em->o->lo ? em_expect(em, &p, e) : ST_OK;

	memset(em->point.price, 0, em->nagent * sizeof *em->point.price);
	em->fresh = true;
	return st;
}

/* Without responsibilities an M-step fits what was observed. */
static void warm_up(struct em *em)
{
	memset(em->q, 0, em->d->nlabelled * em->nagent * sizeof *em->q);
	em_maximise(em, WARM_STEPS);
}

int em_run(struct em *em, size_t iterations, double tolerance, em_trace_fn *trace, void *ctx, bool *converged,
	struct err *e)
{
	const struct em_point *p;
	double before = -INFINITY;
	int st = check_limits(em, e);

	*converged = false;
	if (!st)
		warm_up(em);
	for (size_t i = 0; !st; i++) {
		st = em_expect(em, &p, e);
		if (!st && trace)
			st = trace(ctx, i, p, e);
		if (!st && !(p->objective >= before - FALL * (1 + fabs(before))))
			st = err_set(e, ST_NUMERIC, "iteration %zu: the objective fell from %.12g to %.12g", i, before,
				p->objective);
		*converged = !st && p->objective - before < tolerance;
		if (st || *converged || i == iterations)
			break;
		before = p->objective;
		em_maximise(em, EM_STEPS);
	}
	return st;
}
