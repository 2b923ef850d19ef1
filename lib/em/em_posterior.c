/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/em_posterior.h"

#include <math.h>
#include <string.h>

#include "em/em_losses.h"
#include "em/em_parts.h"
#include "math/vec.h"
#include "parallel/peers.h"

/* A block under way: what the parts make of its rows; g: softmaxes, then gradients by the logits. */
struct block {
	struct em_loss l;
	const double *z[MIXTURE_PARTS];
	double *g[MIXTURE_PARTS];
	double gate_lse[FIT_BLOCK], classifier_lse[FIT_BLOCK], log_a[FIT_BLOCK];
};

/* A row of it; note .. note_end: its annotations. */
struct row {
	size_t i, y;
	const double *gate, *classifier, *experts; /* logits */
	const struct annotation *note, *note_end;
	double *log_gate; /* [nagent] */
	double *log_p;    /* [nagent] of em_experts_terms; the first is the classifier's log A */
	double *sum;      /* [nagent] log Pr(z = k | x) A_k */
};

/* Remembers what the mean field needs of a row, number `own` of those that are kept: odds of the unseen answers, infinite where the
 * answer was seen: b is then 1 or 0. */
static void keep_row(struct em *em, size_t own, const struct row *r)
{
	size_t nc = em->m->nclass;
	const struct annotation *note = r->note;
	double *odds = em->odds + own * em->nagent;

	memcpy(em->log_gate + own * em->nagent, r->log_gate, em->nagent * sizeof *r->log_gate);
	*odds++ = mixture_odds(r->classifier, nc, r->y);
	for (size_t j = 0; j < em->m->nexpert; j++)
		if (note < r->note_end && note->expert == j)
			*odds++ = note++->label == r->y ? INFINITY : -INFINITY;
		else
			*odds++ = mixture_odds(r->experts + j * nc, nc, r->y);
}

static void expect_labelled(struct em *em, const struct block *b, const struct row *r, struct sums *s)
{
	const struct mixture_block *rows = &b->l.rows;
	double *q = em->q + (rows->own + r->i) * em->nagent, lse;

	r->log_p[0] = b->log_a[r->i];
	for (size_t k = 0; k < em->nagent; k++) {
		r->log_gate[k] = r->gate[k] - b->gate_lse[r->i];
		r->sum[k] = r->log_gate[k] + r->log_p[k];
	}
	for (const struct annotation *t = r->note; t < r->note_end; t++)
		r->sum[1 + t->expert] = r->log_gate[1 + t->expert] + (t->label == r->y ? em->log_right : em->log_wrong);
	if (em->o->variational) {
		keep_row(em, rows->own + r->i, r);
		lse = vec_logsumexp(r->sum, em->nagent);
		/* The mean field goes on from where it was; at first, from the posterior. */
		if (em->fresh)
			vec_softmax(r->sum, em->nagent, q);
	} else {
		lse = vec_softmax_lse(r->sum, em->nagent, q);
	}
	s->posterior += em_faded(rows->d, rows->at + r->i) * lse;
	s->supervised += em_weight(rows->d, rows->at + r->i) * (r->classifier[r->y] - b->classifier_lse[r->i]);
}

/* The log-likelihood of a row's annotations. */
static double annotations(const struct row *r)
{
	double sum = 0;

	for (const struct annotation *t = r->note; t < r->note_end; t++)
		sum += r->log_p[1 + t->expert];
	return sum;
}

/* Row i; the experts' losses of it where the M-step's start is wanted too. */
static double expect_row(struct em *em, const struct block *b, size_t i, double *scratch, struct sums *s)
{
	const struct mixture_rows *d = b->l.rows.d;
	size_t at = b->l.rows.at + i, nc = em->m->nclass, width = em->m->nexpert * nc;
	double *g = b->g[MIXTURE_EXPERTS] + i * width, losses = 0;
	struct row r = {
		.i = i,
		.experts = b->z[MIXTURE_EXPERTS] + i * width,
		.note = d->note + d->first[at],
		.note_end = d->note + d->first[at + 1],
		.log_gate = scratch,
		.log_p = scratch + em->nagent,
		.sum = scratch + 2 * em->nagent,
	};

	for (struct em_experts x = {.i = i}; em_experts_next(&b->l, &x);)
		em_experts_terms(&b->l, &x, r.experts + x.from * nc, g + x.from * nc, r.log_p + 1 + x.from);
	if (r.note < r.note_end)
		s->annotations += em_faded(d, at) * annotations(&r);
	if (b->l.rows.kind == MIXTURE_LABELLED) {
		r.y = d->y[at];
		r.gate = b->z[MIXTURE_GATE] + i * em->nagent;
		r.classifier = b->z[MIXTURE_CLASSIFIER] + i * nc;
		expect_labelled(em, b, &r, s);
	}
	for (struct em_experts x = {.i = i}; em->ahead && em_experts_next(&b->l, &x);)
		losses += em_experts_losses(&b->l, &x, r.experts + x.from * nc, r.log_p + 1 + x.from, g + x.from * nc);
	return losses;
}

static void softmaxes(const struct em *em, size_t n, struct block *b)
{
	vec_softmax_rows(b->z[MIXTURE_GATE], n, em->nagent, b->g[MIXTURE_GATE], b->gate_lse);
	vec_softmax_rows(b->z[MIXTURE_CLASSIFIER], n, em->m->nclass, b->g[MIXTURE_CLASSIFIER], b->classifier_lse);
	em_classifier_terms(
		&b->l, 0, n, b->z[MIXTURE_CLASSIFIER], b->classifier_lse, b->g[MIXTURE_CLASSIFIER], b->log_a);
}

static void expect_block(void *ctx, const struct mixture_block *rows, size_t n, size_t segment, size_t thread)
{
	struct em *em = ctx;
	struct block b = {.l = {.em = em, .rows = *rows}};
	bool labelled = rows->kind == MIXTURE_LABELLED;
	size_t first = labelled ? 0 : MIXTURE_EXPERTS;
	const double *x = rows->d->x + rows->at * em->m->network[MIXTURE_EXPERTS].width[0];
	double losses[MIXTURE_PARTS] = {0};

	for (size_t p = first; p < MIXTURE_PARTS; p++)
		b.z[p] = fit_logits(em->part[p].work[rows->kind], thread, x, n, &b.g[p]);
	if (labelled)
		softmaxes(em, n, &b);
	for (size_t i = 0; i < n; i++)
		losses[MIXTURE_EXPERTS] +=
			expect_row(em, &b, i, em->scratch + thread * em->nscratch, &em->sums[segment]);
	if (labelled && em->ahead) {
		losses[MIXTURE_GATE] = em_gate_losses(&b.l, 0, n, b.z[MIXTURE_GATE], b.gate_lse, b.g[MIXTURE_GATE]);
		losses[MIXTURE_CLASSIFIER] = em_classifier_losses(
			&b.l, 0, n, b.z[MIXTURE_CLASSIFIER], b.classifier_lse, b.log_a, b.g[MIXTURE_CLASSIFIER]);
	}
	for (size_t p = first; em->ahead && p < MIXTURE_PARTS; p++)
		fit_add(em->part[p].work[rows->kind], segment, thread, x, n, losses[p]);
}

int em_posterior(struct em *em, struct err *e)
{
	int st;

	em_parts_begin(em);
	st = mixture_each_block(em->d, MIXTURE_KINDS, em->o->jobs, expect_block, em, e);
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
