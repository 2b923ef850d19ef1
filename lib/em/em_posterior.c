/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/em_posterior.h"

#include <math.h>
#include <string.h>

#include "math/vec.h"
#include "parallel/peers.h"
#include "real/kernel.h"
#include "real/real.h"

/* Remembers what the mean field needs of a row, the i-th that is kept: odds of the unseen answers, infinite where the answer was
 * seen: b is then 1 or 0. */
static void keep_row(struct em *em, size_t i, const struct mixture_view *v, const double *log_gate)
{
	size_t nc = em->m->nclass;
	const struct annotation *note = v->note;
	double *odds = em->odds + i * em->nagent;

	memcpy(em->log_gate + i * em->nagent, log_gate, em->nagent * sizeof *log_gate);
	*odds++ = mixture_odds(v->classifier, nc, v->y);
	for (size_t j = 0; j < em->m->nexpert; j++)
		if (note < v->note_end && note->expert == j)
			*odds++ = note++->label == v->y ? INFINITY : -INFINITY;
		else
			*odds++ = mixture_odds(v->experts + j * nc, nc, v->y);
}

static void expect_labelled(struct em *em, const struct mixture_block *b, size_t i, const struct mixture_view *v,
	double *scratch, struct sums *s)
{
	double *log_gate = scratch, *sum = scratch + em->nagent, *q = em->q + (b->own + i) * em->nagent, lse;

	mixture_terms(em->m, v, log_gate, sum);
	for (size_t k = 0; k < em->nagent; k++)
		sum[k] += log_gate[k];
	if (em->o->variational) {
		keep_row(em, b->own + i, v, log_gate);
		lse = vec_logsumexp(sum, em->nagent);
		/* The mean field goes on from where it was; at first, from the posterior. */
		if (em->fresh)
			vec_softmax(sum, em->nagent, q);
	} else {
		lse = vec_softmax_lse(sum, em->nagent, q);
	}
	s->posterior += em_faded(b->d, b->at + i) * lse;
	s->supervised += em_weight(b->d, b->at + i) * (v->classifier[v->y] - v->classifier_lse);
}

/* The log-likelihood of a row's annotations. */
static double annotations(const struct em *em, const struct mixture_view *v)
{
	size_t nc = em->m->nclass;
	double sum = 0;

	for (const struct annotation *t = v->note; t < v->note_end; t++)
		if (t->label == ANNOTATION_OTHER)
			sum -= softplus(mixture_odds(v->experts + t->expert * nc, nc, v->y));
		else
			sum += v->experts[t->expert * nc + t->label] - v->lse[t->expert];
	return sum;
}

/* What the parts make of row i of a block; lse [2 x experts] gets the experts' log-sum-exps, and more.  Without a label it is the experts'
 * part alone that is looked at. */
static struct mixture_view view(
	const struct em *em, const struct mixture_block *b, size_t i, const double *const *z, double *lse)
{
	const struct mixture_rows *d = b->d;
	size_t nc = em->m->nclass, m = em->m->nexpert, row = b->at + i;
	bool labelled = b->kind == MIXTURE_LABELLED;
	struct mixture_view v = {
		.experts = z[MIXTURE_EXPERTS] + i * nc * m,
		.lse = lse,
		.y = labelled ? d->y[row] : 0,
		.note = d->note + d->first[row],
		.note_end = d->note + d->first[row + 1],
	};

	if (labelled) {
		v.gate = z[MIXTURE_GATE] + i * em->nagent;
		v.classifier = z[MIXTURE_CLASSIFIER] + i * nc;
		v.classifier_lse = vec_logsumexp(v.classifier, nc);
	}
	kernel()->sum_exp_rows(v.experts, m, nc, lse + m, lse);
	kernel()->log(lse, lse, m);
	for (size_t j = 0; j < m; j++)
		lse[j] += lse[m + j];
	return v;
}

static void expect_block(void *ctx, const struct mixture_block *b, size_t n, size_t segment, size_t thread)
{
	struct em *em = ctx;
	struct sums *s = &em->sums[segment];
	const double *z[MIXTURE_PARTS];
	double *rest = em->scratch + thread * em->nscratch;

	for (size_t p = b->kind == MIXTURE_LABELLED ? 0 : MIXTURE_EXPERTS; p < MIXTURE_PARTS; p++) {
		const struct network *h = &em->m->network[p];

		z[p] = network_forward(h, em->m->theta[p], em->packed[p], b->d->x + b->at * h->width[0], n, rest);
		rest += em_part_scratch(em, p);
	}
	for (size_t i = 0; i < n; i++) {
		struct mixture_view v = view(em, b, i, z, rest + 2 * em->nagent);

		if (b->kind == MIXTURE_LABELLED)
			expect_labelled(em, b, i, &v, rest, s);
		if (v.note < v.note_end)
			s->annotations += em_faded(b->d, b->at + i) * annotations(em, &v);
	}
}

int em_posterior(struct em *em, struct err *e)
{
	int st = mixture_each_block(em->d, MIXTURE_KINDS, em->o->jobs, expect_block, em, e);

	if (!st)
		peers_spread_parts(em->sums, FIT_SEGMENTS, sizeof *em->sums);
	return st;
}

static void weigh_block(void *ctx, const struct mixture_block *b, size_t n, size_t segment, size_t thread)
{
	struct em *em = ctx;
	struct weights *s = &em->weights[segment];

	(void)thread;
	for (size_t i = 0; i < n; i++) {
		double v = em_faded(b->d, b->at + i);

		s->total += em_weight(b->d, b->at + i);
		s->faded += v;
		if (b->kind != MIXTURE_LABELLED)
			continue;
		s->labelled += v;
		if (em->v)
			em->v[b->own + i] = v;
	}
}

int em_weigh(struct em *em, struct err *e)
{
	int st = mixture_each_block(em->d, MIXTURE_KINDS, em->o->jobs, weigh_block, em, e);

	if (st)
		return st;
	peers_spread_parts(em->weights, FIT_SEGMENTS, sizeof *em->weights);
	for (size_t s = 0; s < FIT_SEGMENTS; s++) {
		em->weight.total += em->weights[s].total;
		em->weight.faded += em->weights[s].faded;
		em->weight.labelled += em->weights[s].labelled;
	}
	return ST_OK;
}
