/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/em_posterior.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/jobs.h"
#include "math/vec.h"
#include "parallel/peers.h"
#include "real/kernel.h"
#include "real/real.h"

/* Remembers what the mean field needs of a row: odds of the unseen answers, infinite where the answer was
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

static void expect_labelled(struct em *em, size_t i, const struct mixture_view *v, double *scratch, struct sums *s)
{
	double *log_gate = scratch, *sum = scratch + em->nagent, *q = em->q + i * em->nagent, lse;

	mixture_terms(em->m, v, log_gate, sum);
	for (size_t k = 0; k < em->nagent; k++)
		sum[k] += log_gate[k];
	if (em->o->variational) {
		keep_row(em, i, v, log_gate);
		lse = vec_logsumexp(sum, em->nagent);
		/* The mean field goes on from where it was; at first, from the posterior. */
		if (em->fresh)
			vec_softmax(sum, em->nagent, q);
	} else {
		lse = vec_softmax_lse(sum, em->nagent, q);
	}
	s->posterior += em_faded(em, i) * lse;
	s->supervised += em_weight(em->d, i) * (v->classifier[v->y] - v->classifier_lse);
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

/* What the parts make of row `row`, the i-th of a block; lse [2 x experts] gets the experts' log-sum-exps, and more. */
static struct mixture_view view(const struct em *em, size_t row, size_t i, const double *const *z, double *lse)
{
	const struct mixture_rows *d = em->d;
	size_t nc = em->m->nclass, m = em->m->nexpert;
	struct mixture_view v = {
		.gate = z[MIXTURE_GATE] + i * em->nagent,
		.classifier = z[MIXTURE_CLASSIFIER] + i * nc,
		.experts = z[MIXTURE_EXPERTS] + i * nc * m,
		.lse = lse,
		.y = row < d->nlabelled ? d->y[row] : 0,
		.note = d->note + d->first[row],
		.note_end = d->note + d->first[row + 1],
	};

	v.classifier_lse = vec_logsumexp(v.classifier, nc);
	kernel()->sum_exp_rows(v.experts, m, nc, lse + m, lse);
	kernel()->log(lse, lse, m);
	for (size_t j = 0; j < m; j++)
		lse[j] += lse[m + j];
	return v;
}

static void expect_block(struct em *em, size_t from, size_t n, double *scratch, struct sums *s)
{
	const struct mixture_rows *d = em->d;
	const double *z[MIXTURE_PARTS];
	double *rest = scratch;

	for (size_t p = 0; p < MIXTURE_PARTS; p++) {
		const struct network *h = &em->m->network[p];

		z[p] = network_forward(h, em->m->theta[p], em->packed[p], d->x + from * h->width[0], n, rest);
		rest += em_part_scratch(em, p);
	}
	for (size_t i = 0; i < n; i++) {
		size_t row = from + i;
		struct mixture_view v = view(em, row, i, z, rest + 2 * em->nagent);

		if (row < d->nlabelled)
			expect_labelled(em, row, &v, rest, s);
		if (v.note < v.note_end)
			s->annotations += em_faded(em, row) * annotations(em, &v);
	}
}

void em_segment_rows(size_t n, size_t s, size_t *from, size_t *to)
{
	size_t nblock = (n + FIT_BLOCK - 1) / FIT_BLOCK;

	*from = s * nblock / FIT_SEGMENTS * FIT_BLOCK;
	*to = (s + 1) * nblock / FIT_SEGMENTS * FIT_BLOCK;
	*to = *to < n ? *to : n;
}

static void expect_segment(void *ctx, size_t task, size_t thread)
{
	struct em *em = ctx;
	size_t from, to, s;

	peers_part(FIT_SEGMENTS, peers_me(), &s, &to);
	s += task;
	em_segment_rows(em->d->n, s, &from, &to);
	for (; from < to; from += FIT_BLOCK)
		expect_block(em, from, to - from < FIT_BLOCK ? to - from : FIT_BLOCK,
			em->scratch + thread * em->nscratch, &em->sums[s]);
}

/* Every process gets what the others' segments have come to. */
static int spread(struct em *em, struct err *e)
{
	size_t n = peers_n(), *sums = mem_alloc(2 * n + 2, sizeof *sums, e), *rows = sums + n + 1, from, to;
	double *const kept[] = {em->q, em->log_gate, em->odds};

	for (size_t i = 0; sums && i < n; i++) {
		peers_part(FIT_SEGMENTS, i, &from, &to);
		sums[i + 1] = to * sizeof *em->sums;
		em_segment_rows(em->d->n, to, &from, &to);
		rows[i + 1] = (from < em->d->nlabelled ? from : em->d->nlabelled) * em->nagent * sizeof(double);
	}
	if (sums)
		peers_spread(em->sums, sums);
	for (size_t k = 0; sums && k < (em->o->variational ? 3 : 1); k++)
		peers_spread(kept[k], rows);
	free(sums);
	return sums ? ST_OK : ST_SYSTEM;
}

int em_posterior(struct em *em, struct err *e)
{
	size_t from, to;

	peers_part(FIT_SEGMENTS, peers_me(), &from, &to);
	jobs_run(em->o->jobs, to - from, expect_segment, em);
	return peers_n() > 1 ? spread(em, e) : ST_OK;
}
