/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/em.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/jobs.h"
#include "math/klproject.h"
#include "optim/lbfgs_warm.h"
#include "parallel/peers.h"
#include "math/vec.h"
#include "real/kernel.h"
#include "real/real.h"

/* Of the experts and the classifier before the first E-step: enough to tell experts apart. */
#define WARM_STEPS 10
#define SWEEPS 50         /* of the mean field at most; */
#define SWEEP_CHANGE 1e-7 /* it ends when no responsibility changes by more */
#define FALL 1e-9         /* F is a mean of N terms: rounding stays well below this, relative to 1 + |F| */

/* What the E-step sums over a segment of the rows. */
struct sums {
	double posterior;   /* v log sum_k Pr(z = k | x) A_k, v the faded weight */
	double annotations; /* v log Pr(t | x) */
	double supervised;  /* w log Pr(t_0 = y | x) */
	double bound;       /* mean field only: v times its lower bound of log sum_k Pr(z = k | x) A_k */
	double change;      /* mean field only: the largest of a responsibility */
};

struct em_part_work {
	struct em *em;
	struct fit fit;
	struct fit_work *work;
	struct lbfgs_warm warm;
};

struct em {
	struct mixture *m;
	const struct mixture_rows *d;
	const struct em_options *o;
	size_t nagent;
	double total;           /* weight of all rows */
	double *v;              /* [n] weights times fade, or NULL: nothing fades */
	double faded, labelled; /* their sum; of the rows with a label */
	struct em_part_work part[MIXTURE_PARTS];
	double *q; /* [nlabelled x nagent] */
	/* Mean field only, [nlabelled x nagent]. */
	double *log_gate, *odds; /* log Pr(z | x); log odds of Pr(t = y | x) */
	double *b, *free;        /* q_t[y]; q before it is projected */
	struct sums sums[FIT_SEGMENTS];
	double *scratch; /* [threads x nscratch] */
	size_t nscratch;
	double *packed[MIXTURE_PARTS]; /* the parts' parameters, see network_pack; of the E-step */
	struct em_point point;
	bool fresh; /* no E-step has been made: nobody is responsible for anything */
};

static double weight(const struct mixture_rows *d, size_t i)
{
	return d->w ? d->w[i] : 1;
}

/* The weight of all that a row says of the experts and of who should answer. */
static double faded(const struct em *em, size_t i)
{
	return em->v ? em->v[i] : weight(em->d, i);
}

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
		double w = faded(em, first + i);

		sum += w * mixture_gate_loss(z, em->q + (first + i) * k, k, g);
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
		double w = weight(em->d, first + i), v = faded(em, first + i), lse, p[TOGETHER];
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
		double w = faded(em, first + i);

		sum += w * expert_row(em, first + i, z, g);
		if (w != 1)
			scale(g, width, w);
	}
	return sum;
}

/* Scratch of the E-step: the logits of a block by every part, and four rows over the agents. */
static size_t part_scratch(const struct em *em, size_t part)
{
	return network_scratch(&em->m->network[part], FIT_BLOCK);
}

static int new_parts(struct em *em, struct err *e)
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

static int allocate(struct em *em, struct err *e)
{
	size_t cells = em->d->nlabelled, row = em->nagent * sizeof(double);

	em->nscratch = 4 * em->nagent;
	for (size_t i = 0; i < MIXTURE_PARTS; i++) {
		em->nscratch += part_scratch(em, i);
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
			em->v[i] = weight(d, i) * d->fade[i];
		em->total += weight(d, i);
		em->faded += faded(em, i);
		em->labelled += i < d->nlabelled ? faded(em, i) : 0;
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
		if (!new_parts(em, e))
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
	s->posterior += faded(em, i) * lse;
	s->supervised += weight(em->d, i) * (v->classifier[v->y] - v->classifier_lse);
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
		rest += part_scratch(em, p);
	}
	for (size_t i = 0; i < n; i++) {
		size_t row = from + i;
		struct mixture_view v = view(em, row, i, z, rest + 2 * em->nagent);

		if (row < d->nlabelled)
			expect_labelled(em, row, &v, rest, s);
		if (v.note < v.note_end)
			s->annotations += faded(em, row) * annotations(em, &v);
	}
}

static void segment_rows(size_t n, size_t s, size_t *from, size_t *to)
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
	segment_rows(em->d->n, s, &from, &to);
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
		segment_rows(em->d->n, to, &from, &to);
		rows[i + 1] = (from < em->d->nlabelled ? from : em->d->nlabelled) * em->nagent * sizeof(double);
	}
	if (sums)
		peers_spread(em->sums, sums);
	for (size_t k = 0; sums && k < (em->o->variational ? 3 : 1); k++)
		peers_spread(kept[k], rows);
	free(sums);
	return sums ? ST_OK : ST_SYSTEM;
}

/* The posteriors and their sums; each process does its segments. */
static int expect_rows(struct em *em, struct err *e)
{
	size_t from, to;

	peers_part(FIT_SEGMENTS, peers_me(), &from, &to);
	jobs_run(em->o->jobs, to - from, expect_segment, em);
	return peers_n() > 1 ? spread(em, e) : ST_OK;
}

/* One round of the mean field for a row: b from q, then the free q from b. */
static void field_row(struct em *em, size_t i, double right, double wrong)
{
	size_t at = i * em->nagent;
	double *b = em->b + at, *free = em->free + at;

	for (size_t k = 0; k < em->nagent; k++) {
		b[k] = logistic(em->odds[at + k] + em->q[at + k] * (right - wrong));
		free[k] = em->log_gate[at + k] + b[k] * right + (1 - b[k]) * wrong;
	}
	vec_softmax(free, em->nagent, free);
}

static void field_segment(void *ctx, size_t s, size_t thread)
{
	struct em *em = ctx;
	double right = mixture_log_right(em->m), wrong = mixture_log_wrong(em->m);
	size_t from, to;

	(void)thread;
	segment_rows(em->d->nlabelled, s, &from, &to);
	for (; from < to; from++)
		field_row(em, from, right, wrong);
}

/* Takes the projection of the free posterior. */
static void klproject_segment(void *ctx, size_t s, size_t thread)
{
	struct em *em = ctx;
	const double *free = em->o->variational ? em->free : em->q;
	double *new = em->scratch + thread * em->nscratch;
	size_t from, to, k = em->nagent;

	segment_rows(em->d->nlabelled, s, &from, &to);
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
static double bound_row(struct em *em, size_t i, double right, double wrong)
{
	double sum = 0;

	for (size_t k = i * em->nagent; k < (i + 1) * em->nagent; k++) {
		double q = em->q[k], odds = em->odds[k];
		double term[] = {q * right - softplus(-odds), q * wrong - softplus(odds)};

		em->b[k] = logistic(odds + q * (right - wrong));
		sum += vec_logsumexp(term, 2) + (q > 0 ? q * (em->log_gate[k] - real_log(q)) : 0);
	}
	return sum;
}

static void bound_segment(void *ctx, size_t s, size_t thread)
{
	struct em *em = ctx;
	double right = mixture_log_right(em->m), wrong = mixture_log_wrong(em->m);
	size_t from, to;

	(void)thread;
	segment_rows(em->d->nlabelled, s, &from, &to);
	for (; from < to; from++)
		em->sums[s].bound += faded(em, from) * bound_row(em, from, right, wrong);
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
			em->point.share[a] += faded(em, i) * em->q[i * k + a];
	for (size_t a = 0; a < k; a++)
		em->point.share[a] /= em->labelled;
}

/* Projects the posterior; *kl gets the mean divergence paid for that. */
static int project(struct em *em, double *kl, struct err *e)
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

static int mean_field(struct em *em, struct err *e)
{
	double kl;
	int st = ST_OK;

	for (size_t i = 0; !st && i < SWEEPS; i++) {
		run_segments(em, field_segment);
		st = project(em, &kl, e);
		if (largest_change(em) <= SWEEP_CHANGE)
			break;
	}
	run_segments(em, bound_segment);
	return st;
}

static double penalty(const struct em *em)
{
	double sum = 0;

	for (size_t p = 0; p < MIXTURE_PARTS; p++) {
		const struct network *h = &em->m->network[p];

		for (size_t l = 0; l < h->nlayer; l++)
			for (size_t i = network_weights(h, l); i < network_biases(h, l); i++)
				sum += em->m->theta[p][i] * em->m->theta[p][i];
	}
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
	st = expect_rows(em, e);
	if (!st)
		st = em->o->variational ? mean_field(em, e) : project(em, &kl, e);
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
