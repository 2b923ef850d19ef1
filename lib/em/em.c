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
	size_t cells = em->n, row = em->nagent * sizeof(double),
	       threads = em->o->jobs < JOBS_MAX ? em->o->jobs : JOBS_MAX;
	bool weights = em->d->w || em->d->fade || em->d->read;

	em->nscratch = 3 * em->nagent;
	em->scratch = mem_alloc(threads, em->nscratch * sizeof(double), e);
	em->read = mem_alloc(threads, sizeof *em->read, e);
	em->q = mem_alloc(cells, row, e);
	em->shares = mem_alloc(FIT_SEGMENTS, row, e);
	if (!em->read || !em->shares || (weights && !(em->v = mem_alloc(cells, sizeof *em->v, e))))
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

struct em *em_new(struct mixture *m, const struct mixture_rows *d, const struct em_options *o, struct err *e)
{
	struct em *em = mem_alloc(1, sizeof *em, e);
	size_t from;

	if (!em)
		return NULL;
	*em = (struct em){.m = m, .d = d, .o = o, .nagent = 1 + m->nexpert, .fresh = true};
	em->log_right = mixture_log_right(m);
	em->log_wrong = mixture_log_wrong(m);
	em->n = mixture_rows_own(d, MIXTURE_LABELLED, &from);
	for (size_t s = 0; s < FIT_SEGMENTS; s++)
		mixture_segment(d->all[MIXTURE_LABELLED], s, &from, &em->begin[s + 1]);
	if (!allocate(em, e) && !em_weigh(em, e) && !em_parts_new(em, e))
		return em;
	em_free(em);
	return NULL;
}

void em_free(struct em *em)
{
	if (!em)
		return;
	em_parts_free(em);
	free(em->q);
	free(em->v);
	free(em->log_gate);
	free(em->odds);
	free(em->b);
	free(em->free);
	free(em->scratch);
	free(em->read);
	free(em->shares);
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

/* ahead: an M-step follows. */
static int expect(struct em *em, bool ahead, const struct em_point **p, struct err *e)
{
	struct sums t = {0};
	double kl = 0;
	int st;

	memset(em->sums, 0, sizeof em->sums);
	em->ahead = ahead && !em->o->lo && !em->o->variational;
	em->fresh &= em->o->variational;
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
	em->point.loglik = (t.posterior + t.annotations) / em->weight.faded;
	em->point.objective = ((em->o->variational ? t.bound : t.posterior) + t.annotations - em->weight.labelled * kl)
			/ em->weight.faded
		+ em->o->supervise * t.supervised / em->weight.total - penalty(em);
	*p = &em->point;
	return ST_OK;
}

int em_expect(struct em *em, const struct em_point **p, struct err *e)
{
	return expect(em, false, p, e);
}

double em_part(struct em *em, enum mixture_part part, const double *theta, double *grad)
{
	return em_part_value(&em->part[part], theta, grad);
}

int em_maximise(struct em *em, size_t steps, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < MIXTURE_PARTS; i++) {
		struct em_part_work *p = &em->part[i];
		double *theta = em->m->theta[i], *grad = p->warm.gradient;
		double value = em->ahead ? em_part_end(p, grad) : em_part_value(p, theta, grad);

		lbfgs_warm_from(&p->warm, value, em_part_value, p, steps, theta);
		st = em_parts_status(em, e);
	}
	em->ahead = false;
	return st;
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
static int warm_up(struct em *em, struct err *e)
{
	memset(em->q, 0, em->n * em->nagent * sizeof *em->q);
	return em_maximise(em, WARM_STEPS, e);
}

int em_run(struct em *em, size_t iterations, double tolerance, em_trace_fn *trace, void *ctx, bool *converged,
	struct err *e)
{
	const struct em_point *p;
	double before = -INFINITY;
	int st = check_limits(em, e);

	*converged = false;
	if (!st)
		st = warm_up(em, e);
	for (size_t i = 0; !st; i++) {
		st = expect(em, i < iterations, &p, e);
		if (!st && trace)
			st = trace(ctx, i, p, e);
		if (!st && !(p->objective >= before - FALL * (1 + fabs(before))))
			st = err_set(e, ST_NUMERIC, "iteration %zu: the objective fell from %.12g to %.12g", i, before,
				p->objective);
		*converged = !st && p->objective - before < tolerance;
		if (st || *converged || i == iterations)
			break;
		before = p->objective;
		st = em_maximise(em, EM_STEPS, e);
	}
	return st;
}
