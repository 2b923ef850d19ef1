/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "training/train.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "network/moments.h"
#include "training/train_fit.h"
#include "training/train_rows.h"
#include "training/triage.h"

enum { ATTACK_STEPS = 7 };

/* The fits, in the order of the heads. */
static int fit_parts(struct job *j, struct err *e)
{
	int st = ST_OK;

	if (j->p->loss->flags & LOSS_STAGED)
		return train_triage(j, e);
	for (size_t i = 0; !st && i < j->p->nparts; i++)
		st = train_fit_part(j, &j->p->part[i], e);
	return st;
}

/* A copy of the rows where an attack will need them; NULL elsewhere. */
static int keep_plain(const struct job *j, double **plain, struct err *e)
{
	size_t cells = j->d->n * j->p->map.nin;

	if (!(j->o->worst.radius > 0) || head_is_affine(j->p))
		return ST_OK;
	*plain = mem_alloc(cells + 2 * j->p->map.nin, sizeof **plain, e);
	if (*plain)
		memcpy(*plain, j->d->x, cells * sizeof **plain);
	return *plain ? ST_OK : ST_SYSTEM;
}

/* Rows held out see the map that the others have fitted. */
static int map_held(const struct head *p, struct train_data *held, struct err *e)
{
	size_t nin = p->map.nin, nout = p->map.nout;
	double *x = mem_alloc(held->n * nout, sizeof *x, e);

	if (!x)
		return ST_SYSTEM;
	for (size_t i = 0; i < held->n; i++)
		feature_map_row(&p->map, held->x + i * nin, x + i * nout);
	free(held->x);
	held->x = x;
	return ST_OK;
}

/* Fits the map, and maps the rows that are in memory. */
static int map_features(struct job *j, struct train_data *d, struct rng *r, struct err *e)
{
	struct feature_map *m = &j->p->map;
	const struct moment_rows rows = {.x = d->x,
		.w = d->w,
		.n = d->n,
		.first = d->first,
		.total = d->total,
		.read = d->stream ? train_read_plain : NULL,
		.read_ctx = j};
	int st = j->o->standardize ? moments_take(m, &rows, 1, j->o->jobs, &j->p->features, e) : ST_OK;

	feature_map_draw(m, r);
	return st || d->stream ? st : feature_map_rows(m, &d->x, d->here, j->o->jobs, e);
}

/* What the losses of rows are told. */
static void set_losses(struct job *j, const double *plain)
{
	const struct head *p = j->p;
	const struct worst *w = &j->o->worst;

	j->setup = p->setup;
	j->setup.smooth = TRAIN_KINKS;
	j->worst = *w;
	j->worst.width = WORST_WIDTH;
	j->attack = (struct attack){.norm = w->norm, .radius = plain ? w->radius : 0, .steps = ATTACK_STEPS};
	/* One expert's rejector needs no lifting: a row without its answer says nothing. */
	j->setup.lifted = p->loss->flags & LOSS_LIFT && (p->loss->joint || p->experts.n > 1);
}

int train_run(struct head *p, struct train_data *d, const struct train_options *o, struct err *e)
{
	struct job j = {.p = p, .d = d, .o = o};
	double *plain = NULL;
	struct rng r;
	int st = rng_init(&r, o->seed, e);

	if (st)
		return st;
	if (!(d->total > 0))
		st = err_set(e, ST_DATA, "no rows to train on");
	if (!st)
		st = keep_plain(&j, &plain, e);
	if (!st && d->stream && !(j.apart = mem_alloc(o->jobs, sizeof *j.apart, e)))
		st = ST_SYSTEM;
	if (!st)
		st = map_features(&j, d, &r, e);
	if (!st && o->held)
		st = map_held(p, o->held, e);
	if (!st)
		st = head_make_parts(p, e);
	for (size_t i = 0; i < p->nparts; i++)
		network_start(&p->part[i].network, p->part[i].theta, &r);
	rng_free(&r);
	set_losses(&j, plain);
	if (!st && plain)
		attack_init(&j.attack, &p->map, plain, d->n);
	if (!st)
		st = fit_parts(&j, e);
	free(plain);
	free(j.apart);
	return st;
}
