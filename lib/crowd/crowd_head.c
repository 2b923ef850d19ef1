/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "crowd/crowd_head.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/jobs.h"
#include "math/vec.h"
#include "network/fit.h"
#include "network/moments.h"
#include "optim/lbfgs_warm.h"

/* Tasks that the patterns are cut into. */
enum { PIECES = 64 };

/* Of the first M-step, from parameters that know nothing, and of the others.  Measured on 20,000 simulated items of 20 features and 60,000
 * votes: 1, 3 and 10 steps end at the same objective to 1e-5, after 31, 14 and 12 iterations; 3 are fastest, 10 take half as long again. */
enum { FIRST_STEPS = 20, STEPS = 3 };

struct crowd_head_fit {
	struct crowd_head *h;
	struct votes *v;
	const struct crowd_head_options *o;
	size_t n, nclass; /* patterns; the mean of the features is row n of the arrays */
	double total;     /* weight of the patterns */
	double *x;        /* [(n + 1) x map.nout] */
	double *w;        /* [n + 1] */
	double *target;   /* [(n + 1) x nclass] what the softmax is fitted to */
	double *prior;    /* [(n + 1) x nclass] the softmax; v's */
	double *first, *best, *packed,
		*scratch; /* parameters where a run starts, and of the best one; of forward passes */
	size_t nscratch;  /* doubles a thread */
	bool begun;       /* an M-step has been made since the start */
	struct fit fit;
	struct fit_work *work;
	struct lbfgs_warm warm;
	struct arena arena;
};

int crowd_head_init(struct crowd_head *h, size_t nclass, struct err *e)
{
	int st = network_init(&h->network, h->map.nout, h->hidden, h->nhidden, h->activation, nclass, e);

	if (!st && !(h->theta = mem_alloc(h->network.nparam, sizeof *h->theta, e)))
		st = ST_SYSTEM;
	return st;
}

void crowd_head_free(struct crowd_head *h)
{
	feature_map_free(&h->map);
	free(h->theta);
	*h = (struct crowd_head){0};
}

size_t crowd_head_scratch(const struct crowd_head *h)
{
	return h->map.nin + h->map.nout + network_scratch(&h->network, 1);
}

void crowd_head_prior(const struct crowd_head *h, const double *x, double *scratch, double *p)
{
	struct feature_map map = h->map;
	double *mapped = scratch + map.nin;

	map.z = scratch; /* threads share the head */
	feature_map_row(&map, x, mapped);
	vec_softmax(network_forward(&h->network, h->theta, NULL, mapped, 1, mapped + map.nout),
		h->network.width[h->network.nlayer], p);
}

static double head_rows(void *ctx, size_t first, const size_t *row, size_t n, const double *z, double *g)
{
	const struct crowd_head_fit *f = ctx;
	size_t nc = f->nclass;
	double sum = 0;

	(void)row;
	for (size_t i = first; i < first + n; i++, z += nc, g += nc) {
		sum += f->w[i] * vec_cross_entropy(z, f->target + i * nc, nc, g);
		for (size_t c = 0; c < nc; c++)
			g[c] *= f->w[i];
	}
	return sum;
}

/* The patterns' features as the head sees them, and last their mean. */
static int map_patterns(struct crowd_head_fit *f, const struct names *features, struct err *e)
{
	struct crowd_head *h = f->h;
	size_t nin = f->v->nfeature;
	struct rng r;
	int st = feature_map_init(&h->map, f->o->map, nin, f->o->mapped, e);

	if (st || !(f->x = mem_alloc(f->n + 1, nin * sizeof *f->x, e)))
		return st ? st : ST_SYSTEM;
	for (size_t i = 0; i < f->n; i++)
		memcpy(f->x + i * nin, f->v->pattern[i].x, nin * sizeof *f->x);
	st = rng_init(&r, f->o->seed, e);
	if (st)
		return st;
	st = moments_fit_map(&h->map, &f->x, f->w, f->n + 1, f->o->jobs, features, &r, e);
	if (!st)
		st = crowd_head_init(h, f->nclass, e);
	if (!st)
		network_start(&h->network, h->theta, &r);
	rng_free(&r);
	if (!st)
		feature_map_row(&h->map, h->map.mean, f->x + f->n * h->map.nout);
	return st;
}

static int allocate(struct crowd_head_fit *f, struct err *e)
{
	struct network *h = &f->h->network;

	f->nscratch = network_scratch(h, FIT_BLOCK);
	f->target = arena_alloc(&f->arena, f->n + 1, f->nclass * sizeof *f->target);
	f->first = arena_alloc(&f->arena, h->nparam, sizeof *f->first);
	f->best = arena_alloc(&f->arena, h->nparam, sizeof *f->best);
	f->packed = arena_alloc(&f->arena, network_packed(h), sizeof *f->packed);
	f->scratch = arena_alloc(&f->arena, f->o->jobs, f->nscratch * sizeof *f->scratch);
	f->v->prior = f->prior = mem_alloc(f->n + 1, f->nclass * sizeof *f->prior, e);
	if (!f->prior || arena_status(&f->arena, e))
		return ST_SYSTEM;
	for (size_t i = 0; i < f->n; i++)
		f->v->pattern[i].prior = f->prior + i * f->nclass;
	memcpy(f->first, f->h->theta, h->nparam * sizeof *f->first);
	return ST_OK;
}

static int start_fit(struct crowd_head_fit *f, struct err *e)
{
	f->fit = (struct fit){
		.network = &f->h->network,
		.x = f->x,
		.n = f->n + 1,
		.rows = head_rows,
		.ctx = f,
		.total = f->total,
		.l2 = f->o->l2,
		.jobs = f->o->jobs,
	};
	f->work = fit_work_new(&f->fit, e);
	return f->work ? lbfgs_warm_init(&f->warm, f->h->network.nparam, e) : ST_SYSTEM;
}

int crowd_head_fit_new(struct crowd_head_fit **made, struct crowd_head *h, struct votes *v,
	const struct crowd_head_options *o, const struct names *features, struct err *e)
{
	struct crowd_head_fit *f = *made = mem_alloc(1, sizeof *f, e);
	int st;

	if (!f)
		return ST_SYSTEM;
	*f = (struct crowd_head_fit){.h = h, .v = v, .o = o, .n = v->npattern, .nclass = v->nclass};
	f->w = arena_alloc(&f->arena, f->n + 1, sizeof *f->w);
	st = arena_status(&f->arena, e);
	for (size_t i = 0; !st && i < f->n; i++)
		f->total += f->w[i] = v->pattern[i].w;
	/* The mean's weight is still 0: it has no part in itself. */
	if (!st)
		st = map_patterns(f, features, e);
	if (!st)
		st = allocate(f, e);
	if (!st)
		st = start_fit(f, e);
	if (st)
		crowd_head_fit_free(f);
	else
		f->w[f->n] = o->prior * (double)f->nclass;
	return st;
}

void crowd_head_fit_free(struct crowd_head_fit *f)
{
	if (!f)
		return;
	fit_work_free(f->work);
	lbfgs_warm_free(&f->warm);
	arena_free(&f->arena);
	free(f->x);
	free(f);
}

void crowd_head_start(struct crowd_head_fit *f)
{
	memcpy(f->h->theta, f->first, f->h->network.nparam * sizeof *f->first);
	f->warm.pairs.count = 0;
	f->begun = false;
}

static double value(void *ctx, const double *theta, double *grad)
{
	return fit_value(((struct crowd_head_fit *)ctx)->work, theta, grad);
}

double crowd_head_maximise(struct crowd_head_fit *f, const double *q, size_t nnode)
{
	size_t nc = f->nclass;

	memset(f->target, 0, f->n * nc * sizeof *f->target);
	for (size_t i = 0; i < f->n; i++)
		for (size_t k = 0; k < nnode * nc; k++)
			f->target[i * nc + k % nc] += q[i * nnode * nc + k];
	for (size_t c = 0; c < nc; c++)
		f->target[f->n * nc + c] = 1 / (double)nc;
	lbfgs_warm_run(&f->warm, value, f, f->begun ? STEPS : FIRST_STEPS, f->h->theta);
	f->begun = true;
	return crowd_head_priors(f);
}

static void prior_piece(void *ctx, size_t piece, size_t thread)
{
	struct crowd_head_fit *f = ctx;
	const struct network *h = &f->h->network;
	size_t nc = f->nclass, rows = f->n + 1, to = (piece + 1) * rows / PIECES;

	for (size_t i = piece * rows / PIECES, n; i < to; i += n) {
		const double *z;

		n = to - i < FIT_BLOCK ? to - i : FIT_BLOCK;
		z = network_forward(
			h, f->h->theta, f->packed, f->x + i * h->width[0], n, f->scratch + thread * f->nscratch);
		for (size_t k = 0; k < n; k++)
			vec_softmax(z + k * nc, nc, f->prior + (i + k) * nc);
	}
}

double crowd_head_priors(struct crowd_head_fit *f)
{
	const struct network *h = &f->h->network;
	const double *z;
	double mean = 0;

	network_pack(h, f->h->theta, f->packed);
	jobs_run(f->o->jobs, PIECES, prior_piece, f);
	z = network_forward(h, f->h->theta, f->packed, f->x + f->n * h->width[0], 1, f->scratch);
	for (size_t c = 0; c < f->nclass; c++)
		mean += z[c] - vec_logsumexp(z, f->nclass);
	return f->o->prior * mean - f->total * f->o->l2 / 2 * network_squares(h, f->h->theta);
}

void crowd_head_shares(const struct crowd_head_fit *f, double *mean)
{
	memset(mean, 0, f->nclass * sizeof *mean);
	for (size_t i = 0; i < f->n; i++)
		for (size_t c = 0; c < f->nclass; c++)
			mean[c] += f->w[i] / f->total * f->prior[i * f->nclass + c];
}

static void swap(double *a, double *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double was = a[i];

		a[i] = b[i];
		b[i] = was;
	}
}

void crowd_head_exchange(struct crowd_head_fit *f, size_t a, size_t b)
{
	struct crowd_head *h = f->h;
	size_t last = h->network.nlayer - 1, width = h->network.width[last];
	double *w = h->theta + network_weights(&h->network, last), *bias = h->theta + network_biases(&h->network, last);

	swap(w + a * width, w + b * width, width);
	swap(bias + a, bias + b, 1);
}

void crowd_head_keep(struct crowd_head_fit *f)
{
	memcpy(f->best, f->h->theta, f->h->network.nparam * sizeof *f->best);
}

void crowd_head_restore(struct crowd_head_fit *f)
{
	memcpy(f->h->theta, f->best, f->h->network.nparam * sizeof *f->best);
}
