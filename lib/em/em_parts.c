/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/em_parts.h"

#include <string.h>

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
	const struct em *em = ((struct em_part_work *)ctx)->em;
	size_t k = em->nagent;
	double sum = 0;

	(void)row;
	for (size_t i = 0; i < n; i++, z += k, g += k) {
		double w = em_faded(em, first + i);

		sum += w * vec_cross_entropy(z, em->q + (first + i) * k, k, g);
		scale(g, k, w);
	}
	return sum;
}

/* The loss of agent k's unseen answer in row i; g holds its softmax. */
static struct mixture_loss unseen(const struct em *em, size_t i, size_t k, const struct mixture_softmax *x, double *g)
{
	size_t at = i * em->nagent + k;

	if (em->fresh) {
		memset(g, 0, em->m->nclass * sizeof *g);
		return (struct mixture_loss){1, 0, 0};
	}
	if (em->o->variational)
		return (struct mixture_loss){1, 0, mixture_field_loss(x->z, em->m->nclass, em->d->y[i], em->b[at], g)};
	return mixture_missing_loss(em->m, x, em->d->y[i], em->q[at], g);
}

/* The loss of an answer that was seen in row i, or of which only that it is wrong. */
static struct mixture_loss seen(
	const struct em *em, size_t i, uint32_t label, const struct mixture_softmax *x, double *g)
{
	if (label != ANNOTATION_OTHER)
		return mixture_observed_loss(x, label, g);
	return (struct mixture_loss){1, 0, mixture_field_loss(x->z, em->m->nclass, em->d->y[i], 0, g)};
}

/* Experts whose logarithms, and classes whose exponentials, are taken together. */
enum { TOGETHER = 64 };

static double classifier_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct em *em = ((struct em_part_work *)ctx)->em;
	size_t nc = em->m->nclass;
	/* A label does not age: only its part in the mixture fades, which is a mean by faded weight. */
	double sum = 0, s = em->o->supervise * em->faded / em->total;

	(void)row;
	for (size_t i = 0; i < n; i++, z += nc, g += nc) {
		double w = em_weight(em->d, first + i), v = em_faded(em, first + i), lse, p[TOGETHER];
		struct mixture_softmax x = {.z = z};
		size_t y = em->d->y[first + i];
		struct mixture_loss loss;

		kernel()->softmax(z, 1, nc, nc, g, &x.top, &x.sum);
		loss = unseen(em, first + i, 0, &x, g);
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
static double answers(const struct em *em, size_t i, size_t from, size_t n, const struct annotation **note,
	const double *z, double *g, double sum)
{
	const struct mixture_rows *d = em->d;
	const struct annotation *end = d->note + d->first[i + 1];
	size_t nc = em->m->nclass;
	double top[TOGETHER], of[TOGETHER];
	struct mixture_loss loss[TOGETHER];

	kernel()->softmax(z, n, nc, nc, g, top, of);
	for (size_t j = 0; j < n; j++, g += nc) {
		struct mixture_softmax x = {z + j * nc, top[j], of[j]};

		loss[j] = (struct mixture_loss){1, 0, 0};
		if (*note < end && (*note)->expert == from + j)
			loss[j] = seen(em, i, (*note)++->label, &x, g);
		else if (i < d->nlabelled)
			loss[j] = unseen(em, i, 1 + from + j, &x, g);
		else
			memset(g, 0, nc * sizeof *g);
		of[j] = loss[j].of;
	}
	kernel()->log(of, of, n);
	for (size_t j = 0; j < n; j++)
		sum += loss[j].times * of[j] + loss[j].plus;
	return sum;
}

static double expert_row(const struct em *em, size_t i, const double *z, double *g)
{
	const struct annotation *note = em->d->note + em->d->first[i];
	size_t nc = em->m->nclass, m = em->m->nexpert;
	double sum = 0;

	for (size_t j = 0; j < m; j += TOGETHER)
		sum = answers(em, i, j, m - j < TOGETHER ? m - j : TOGETHER, &note, z + j * nc, g + j * nc, sum);
	return sum;
}

static double experts_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct em *em = ((struct em_part_work *)ctx)->em;
	size_t width = em->m->nexpert * em->m->nclass;
	double sum = 0;

	(void)row;
	for (size_t i = 0; i < n; i++, z += width, g += width) {
		double w = em_faded(em, first + i);

		sum += w * expert_row(em, first + i, z, g);
		if (w != 1)
			scale(g, width, w);
	}
	return sum;
}

int em_parts_new(struct em *em, struct err *e)
{
	static fit_rows_fn *const rows[MIXTURE_PARTS] = {gate_rows, classifier_rows, experts_rows};

	for (size_t i = 0; i < MIXTURE_PARTS; i++) {
		struct em_part_work *p = &em->part[i];

		p->em = em;
		p->fit = (struct fit){
			.network = &em->m->network[i],
			.x = em->d->x,
			.rows = rows[i],
			.ctx = p,
			.total = em->faded,
			.n = i == MIXTURE_EXPERTS ? em->d->n : em->d->nlabelled,
			.l2 = em->o->l2,
			.jobs = em->o->jobs,
		};
		p->work = fit_work_new(&p->fit, e);
		if (!p->work || lbfgs_warm_init(&p->warm, em->m->network[i].nparam, e))
			return ST_SYSTEM;
	}
	return ST_OK;
}
