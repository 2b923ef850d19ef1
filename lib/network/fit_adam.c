/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "network/fit_adam.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

struct adam {
	const struct fit *f;
	const struct fit_options *o;
	struct fit_work *w;
	struct rng r;
	size_t batch, per_epoch;
	size_t *order; /* [n] the rows, shuffled anew for every epoch */
	double value;  /* the sum of this epoch's losses */
};

static void shuffle(size_t *a, size_t n, struct rng *r)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = rng_below(r, i), t = a[i - 1];

		a[i - 1] = a[j];
		a[j] = t;
	}
}

static int batch_gradient(void *ctx, size_t t, const double *theta, double *g, struct err *e)
{
	struct adam *a = ctx;
	size_t from = t % a->per_epoch * a->batch, to = from + a->batch;

	if (!from) {
		struct optim_point p = {t / a->per_epoch, a->value / a->f->total, NAN, NAN};
		int st = t && a->o->trace ? a->o->trace(a->o->trace_ctx, &p, e) : ST_OK;

		if (st)
			return st;
		a->value = 0;
		shuffle(a->order, a->f->n, &a->r);
	}
	to = to > a->f->n ? a->f->n : to;
	a->value += fit_work_batch(a->w, a->order + from, to - from, theta, g);
	return ST_OK;
}

int fit_adam(const struct fit *f, const struct fit_options *o, struct fit_work *w, double *theta, struct err *e)
{
	struct adam a = {.f = f, .o = o, .w = w, .batch = o->batch};
	int st = rng_init(&a.r, o->seed, e);

	if (st)
		return st;
	a.per_epoch = (f->n + a.batch - 1) / a.batch;
	a.order = mem_alloc(f->n, sizeof *a.order, e);
	st = a.order ? ST_OK : ST_SYSTEM;
	for (size_t i = 0; !st && i < f->n; i++)
		a.order[i] = i;
	if (!st)
		st = optim_adam(f->network->nparam, batch_gradient, &a, o->epochs * a.per_epoch, o->rate, theta, e);
	free(a.order);
	rng_free(&a.r);
	return st;
}
