/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/em_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/vec.h"
#include "real/kernel.h"
#include "real/real.h"

static void scale(double *g, size_t n, double factor)
{
	for (size_t i = 0; i < n; i++)
		g[i] *= factor;
}

static double gate_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct em_loss *l = ctx;
	size_t k = l->em->nagent;
	double sum = 0;

	(void)row;
	for (size_t i = first; i < first + n; i++, z += k, g += k) {
		double w = em_faded(l->rows.d, l->rows.at + i);

		sum += w * vec_cross_entropy(z, l->em->q + (l->rows.own + i) * k, k, g);
		scale(g, k, w);
	}
	return sum;
}

/* The loss of agent k's unseen answer in row i, whose label is y; g holds its softmax. */
static struct mixture_loss unseen(
	const struct em_loss *l, size_t i, size_t y, size_t k, const struct mixture_softmax *x, double *g)
{
	const struct em *em = l->em;
	size_t at = (l->rows.own + i) * em->nagent + k;

	if (em->fresh) {
		memset(g, 0, em->m->nclass * sizeof *g);
		return (struct mixture_loss){1, 0, 0};
	}
	if (em->o->variational)
		return (struct mixture_loss){1, 0, mixture_field_loss(x->z, em->m->nclass, y, em->b[at], g)};
	return mixture_missing_loss(em->m, x, y, em->q[at], g);
}

/* The loss of an answer that was seen, or of which only that it is not the label y. */
static struct mixture_loss seen(
	const struct mixture *m, size_t y, uint32_t label, const struct mixture_softmax *x, double *g)
{
	if (label != ANNOTATION_OTHER)
		return mixture_observed_loss(x, label, g);
	return (struct mixture_loss){1, 0, mixture_field_loss(x->z, m->nclass, y, 0, g)};
}

/* Experts whose logarithms, and classes whose exponentials, are taken together. */
enum { TOGETHER = 64 };

static double classifier_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct em_loss *l = ctx;
	const struct em *em = l->em;
	const struct mixture_rows *d = l->rows.d;
	size_t nc = em->m->nclass;
	/* A label does not age: only its part in the mixture fades, which is a mean by faded weight. */
	double sum = 0, s = em->o->supervise * em->weight.faded / em->weight.total;

	(void)row;
	for (size_t i = first; i < first + n; i++, z += nc, g += nc) {
		size_t at = l->rows.at + i, y = d->y[at];
		double w = em_weight(d, at), v = em_faded(d, at), lse, p[TOGETHER];
		struct mixture_softmax x = {.z = z};
		struct mixture_loss loss;

		kernel()->softmax(z, 1, nc, nc, g, &x.top, &x.sum);
		loss = unseen(l, i, y, 0, &x, g);
		lse = x.top + real_log(x.sum);
		for (size_t c = 0; c < nc; c++) {
			if (c % TOGETHER == 0)
				kernel()->exp_below(z + c, lse, p, nc - c < TOGETHER ? nc - c : TOGETHER);
			g[c] = v * g[c] + w * s * (p[c % TOGETHER] - (c == y));
		}
		sum += v * (loss.times * real_log(loss.of) + loss.plus) + w * s * (lse - z[y]);
	}
	return sum;
}

/* Adds to sum the loss of the answers of experts from .. from + n - 1 in row i; *note moves on. */
static double answers(const struct em_loss *l, size_t i, size_t from, size_t n, const struct annotation **note,
	const double *z, double *g, double sum)
{
	const struct mixture_rows *d = l->rows.d;
	const struct annotation *end = d->note + d->first[l->rows.at + i + 1];
	bool labelled = l->rows.kind == MIXTURE_LABELLED;
	size_t nc = l->em->m->nclass, y = labelled ? d->y[l->rows.at + i] : 0;
	double top[TOGETHER], of[TOGETHER];
	struct mixture_loss loss[TOGETHER];

	kernel()->softmax(z, n, nc, nc, g, top, of);
	for (size_t j = 0; j < n; j++, g += nc) {
		struct mixture_softmax x = {z + j * nc, top[j], of[j]};

		loss[j] = (struct mixture_loss){1, 0, 0};
		if (*note < end && (*note)->expert == from + j)
			loss[j] = seen(l->em->m, y, (*note)++->label, &x, g);
		else if (labelled)
			loss[j] = unseen(l, i, y, 1 + from + j, &x, g);
		else
			memset(g, 0, nc * sizeof *g);
		of[j] = loss[j].of;
	}
	kernel()->log(of, of, n);
	for (size_t j = 0; j < n; j++)
		sum += loss[j].times * of[j] + loss[j].plus;
	return sum;
}

static double expert_row(const struct em_loss *l, size_t i, const double *z, double *g)
{
	const struct annotation *note = l->rows.d->note + l->rows.d->first[l->rows.at + i];
	size_t nc = l->em->m->nclass, m = l->em->m->nexpert;
	double sum = 0;

	for (size_t j = 0; j < m; j += TOGETHER)
		sum = answers(l, i, j, m - j < TOGETHER ? m - j : TOGETHER, &note, z + j * nc, g + j * nc, sum);
	return sum;
}

static double experts_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct em_loss *l = ctx;
	size_t width = l->em->m->nexpert * l->em->m->nclass;
	double sum = 0;

	(void)row;
	for (size_t i = first; i < first + n; i++, z += width, g += width) {
		double w = em_faded(l->rows.d, l->rows.at + i);

		sum += w * expert_row(l, i, z, g);
		if (w != 1)
			scale(g, width, w);
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

double em_part_value(void *part, const double *theta, double *grad)
{
	struct em_part_work *p = part;
	double value = fit_value(p->work[MIXTURE_LABELLED], theta, grad);

	if (!p->work[MIXTURE_UNLABELLED])
		return value;
	value += fit_value(p->work[MIXTURE_UNLABELLED], theta, p->grad);
	for (size_t i = 0; i < p->em->m->network[MIXTURE_EXPERTS].nparam; i++)
		grad[i] += p->grad[i];
	return value;
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
