/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/em_parts.h"

#include <stdlib.h>

#include "base/buf.h"
#include "em/em_losses.h"
#include "math/vec.h"

static double gate_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct em_loss *l = ctx;
	double lse[FIT_BLOCK];

	(void)row;
	vec_softmax_rows(z, n, l->em->nagent, g, lse);
	return em_gate_losses(l, first, n, z, lse, g);
}

static double classifier_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct em_loss *l = ctx;
	double lse[FIT_BLOCK], log_a[FIT_BLOCK];

	(void)row;
	vec_softmax_rows(z, n, l->em->m->nclass, g, lse);
	em_classifier_terms(l, first, n, z, lse, g, log_a);
	return em_classifier_losses(l, first, n, z, lse, log_a, g);
}

static double experts_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct em_loss *l = ctx;
	size_t nc = l->em->m->nclass;
	double sum = 0, log_p[EM_TOGETHER];

	(void)row;
	for (size_t i = first; i < first + n; i++) {
		double losses = 0;

		for (struct em_experts x = {.i = i}; em_experts_next(l, &x); z += x.n * nc, g += x.n * nc) {
			em_experts_terms(l, &x, z, g, log_p);
			losses += em_experts_losses(l, &x, z, log_p, g);
		}
		sum += losses;
	}
	return sum;
}

/* A rows_read_fn. */
static int read_rows(
	void *ctx, size_t thread, size_t first, size_t stride, size_t n, struct rows_read *rows, struct err *e)
{
	const struct em_source *s = ctx;
	struct em *em = s->part->em;
	struct em_loss *l = &em->read[thread];
	int st;

	(void)stride; /* 1: nothing is sampled */
	l->em = em;
	st = mixture_rows_take(em->d, thread, s->kind, first, n, &l->rows, e);
	*rows = (struct rows_read){.x = st ? NULL : l->rows.d->x, .ctx = l};
	return st;
}

static int new_fit(struct em *em, enum mixture_part part, enum mixture_kind kind, fit_rows_fn *rows, struct err *e)
{
	struct em_part_work *p = &em->part[part];
	const struct network *network = &em->m->network[part];
	const struct mixture_rows *d = em->d;

	p->loss[kind] = (struct em_loss){.em = em, .rows = mixture_rows_block(d, kind)};
	p->source[kind] = (struct em_source){p, kind};
	p->fit[kind] = (struct fit){
		.network = network,
		.x = d->x ? d->x + p->loss[kind].rows.at * network->width[0] : NULL,
		.n = d->all[kind],
		.rows = rows,
		.ctx = &p->loss[kind],
		.read = d->read ? read_rows : NULL,
		.read_ctx = &p->source[kind],
		.total = em->weight.faded,
		.l2 = kind == MIXTURE_LABELLED ? em->o->l2 : 0,
		.jobs = em->o->jobs,
	};
	mixture_rows_own(d, kind, &p->fit[kind].first);
	p->work[kind] = fit_work_new(&p->fit[kind], e);
	return p->work[kind] ? ST_OK : ST_SYSTEM;
}

int em_parts_new(struct em *em, struct err *e)
{
	static fit_rows_fn *const rows[MIXTURE_PARTS] = {gate_rows, classifier_rows, experts_rows};
	int st = ST_OK;

	for (size_t i = 0; !st && i < MIXTURE_PARTS; i++) {
		struct em_part_work *p = &em->part[i];
		bool both = i == MIXTURE_EXPERTS && em->d->all[MIXTURE_UNLABELLED];
		size_t n = em->m->network[i].nparam;

		p->em = em;
		st = new_fit(em, (enum mixture_part)i, MIXTURE_LABELLED, rows[i], e);
		if (!st && both)
			st = new_fit(em, (enum mixture_part)i, MIXTURE_UNLABELLED, rows[i], e);
		if (!st && both && !(p->grad = mem_alloc(n, sizeof *p->grad, e)))
			st = ST_SYSTEM;
		if (!st)
			st = lbfgs_warm_init(&p->warm, n, e);
	}
	return st;
}

/* What F is of both kinds of rows, of which `value` and grad have the first one's and `more` and p->grad the second one's. */
static double both(struct em_part_work *p, double value, double more, double *grad)
{
	for (size_t i = 0; i < p->em->m->network[MIXTURE_EXPERTS].nparam; i++)
		grad[i] += p->grad[i];
	return value + more;
}

double em_part_value(void *part, const double *theta, double *grad)
{
	struct em_part_work *p = part;
	struct fit_work *more = p->work[MIXTURE_UNLABELLED];
	double value = fit_value(p->work[MIXTURE_LABELLED], theta, grad);

	return more ? both(p, value, fit_value(more, theta, p->grad), grad) : value;
}

void em_parts_begin(struct em *em)
{
	for (size_t i = 0; i < MIXTURE_PARTS; i++)
		for (size_t k = 0; k < MIXTURE_KINDS && em->part[i].work[k]; k++)
			fit_begin(em->part[i].work[k], em->m->theta[i]);
}

double em_part_end(struct em_part_work *p, double *grad)
{
	struct fit_work *more = p->work[MIXTURE_UNLABELLED];
	double value = fit_end(p->work[MIXTURE_LABELLED], grad);

	return more ? both(p, value, fit_end(more, p->grad), grad) : value;
}

int em_parts_status(const struct em *em, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; i < MIXTURE_PARTS; i++)
		for (size_t k = 0; !st && k < MIXTURE_KINDS && em->part[i].work[k]; k++)
			st = fit_status(em->part[i].work[k], e);
	return st;
}

void em_parts_free(struct em *em)
{
	for (size_t i = 0; i < MIXTURE_PARTS; i++) {
		struct em_part_work *p = &em->part[i];

		for (size_t k = 0; k < MIXTURE_KINDS; k++)
			fit_work_free(p->work[k]);
		free(p->grad);
		lbfgs_warm_free(&p->warm);
	}
}
