/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "training/train_fit.h"

#include <math.h>
#include <string.h>

#include "network/fit_run.h"
#include "network/optimum.h"
#include "training/train_rows.h"

/* Of the kinks of lee and asm, in logits: see train.h. */
static const double kink_width = TRAIN_KINKS;
/* lee's kinks, and those of dual norms under attack, are first rounded off over 64, 16 and 4 times as much, to a hundredth of the gradient:
 * L-BFGS then starts near the end, where few rows are on a kink.  832 iterations become 288 on breast_cancer with 30 features. */
static const double kink_first = 64, kink_ratio = 4, kink_tolerance = 1e-2;

static int trace(void *ctx, const struct optim_point *p, struct err *e)
{
	struct job *j = ctx;
	struct optim_point at = *p;
	int last = j->early.best ? early_look(&j->early, j->part->theta, &at.held) : ST_OK;
	int st = j->o->trace ? j->o->trace(j->o->trace_ctx, j->part->name, j->round, &at, e) : ST_OK;

	return st ? st : last;
}

/* Goes near the end of a loss with kinks; o is left to stop at the norm that it would have stopped at from here. */
static int approach(struct job *j, const struct fit *f, struct fit_options *o, double *theta, struct err *e)
{
	struct fit_options near = *o;
	int st = ST_OK;

	near.tolerance = fmax(o->tolerance, kink_tolerance);
	near.trace = NULL;
	for (double times = kink_first; !st && times > 1; times /= kink_ratio) {
		struct optim_result r;

		j->setup.smooth = times * kink_width;
		j->worst.width = times * WORST_WIDTH;
		st = fit_run(f, &near, theta, &r, e);
		if (times == kink_first)
			o->absolute = o->tolerance * r.start_norm;
	}
	j->setup.smooth = kink_width;
	j->worst.width = WORST_WIDTH;
	return st;
}

/* Without a penalty there may be no optimum; a loss with kinks, linear beyond them, reaches its own. */
static int check_optimum(const struct job *j, const struct fit *f, const double *theta, struct err *e)
{
	bool finite = true;
	int st = f->l2 > 0 || f->network->nlayer > 1 || j->p->loss->flags & LOSS_KINKS
		? ST_OK
		: optimum_finite(f, theta, &finite, e);

	if (st || finite)
		return st;
	return err_set(e, ST_NUMERIC,
		"the %s head has no optimum: the rows are separable, or level with a border, and the loss falls for ever "
		"as weights grow; --l2 above 0 gives it one",
		j->part->name);
}

/* What is minimised for a head. */
static struct fit part_fit(struct job *j, const struct head_part *h)
{
	unsigned flags = j->p->loss->flags;

	return (struct fit){.network = &h->network,
		.x = j->d->x,
		.n = j->d->n,
		.ctx = j,
		.total = j->d->total,
		.l2 = j->o->l2,
		.jobs = j->o->jobs,
		.first = j->d->first,
		.read = j->d->stream ? train_read_rows : NULL,
		.read_ctx = j,
		.rows = h->experts        ? train_expert_rows
			: flags & LOSS_CE ? train_cross_entropy_rows
					  : train_rows,
		.gauge = h->experts            ? 0
			: flags & LOSS_SHIFT   ? h->n
			: flags & LOSS_SHIFT_F ? j->setup.nclass
					       : 0};
}

/* Stops where rows held out are best, and goes back there. */
static int fit_early(
	struct job *j, const struct fit *f, const struct fit_options *o, const struct head_part *h, struct err *e)
{
	struct job held = *j;
	struct optim_result r;
	int st;

	held.d = j->o->held;
	j->early = (struct early){.network = f->network,
		.x = held.d->x,
		.n = held.d->n,
		.rows = f->rows,
		.ctx = &held,
		.total = held.d->total,
		.patience = j->o->patience};
	st = early_init(&j->early, e);
	if (!st)
		st = fit_run(f, o, h->theta, &r, e);
	if (!st || st == ST_END)
		memcpy(h->theta, j->early.best, h->network.nparam * sizeof *h->theta);
	early_free(&j->early);
	return st == ST_END ? ST_OK : st;
}

/* What training against changes of the features adds to the fit. */
static void resist(struct job *j, const struct head_part *h, struct fit *f, struct fit_options *o)
{
	size_t n = h->n;

	if (j->attack.radius > 0) {
		f->attack = &j->attack;
		o->method = FIT_ADAM;
		o->iterations = 0;
	} else if (j->o->worst.radius > 0) {
		j->extra = (struct fit_extra){.n = (n + 1) * (n + 1),
			.from = train_rho_from,
			.rows = train_worst_rows,
			.back = train_rho_back,
			.scratch = 4 * n + 2 + 2 * (n + 1) * (n + 1)};
		f->extra = &j->extra;
	}
}

int train_fit_part(struct job *j, const struct head_part *h, struct err *e)
{
	struct fit f = part_fit(j, h);
	struct fit_options o = j->o->fit;
	struct optim_result r;
	int st = ST_OK;

	j->part = h;
	resist(j, h, &f, &o);
	o.seed = j->o->seed;
	o.sample = !j->round && !f.extra && !j->o->held;
	o.absolute = j->round && h == &j->p->part[0] ? j->absolute : 0;
	o.trace = j->o->trace || j->o->held ? trace : NULL;
	o.trace_ctx = j;
	if ((j->p->loss->flags & LOSS_KINKS && h->network.nlayer == 1) || f.extra)
		st = approach(j, &f, &o, h->theta, e);
	if (!st)
		st = j->o->held ? fit_early(j, &f, &o, h, e) : fit_run(&f, &o, h->theta, &r, e);
	if (st || j->o->held)
		return st;
	if (!j->round)
		j->absolute = o.tolerance * r.start_norm;
	/* Where the worst row changes the objective has a kink, and the gradient need not go to 0. */
	if (j->o->allow_unconverged || f.attack)
		return ST_OK;
	st = fit_check(&o, &r, e);
	return st ? st : check_optimum(j, &f, h->theta, e);
}
