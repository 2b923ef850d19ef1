/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "network/fit_sampled.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "network/precondition.h"
#include "parallel/peers.h"

/* How near the end a fit to every stride-th row is worth going: a tenth of the noise of so many rows. */
static double sample_tolerance(const struct fit_work *w, const struct optim *problem, double start)
{
	return fmax(problem->absolute, start * 0.1 / sqrt((double)w->f->n / (double)w->stride));
}

/* The objective in the variables of a metric. */
struct round_objective {
	struct fit_work *w;
	struct precondition m;
	double *theta; /* [nparam] */
	double norm;   /* of the gradient by theta */
	double *first; /* [nparam] the gradient by theta where a run starts */
	double value;  /* and the value there: */
	bool known;    /* the next evaluation is there */
};

static double round_value(void *ctx, const double *phi, double *grad)
{
	struct round_objective *r = ctx;
	size_t n = r->w->f->network->nparam;
	double value = r->value;

	if (r->known) {
		memcpy(grad, r->first, n * sizeof *grad);
	} else {
		precondition_theta(&r->m, phi, r->theta);
		value = fit_value(r->w, r->theta, grad);
	}
	r->known = false;
	r->norm = optim_norm(grad, n);
	precondition_gradient(&r->m, grad);
	return value;
}

/* Adds the process's blocks of every FIT_STRIDE-th row to the metric, after those of the processes before it. */
static int add_rows(struct round_objective *r, const double *theta, struct err *e)
{
	struct fit_work *w = r->w;
	const struct fit *f = w->f;
	size_t nin = f->network->width[0], rows = (f->n + FIT_STRIDE - 1) / FIT_STRIDE, from, to;
	double *g = w->scratch, *x = g + FIT_BLOCK * f->network->width[1], *rest = x + FIT_BLOCK * nin;
	int st = ST_OK;

	w->stride = FIT_STRIDE;
	fit_work_theta(w, theta);
	fit_work_blocks(f->n, FIT_STRIDE, peers_me(), &from, &to);
	for (; !st && from < to; from++) {
		struct fit_block b = {.first = from * FIT_BLOCK * FIT_STRIDE, .n = rows - from * FIT_BLOCK};

		b.n = b.n < FIT_BLOCK ? b.n : FIT_BLOCK;
		if ((st = fit_work_take(w, 0, &b, x, e)))
			break;
		f->rows(b.ctx, b.at, b.row, b.n, network_forward(f->network, theta, w->packed, b.x, b.n, rest), g);
		precondition_add(&r->m, b.x, g, b.n);
	}
	w->stride = 1;
	return st;
}

/* The metric at theta, from every FIT_STRIDE-th row.  *good: it is of use. */
static int measure(struct round_objective *r, const double *theta, bool *good, struct err *e)
{
	const struct fit *f = r->w->f;
	size_t size = f->network->width[1] * r->m.n * r->m.n * sizeof *r->m.u;
	double rows = (double)((f->n + FIT_STRIDE - 1) / FIT_STRIDE);
	int st;

	peers_wait_turn(r->m.u, size);
	st = add_rows(r, theta, e);
	peers_end_turn(r->m.u, size);
	if (!(st = peers_agree(st, e)))
		*good = precondition_factor(&r->m, f->total * rows / (double)f->n, f->l2);
	return st;
}

/* The first step of L-BFGS has length 1: with phi in units of its gradient's norm, that is Newton's step. */
static void set_scale(struct round_objective *r, double *theta, double *phi, double *grad)
{
	double norm;

	precondition_phi(&r->m, theta, phi);
	r->value = fit_value(r->w, theta, r->first);
	r->known = true;
	round_value(r, phi, grad);
	norm = optim_norm(grad, r->w->f->network->nparam);
	r->m.scale = norm > 0 && isfinite(norm) ? norm : 1;
	precondition_phi(&r->m, theta, phi);
	r->known = true;
}

/* On a sample, then on all rows, in the metric. */
static int run_round(struct round_objective *o, const struct optim *problem, double start, double *theta,
	struct optim_result *r, struct err *e)
{
	size_t n = o->w->f->network->nparam;
	double *phi = mem_alloc(4 * n, sizeof *phi, e);
	struct optim p = *problem;
	int st = phi ? ST_OK : ST_SYSTEM;

	o->theta = phi + n;
	o->first = phi + 3 * n;
	p.value = round_value;
	p.ctx = o;
	p.norm = &o->norm;
	for (size_t stride = FIT_STRIDE / 4; !st && stride > 0; stride /= 4) {
		o->w->stride = stride;
		p.absolute = stride > 1 ? sample_tolerance(o->w, problem, start) : problem->absolute;
		p.trace = stride > 1 ? NULL : problem->trace;
		set_scale(o, theta, phi, phi + 2 * n);
		st = optim_lbfgs(&p, phi, r, e);
		precondition_theta(&o->m, phi, theta);
	}
	free(phi);
	return st;
}

/* First on a sixteenth of the rows as it is; what follows, where that is cheap, in a metric taken there. */
int fit_sampled(struct fit_work *w, const struct optim *problem, double start, double *theta, struct optim_result *r,
	struct err *e)
{
	struct round_objective o = {.w = w};
	struct optim sample = *problem;
	size_t nin = w->f->network->width[0];
	bool good = false;
	int st;

	w->stride = FIT_STRIDE;
	sample.absolute = sample_tolerance(w, problem, start);
	sample.trace = NULL;
	st = optim_lbfgs(&sample, theta, r, e);
	w->stride = 1;
	/* Building it costs nin / 64 evaluations; it needs some rows a variable. */
	if (!st && w->f->network->nlayer == 1 && nin <= 512 && w->f->n / FIT_STRIDE >= 4 * nin)
		st = precondition_init(&o.m, w->f->network, w->f->gauge, e);
	if (!st && o.m.u)
		st = measure(&o, theta, &good, e);
	if (!st)
		st = good ? run_round(&o, problem, start, theta, r, e) : optim_lbfgs(problem, theta, r, e);
	precondition_free(&o.m);
	return st;
}
