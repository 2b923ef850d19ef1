/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "crowd/crowd_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/jobs.h"
#include "crowd/crowd_names.h"
#include "math/rng.h"
#include "real/real.h"

/* Tasks that patterns and workers are cut into. */
enum { PIECES = 64 };

/* A worker's vote. */
struct ballot {
	size_t pattern;
	uint32_t label;
	double w; /* the vote's and the item's */
};

struct fit {
	struct crowd *c;
	const struct votes *v;
	struct crowd_head_fit *head; /* NULL: no features */
	const struct crowd_options *o;
	double total;        /* weight of all items */
	double *count;       /* as c->chance: expected votes */
	double *class;       /* [nclass] expected items */
	double *q;           /* [npattern x nnode x nclass] Pr(z, d | votes) */
	double *item_loglik; /* [npattern] */
	double *density;     /* [nworker] of a worker's parameters */
	size_t *first;       /* [nworker + 1] worker j's votes are ballot[first[j] .. first[j + 1]), patterns rising */
	struct ballot *ballot;
	double *best_share, *best;         /* parameters of the best start so far */
	double loglik, objective, reached; /* reached: of the best start */
	bool converged;
};

static size_t pattern_votes(const struct votes *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->npattern; i++)
		n += v->pattern[i].n;
	return n;
}

/* The votes worker by worker, in the order in which they stand in the patterns. */
static void sort_ballots(struct fit *f)
{
	size_t *next = f->first + 1; /* becomes the ends, which are the first of the next ones */

	for (size_t i = 0; i < f->v->npattern; i++)
		for (size_t k = 0; k < f->v->pattern[i].n; k++)
			next[f->v->pattern[i].vote[k].worker + 1]++;
	for (size_t j = 0; j < f->c->nworker; j++)
		next[j + 1] += next[j];
	for (size_t i = 0; i < f->v->npattern; i++)
		for (size_t k = 0; k < f->v->pattern[i].n; k++) {
			const struct vote *v = &f->v->pattern[i].vote[k];

			f->ballot[next[v->worker]++] = (struct ballot){i, v->label, f->v->pattern[i].w * v->w};
		}
}

static int allocate(struct fit *f, struct arena *a, struct err *e)
{
	const struct crowd *c = f->c;

	f->count = arena_alloc(a, c->nworker * c->nnode * c->nclass * c->nclass, sizeof *f->count);
	f->class = arena_alloc(a, c->nclass, sizeof *f->class);
	f->q = arena_alloc(a, f->v->npattern, c->nnode * c->nclass * sizeof *f->q);
	f->item_loglik = arena_alloc(a, f->v->npattern, sizeof *f->item_loglik);
	f->density = arena_alloc(a, c->nworker, sizeof *f->density);
	f->first = arena_alloc(a, c->nworker + 2, sizeof *f->first);
	f->ballot = arena_alloc(a, pattern_votes(f->v), sizeof *f->ballot);
	f->best_share = arena_alloc(a, c->nclass, sizeof *f->best_share);
	f->best = arena_alloc(a, c->nworker * c->width, sizeof *f->best);
	return arena_status(a, e);
}

static void count_worker(struct fit *f, size_t j)
{
	size_t nc = f->c->nclass, n = f->c->nnode * nc;
	double *count = &f->count[j * n * nc];

	memset(count, 0, n * nc * sizeof *count);
	for (size_t k = f->first[j]; k < f->first[j + 1]; k++) {
		const struct ballot *b = &f->ballot[k];
		const double *q = &f->q[b->pattern * n];

		for (size_t i = 0; i < n; i++)
			count[i * nc + b->label] += b->w * q[i];
	}
}

static void count_piece(void *ctx, size_t piece, size_t thread)
{
	struct fit *f = ctx;

	(void)thread;
	for (size_t j = piece; j < f->c->nworker; j += PIECES)
		count_worker(f, j);
}

/* Expected votes and items, of the posteriors q: every sum in the order of the patterns. */
static void count_all(struct fit *f)
{
	size_t nc = f->c->nclass, n = f->c->nnode * nc;

	memset(f->class, 0, nc * sizeof *f->class);
	for (size_t k = 0; k < f->v->npattern; k++)
		for (size_t i = 0; i < n; i++)
			f->class[i % nc] += f->v->pattern[k].w * f->q[k * n + i];
	jobs_run(f->o->jobs, PIECES, count_piece, f);
}

/* The first posterior: the votes' shares; of a further start times random numbers, exponential ones. */
static void start(struct fit *f, struct rng *r)
{
	size_t nc = f->c->nclass, n = f->c->nnode * nc;

	for (size_t i = 0; i < f->v->npattern; i++) {
		const struct crowd_item *item = &f->v->pattern[i];
		double sum = 0, *q = f->q + i * n;

		memset(q, 0, nc * sizeof *q);
		for (size_t k = 0; k < item->n; k++)
			q[item->vote[k].label] += item->vote[k].w;
		for (size_t z = 0; z < nc; z++)
			sum += q[z] *= r ? -real_log1p(-rng_uniform(r)) : 1;
		for (size_t k = n; k-- > 0;)
			q[k] = (sum > 0 ? q[k % nc] / sum : 1 / (double)nc) * real_exp(f->c->node_chance[k / nc]);
	}
	count_all(f);
}

/* n counts become a distribution with the prior's; returns the logarithm of their prior density, but for a constant. */
static double distribution(const double *count, size_t n, double prior, double *p)
{
	double sum = 0, density = 0;

	for (size_t i = 0; i < n; i++)
		sum += p[i] = count[i] + prior;
	for (size_t i = 0; i < n; i++) {
		p[i] /= sum;
		density += prior * real_log(p[i]);
	}
	return density;
}

static double set_confusion(struct fit *f, size_t j)
{
	size_t nc = f->c->nclass;
	double density = 0;

	for (size_t z = 0; z < nc; z++)
		density += distribution(
			&f->count[(j * nc + z) * nc], nc, f->o->prior, &f->c->parameter[(j * nc + z) * nc]);
	return density;
}

/* right, wrong: the votes at every difficulty [nnode]. */
static void right_votes(const struct fit *f, size_t j, double *right, double *wrong)
{
	size_t nc = f->c->nclass, nn = f->c->nnode;

	for (size_t m = 0; m < nn; m++) {
		right[m] = wrong[m] = 0;
		for (size_t i = 0; i < nc * nc; i++)
			*(i / nc == i % nc ? &right[m] : &wrong[m]) += f->count[(j * nn + m) * nc * nc + i];
	}
}

static double set_coin(struct fit *f, size_t j)
{
	double right, wrong, a, s = f->o->prior, others = s * (double)(f->c->nclass - 1);

	right_votes(f, j, &right, &wrong);
	f->c->parameter[j] = a = (right + s) / (right + wrong + s + others);
	return s * real_log(a) + others * real_log1p(-a);
}

/* The derivative of the expected log-likelihood of ability a, and of it the second one. */
static double slope(const struct crowd *c, const double *right, const double *wrong, double a, double *curvature)
{
	double g = 1 - a;

	*curvature = -1;
	for (size_t m = 0; m < c->nnode; m++) {
		double b = c->node[m], p;

		real_softplus(a * b, &p);
		g += b * (right[m] * (1 - p) - wrong[m] * p);
		*curvature -= b * b * p * (1 - p) * (right[m] + wrong[m]);
	}
	return g;
}

/* The ability's maximum is where the slope, which falls, is 0: Newton's steps within an interval that holds it. */
static double set_ability(struct fit *f, size_t j)
{
	double right[CROWD_DIFFICULTIES], wrong[CROWD_DIFFICULTIES], lo = 1, hi = 1, a = f->c->parameter[j], curvature;

	right_votes(f, j, right, wrong);
	for (size_t m = 0; m < f->c->nnode; m++) {
		lo -= f->c->node[m] * wrong[m];
		hi += f->c->node[m] * right[m];
	}
	a = fmin(fmax(a, lo), hi);
	for (int step = 0; step < 200; step++) {
		double g = slope(f->c, right, wrong, a, &curvature), next = a - g / curvature;

		*(g > 0 ? &lo : &hi) = a;
		if (!(next > lo && next < hi))
			next = lo + (hi - lo) / 2;
		if (fabs(next - a) <= 1e-13 * (1 + fabs(a)))
			break;
		a = next;
	}
	f->c->parameter[j] = a;
	return -(a - 1) * (a - 1) / 2;
}

static void set_piece(void *ctx, size_t piece, size_t thread)
{
	static double (*const set[])(struct fit *, size_t) = {
		[CROWD_CONFUSION] = set_confusion, [CROWD_COIN] = set_coin, [CROWD_DIFFICULTY] = set_ability};
	struct fit *f = ctx;

	(void)thread;
	for (size_t j = piece; j < f->c->nworker; j += PIECES)
		f->density[j] = set[f->c->method](f, j);
}

/* The M-step; returns the logarithm of the prior density. */
static double maximise(struct fit *f)
{
	double density = distribution(f->class, f->c->nclass, f->o->prior, f->c->share);

	if (f->c->prior == CROWD_COLUMNS)
		density = 0;
	if (f->head)
		density = crowd_head_maximise(f->head, f->q, f->c->nnode);
	jobs_run(f->o->jobs, PIECES, set_piece, f);
	for (size_t j = 0; j < f->c->nworker; j++)
		density += f->density[j];
	crowd_chances(f->c);
	return density;
}

static void expect_piece(void *ctx, size_t piece, size_t thread)
{
	struct fit *f = ctx;
	size_t n = f->v->npattern, to = (piece + 1) * n / PIECES;

	(void)thread;
	for (size_t i = piece * n / PIECES; i < to; i++)
		f->item_loglik[i] = crowd_joint(f->c, &f->v->pattern[i], f->q + i * f->c->nnode * f->c->nclass);
}

static double expect(struct fit *f)
{
	double loglik = 0;

	jobs_run(f->o->jobs, PIECES, expect_piece, f);
	for (size_t i = 0; i < f->v->npattern; i++)
		loglik += f->v->pattern[i].w * f->item_loglik[i];
	count_all(f);
	return loglik;
}

/* Rounding may lower the objective by so much of its size. */
static const double rounding = 1e-11;

static int climb(struct fit *f, size_t number, bool *converged, struct err *e)
{
	int st = ST_OK;

	*converged = false;
	for (size_t i = 0; !st && i < f->o->iterations && !*converged; i++) {
		double density = maximise(f), before = f->objective;

		f->loglik = expect(f);
		f->objective = f->loglik + density;
		if (i && !(f->objective >= before - rounding * fabs(before)))
			return err_set(e, ST_NUMERIC, "iteration %zu lowered the objective from %.17g to %.17g", i + 1,
				before, f->objective);
		*converged = i && f->objective - before <= f->o->tolerance * f->total;
		if (f->o->trace)
			st = f->o->trace(f->o->ctx, number, i + 1, f->loglik / f->total, f->objective / f->total, e);
	}
	return st;
}

static void keep(struct fit *f, bool converged)
{
	memcpy(f->best_share, f->c->share, f->c->nclass * sizeof *f->best_share);
	memcpy(f->best, f->c->parameter, f->c->nworker * f->c->width * sizeof *f->best);
	if (f->head)
		crowd_head_keep(f->head);
	f->reached = f->objective;
	f->converged = converged;
}

static int climb_all(struct fit *f, struct rng *r, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < f->o->starts; i++) {
		bool converged;

		start(f, i ? r : NULL);
		if (f->head)
			crowd_head_start(f->head);
		st = climb(f, i + 1, &converged, e);
		if (st || (i && !(f->objective > f->reached)))
			continue;
		keep(f, converged);
		f->c->start = f->o->starts > 1 ? i + 1 : 0;
	}
	return st;
}

/* The best end. */
static int restore(struct fit *f, struct err *e)
{
	struct crowd *c = f->c;
	int st;

	memcpy(c->share, f->best_share, c->nclass * sizeof *c->share);
	memcpy(c->parameter, f->best, c->nworker * c->width * sizeof *c->parameter);
	crowd_chances(c);
	if (f->head) {
		crowd_head_restore(f->head);
		crowd_head_priors(f->head);
		crowd_head_shares(f->head, c->share);
	}
	expect(f);
	st = crowd_name_classes(c, f->head, f->count, f->total, e);
	if (f->head)
		crowd_head_priors(f->head);
	return st;
}

int crowd_fit(struct crowd *c, const struct votes *v, struct crowd_head_fit *head, const struct crowd_options *o,
	bool *converged, struct err *e)
{
	struct fit f = {.c = c, .v = v, .head = head, .o = o};
	struct arena a = {0};
	struct rng r = {0};
	int st = allocate(&f, &a, e);

	for (size_t i = 0; i < v->npattern; i++)
		f.total += v->pattern[i].w;
	if (!st) {
		sort_ballots(&f);
		st = rng_init(&r, o->seed, e);
	}
	if (!st)
		st = climb_all(&f, &r, e);
	if (!st)
		st = restore(&f, e);
	*converged = f.converged;
	rng_free(&r);
	arena_free(&a);
	return st;
}
