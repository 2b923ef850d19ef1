/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/confidence.h"

#include <math.h>

#include "base/arena.h"
#include "base/jobs.h"
#include "calibrate/platt_beta.h"
#include "math/vec.h"
#include "parallel/peers.h"

struct confidence {
	struct mixture *m;
	const struct mixture_rows *d;
	size_t nagent, n; /* the process's rows with a label */
	double *odds;     /* [n x nagent] of the confidence; NaN: the agent did not answer */
	bool *right;      /* likewise */
	double *weight;   /* [n] */
	/* Of each thread. */
	double *scratch, *x, *w; /* [nscratch], [n] each */
	bool *event;             /* [n] */
	size_t nscratch;
};

/* Row i of d, the process's row own. */
static void add_row(struct confidence *f, const struct mixture_rows *d, size_t i, size_t own, double *scratch)
{
	const struct mixture *m = f->m;
	double *q = scratch, *conf = q + f->nagent, *p = conf + f->nagent, *odds = f->odds + own * f->nagent;
	bool *right = f->right + own * f->nagent;

	f->weight[own] = (d->w ? d->w[i] : 1) * (d->fade ? d->fade[i] : 1);
	mixture_predict(m, d->x + i * m->network[MIXTURE_GATE].width[0], p + m->nclass, q, p, conf);
	odds[0] = mixture_odds_of(conf[0]);
	right[0] = vec_argmax(p, m->nclass) == d->y[i];
	for (size_t a = 1; a < f->nagent; a++)
		odds[a] = NAN;
	for (size_t k = d->first[i]; k < d->first[i + 1]; k++) {
		size_t a = 1 + d->note[k].expert;

		odds[a] = mixture_odds_of(conf[a]);
		right[a] = d->note[k].label == d->y[i];
	}
}

static void add_block(void *ctx, const struct mixture_block *b, size_t n, size_t segment, size_t thread)
{
	struct confidence *f = ctx;

	(void)segment;
	for (size_t i = 0; i < n; i++)
		add_row(f, b->d, b->at + i, b->own + i, f->scratch + thread * f->nscratch);
}

static void fit_agent(void *ctx, size_t a, size_t thread)
{
	struct confidence *f = ctx;
	size_t n = 0;
	double *x = f->x + thread * f->n, *w = f->w + thread * f->n;
	bool *event = f->event + thread * f->n;
	struct sigmoid s;
	struct err e = {0};
	int st;

	for (size_t i = 0; i < f->n; i++) {
		double odds = f->odds[i * f->nagent + a];

		if (isnan(odds))
			continue;
		x[n] = odds;
		w[n] = f->weight[i];
		event[n++] = f->right[i * f->nagent + a];
	}
	st = peers_n() > 1 ? platt_fit_together(n, x, event, w, &s, &e) : platt_fit(n, x, event, w, false, &s, &e);
	if (!st) {
		f->m->line[a] = s.a;
		f->m->line[f->nagent + a] = s.c;
	}
}

int confidence_fit(struct mixture *m, const struct mixture_rows *d, size_t jobs, struct err *e)
{
	struct confidence f = {.m = m, .d = d, .nagent = 1 + m->nexpert};
	size_t first, rows = f.n = mixture_rows_own(d, MIXTURE_LABELLED, &first);
	size_t threads = jobs < JOBS_MAX ? jobs : JOBS_MAX;
	struct arena a = {0};
	int st;

	f.nscratch = 2 * f.nagent + m->nclass + mixture_scratch(m);
	threads = threads < f.nagent ? threads : f.nagent;
	f.odds = arena_alloc(&a, rows, f.nagent * sizeof *f.odds);
	f.right = arena_alloc(&a, rows, f.nagent * sizeof *f.right);
	f.weight = arena_alloc(&a, rows, sizeof *f.weight);
	f.x = arena_alloc(&a, rows, threads * sizeof *f.x);
	f.w = arena_alloc(&a, rows, threads * sizeof *f.w);
	f.event = arena_alloc(&a, rows, threads * sizeof *f.event);
	f.scratch = arena_alloc(&a, threads, f.nscratch * sizeof *f.scratch);
	st = arena_status(&a, e);
	if (!st)
		st = mixture_each_block(d, 1, threads, add_block, &f, e);
	if (!st)
		st = mixture_add_lines(m, e);
	/* Processes that fit together take one agent after the other. */
	if (peers_n() > 1)
		threads = 1;
	if (!st)
		jobs_run(threads, f.nagent, fit_agent, &f);
	arena_free(&a);
	return st;
}
