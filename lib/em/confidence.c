/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "em/confidence.h"

#include <math.h>

#include "base/arena.h"
#include "base/jobs.h"
#include "calibrate/platt_beta.h"
#include "math/vec.h"

/* Tasks that the rows are cut into. */
enum { PIECES = 64 };

struct confidence {
	struct mixture *m;
	const struct mixture_rows *d;
	size_t nagent;
	double *odds; /* [nlabelled x nagent] of the confidence; NaN: the agent did not answer */
	bool *right;  /* likewise */
	/* Of each thread. */
	double *scratch, *x, *w; /* [nscratch], [nlabelled] each */
	bool *event;             /* [nlabelled] */
	size_t nscratch;
};

static void add_row(struct confidence *f, size_t i, double *scratch)
{
	const struct mixture_rows *d = f->d;
	const struct mixture *m = f->m;
	double *q = scratch, *conf = q + f->nagent, *p = conf + f->nagent, *odds = f->odds + i * f->nagent;
	bool *right = f->right + i * f->nagent;

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

static void add_piece(void *ctx, size_t piece, size_t thread)
{
	struct confidence *f = ctx;
	size_t n = f->d->nlabelled, to = (piece + 1) * n / PIECES;

	for (size_t i = piece * n / PIECES; i < to; i++)
		add_row(f, i, f->scratch + thread * f->nscratch);
}

static void fit_agent(void *ctx, size_t a, size_t thread)
{
	struct confidence *f = ctx;
	size_t rows = f->d->nlabelled, n = 0;
	double *x = f->x + thread * rows, *w = f->w + thread * rows;
	bool *event = f->event + thread * rows;
	struct sigmoid s;
	struct err e = {0};

	for (size_t i = 0; i < rows; i++) {
		double odds = f->odds[i * f->nagent + a];

		if (isnan(odds))
			continue;
		x[n] = odds;
		w[n] = (f->d->w ? f->d->w[i] : 1) * (f->d->fade ? f->d->fade[i] : 1);
		event[n++] = f->right[i * f->nagent + a];
	}
	if (n && !platt_fit(n, x, event, w, false, &s, &e)) {
		f->m->line[a] = s.a;
		f->m->line[f->nagent + a] = s.c;
	}
}

int confidence_fit(struct mixture *m, const struct mixture_rows *d, size_t jobs, struct err *e)
{
	struct confidence f = {.m = m, .d = d, .nagent = 1 + m->nexpert};
	size_t rows = d->nlabelled, threads = jobs < JOBS_MAX ? jobs : JOBS_MAX;
	struct arena a = {0};
	int st;

	f.nscratch = 2 * f.nagent + m->nclass + mixture_scratch(m);
	threads = threads < f.nagent ? threads : f.nagent;
	f.odds = arena_alloc(&a, rows, f.nagent * sizeof *f.odds);
	f.right = arena_alloc(&a, rows, f.nagent * sizeof *f.right);
	f.x = arena_alloc(&a, rows, threads * sizeof *f.x);
	f.w = arena_alloc(&a, rows, threads * sizeof *f.w);
	f.event = arena_alloc(&a, rows, threads * sizeof *f.event);
	f.scratch = arena_alloc(&a, threads, f.nscratch * sizeof *f.scratch);
	st = arena_status(&a, e);
	if (!st) {
		jobs_run(threads, PIECES, add_piece, &f);
		st = mixture_add_lines(m, e);
	}
	if (!st)
		jobs_run(threads, f.nagent, fit_agent, &f);
	arena_free(&a);
	return st;
}
