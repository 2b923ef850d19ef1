/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "network/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/jobs.h"
#include "network/precondition.h"
#include "parallel/peers.h"

struct fit_work {
	const struct fit *f;
	size_t nthread;
	size_t stride;   /* every how manieth row is used */
	size_t nscratch; /* doubles a thread */
	double *scratch; /* [nthread x nscratch]: a block's gradients by the logits, its rows if
			       * gathered, the head's */
	size_t ngrad;    /* parameters and extra numbers */
	double *extra;   /* [f->extra->n] */
	double *grad;    /* [FIT_SEGMENTS x (ngrad + 1)] gradients, each with its value behind it */
	size_t from;     /* the process's first segment */
	const double *theta;
	double *packed;  /* theta's, see network_pack */
	size_t attacked; /* doubles of scratch of an attack */
};

struct fit_work *fit_work_new(const struct fit *f, struct err *e)
{
	struct fit_work *w = mem_alloc(1, sizeof *w, e);

	if (!w)
		return NULL;
	w->f = f;
	w->nthread = f->jobs < 1 ? 1 : f->jobs > FIT_SEGMENTS ? FIT_SEGMENTS : f->jobs;
	w->stride = 1;
	w->attacked = f->attack ? attack_scratch(f->attack) : 0;
	w->nscratch = w->attacked + FIT_BLOCK * (f->network->width[0] + f->network->width[f->network->nlayer])
		+ network_scratch(f->network, FIT_BLOCK) + (f->extra ? f->extra->scratch : 0);
	w->ngrad = f->network->nparam + (f->extra ? f->extra->n : 0);
	w->scratch = mem_alloc(w->nthread, w->nscratch * sizeof *w->scratch, e);
	w->grad = mem_alloc(FIT_SEGMENTS, (w->ngrad + 1) * sizeof *w->grad, e);
	w->extra = mem_alloc(w->ngrad - f->network->nparam, sizeof *w->extra, e);
	w->packed = mem_alloc(network_packed(f->network), sizeof *w->packed, e);
	if (w->scratch && w->grad && w->extra && w->packed)
		return w;
	fit_work_free(w);
	return NULL;
}

void fit_work_free(struct fit_work *w)
{
	if (!w)
		return;
	free(w->scratch);
	free(w->grad);
	free(w->extra);
	free(w->packed);
	free(w);
}

/* The loss and, added to grad, the gradient of up to FIT_BLOCK rows; x are theirs. */
static double block(const struct fit_work *w, const double *x, size_t first, const size_t *row, size_t n,
	double *scratch, double *grad)
{
	const struct fit *f = w->f;
	double *g = scratch, *rest = g + FIT_BLOCK * (f->network->width[0] + f->network->width[f->network->nlayer]);
	double *z, value;

	if (f->attack)
		x = attack_rows(f->attack,
			&(struct attacked_rows){f->network, f->rows, f->ctx, w->theta, w->packed, first, row, n},
			scratch + w->nscratch - w->attacked, g, rest);
	z = network_forward(f->network, w->theta, w->packed, x, n, rest);
	value = f->extra ? f->extra->rows(f->ctx, first, row, n, z, g, w->extra, grad + f->network->nparam,
			rest + network_scratch(f->network, FIT_BLOCK))
			 : f->rows(f->ctx, first, row, n, z, g);

	network_backward(f->network, w->theta, x, n, rest, g, grad);
	return value;
}

/* The same for rows that do not lie together. */
static double gathered_block(const struct fit_work *w, const size_t *row, size_t n, double *scratch, double *grad)
{
	const struct fit *f = w->f;
	size_t nin = f->network->width[0];
	double *x = scratch + FIT_BLOCK * f->network->width[f->network->nlayer];

	for (size_t i = 0; i < n; i++)
		memcpy(x + i * nin, f->x + row[i] * nin, nin * sizeof *x);
	return block(w, x, 0, row, n, scratch, grad);
}

/* Rows first, first + stride, .. */
static double strided_block(const struct fit_work *w, size_t first, size_t n, double *scratch, double *grad)
{
	size_t row[FIT_BLOCK];

	for (size_t i = 0; i < n; i++)
		row[i] = first + i * w->stride;
	return gathered_block(w, row, n, scratch, grad);
}

static void segment(void *ctx, size_t task, size_t thread)
{
	struct fit_work *w = ctx;
	size_t s = w->from + task;
	const struct fit *f = w->f;
	size_t rows = (f->n + w->stride - 1) / w->stride, nblock = (rows + FIT_BLOCK - 1) / FIT_BLOCK;
	size_t from = s * nblock / FIT_SEGMENTS * FIT_BLOCK, to = (s + 1) * nblock / FIT_SEGMENTS * FIT_BLOCK;
	double *grad = w->grad + s * (w->ngrad + 1), *value = grad + w->ngrad,
	       *scratch = w->scratch + thread * w->nscratch;

	memset(grad, 0, (w->ngrad + 1) * sizeof *grad);
	for (size_t i = from; i < to && i < rows; i += FIT_BLOCK) {
		size_t n = rows - i < FIT_BLOCK ? rows - i : FIT_BLOCK;

		if (w->stride > 1)
			*value += strided_block(w, i * w->stride, n, scratch, grad);
		else
			*value += block(w, f->x + i * f->network->width[0], i, NULL, n, scratch, grad);
	}
}

/* Adds l2 to a gradient; returns its value. */
static double penalty(const struct fit *f, const double *theta, double *grad)
{
	double sum = 0;

	for (size_t l = 0; l < f->network->nlayer && f->l2 > 0; l++)
		for (size_t i = network_weights(f->network, l); i < network_biases(f->network, l); i++) {
			sum += theta[i] * theta[i];
			grad[i] += f->l2 * theta[i];
		}
	return f->l2 / 2 * sum;
}

static void set_theta(struct fit_work *w, const double *theta)
{
	w->theta = theta;
	network_pack(w->f->network, theta, w->packed);
	if (w->f->extra)
		w->f->extra->from(w->f->ctx, theta, w->extra);
}

/* grad from the sums over rows, times scale. */
static void take_sums(struct fit_work *w, const double *theta, double scale, double *grad)
{
	size_t n = w->f->network->nparam;

	for (size_t i = n; i < w->ngrad; i++)
		w->grad[i] *= scale;
	if (w->f->extra)
		w->f->extra->back(w->f->ctx, theta, w->grad + n, grad);
}

double fit_value(struct fit_work *w, const double *theta, double *grad)
{
	size_t n = w->f->network->nparam, to;
	double total = w->f->total / (double)w->stride, value;

	set_theta(w, theta);
	peers_part(FIT_SEGMENTS, peers_me(), &w->from, &to);
	jobs_run(w->nthread, to - w->from, segment, w);
	peers_sum(w->grad, FIT_SEGMENTS, w->ngrad + 1);
	value = w->grad[w->ngrad];
	for (size_t i = 0; i < n; i++)
		grad[i] = w->grad[i] / total;
	take_sums(w, theta, 1 / total, grad);
	return value / total + penalty(w->f, theta, grad);
}

static double objective(void *ctx, const double *theta, double *grad)
{
	return fit_value(ctx, theta, grad);
}

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
	size_t from = t % a->per_epoch * a->batch, to = from + a->batch, nparam = a->f->network->nparam;
	double scale;

	if (!from) {
		struct optim_point p = {t / a->per_epoch, a->value / a->f->total, NAN, NAN};
		int st = t && a->o->trace ? a->o->trace(a->o->trace_ctx, &p, e) : ST_OK;

		if (st)
			return st;
		a->value = 0;
		shuffle(a->order, a->f->n, &a->r);
	}
	to = to > a->f->n ? a->f->n : to;
	memset(a->w->grad, 0, a->w->ngrad * sizeof *g);
	set_theta(a->w, theta);
	for (size_t i = from; i < to; i += FIT_BLOCK)
		a->value += gathered_block(
			a->w, a->order + i, to - i < FIT_BLOCK ? to - i : FIT_BLOCK, a->w->scratch, a->w->grad);
	/* The batch stands for all rows, whose weights sum to total. */
	scale = (double)a->f->n / (double)(to - from) / a->f->total;
	for (size_t i = 0; i < nparam; i++)
		g[i] = a->w->grad[i] * scale;
	take_sums(a->w, theta, scale, g);
	penalty(a->f, theta, g);
	return ST_OK;
}

static int run_adam(const struct fit *f, const struct fit_options *o, struct fit_work *w, double *theta, struct err *e)
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

struct shifted_trace {
	const struct fit_options *o;
	size_t before; /* iterations (epochs) done before */
};

static int trace_on(void *ctx, const struct optim_point *p, struct err *e)
{
	const struct shifted_trace *s = ctx;
	struct optim_point later = {p->iteration + s->before, p->value, p->norm, NAN};

	return s->o->trace(s->o->trace_ctx, &later, e);
}

static int norm_at(struct fit_work *w, const double *theta, double *norm, struct err *e)
{
	size_t n = w->f->network->nparam;
	double *g = mem_alloc(n, sizeof *g, e);

	if (!g)
		return ST_SYSTEM;
	fit_value(w, theta, g);
	*norm = optim_norm(g, n);
	free(g);
	return isnan(*norm) ? err_set(e, ST_NUMERIC, "the gradient is not finite") : ST_OK;
}

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

/* The metric at theta, from every 16th row.  *good: it is of use. */
static void measure(struct round_objective *r, const double *theta, bool *good)
{
	struct fit_work *w = r->w;
	const struct fit *f = w->f;
	size_t nin = f->network->width[0], rows = 0;
	double *g = w->scratch, *x = g + FIT_BLOCK * f->network->width[1], *rest = x + FIT_BLOCK * nin;

	set_theta(w, theta);
	for (size_t first = 0; first < f->n; first += FIT_BLOCK * 16) {
		size_t row[FIT_BLOCK], n = 0;

		for (size_t i = first; i < f->n && n < FIT_BLOCK; i += 16, n++) {
			row[n] = i;
			memcpy(x + n * nin, f->x + i * nin, nin * sizeof *x);
		}
		f->rows(f->ctx, 0, row, n, network_forward(f->network, theta, w->packed, x, n, rest), g);
		precondition_add(&r->m, x, g, n);
		rows += n;
	}
	*good = precondition_factor(&r->m, f->total * (double)rows / (double)f->n, f->l2);
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
	for (size_t stride = 4; !st && stride > 0; stride /= 4) {
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
static int run_sampled(struct fit_work *w, const struct optim *problem, double start, double *theta,
	struct optim_result *r, struct err *e)
{
	struct round_objective o = {.w = w};
	struct optim sample = *problem;
	size_t nin = w->f->network->width[0];
	bool good = false;
	int st;

	w->stride = 16;
	sample.absolute = sample_tolerance(w, problem, start);
	sample.trace = NULL;
	st = optim_lbfgs(&sample, theta, r, e);
	w->stride = 1;
	/* Building it costs nin / 64 evaluations; it needs some rows a variable. */
	if (!st && w->f->network->nlayer == 1 && nin <= 512 && w->f->n / 16 >= 4 * nin)
		st = precondition_init(&o.m, w->f->network, w->f->gauge, e);
	if (!st && o.m.u)
		measure(&o, theta, &good);
	if (!st)
		st = good ? run_round(&o, problem, start, theta, r, e) : optim_lbfgs(problem, theta, r, e);
	precondition_free(&o.m);
	return st;
}

static int run(const struct fit *f, const struct fit_options *o, struct fit_work *w, double *theta,
	struct optim_result *r, struct err *e)
{
	bool large = (double)f->n * (double)f->network->width[0] > 0x1p30;
	bool adam = o->method == FIT_ADAM || (o->method == FIT_AUTO && (f->network->nlayer > 1 || large));
	bool sample = !adam && o->sample && o->iterations && f->n >= FIT_SAMPLED;
	struct shifted_trace s = {.o = o, .before = adam ? o->epochs : 0};
	struct optim problem = {.n = f->network->nparam,
		.value = objective,
		.ctx = w,
		.relative = o->tolerance,
		.absolute = o->absolute,
		.iterations = o->iterations,
		.trace = o->trace ? trace_on : NULL,
		.trace_ctx = &s};
	double start = NAN;
	int st = ST_OK;

	if (adam || sample) {
		if ((st = norm_at(w, theta, &start, e)))
			return st;
		problem.relative = 0;
		problem.absolute = fmax(o->absolute, o->tolerance * start);
	}
	if (adam)
		st = run_adam(f, o, w, theta, e);
	if (!st)
		st = sample ? run_sampled(w, &problem, start, theta, r, e) : optim_lbfgs(&problem, theta, r, e);
	r->iterations += s.before;
	if (adam || sample)
		r->start_norm = start;
	return st;
}

int fit_run(const struct fit *f, const struct fit_options *o, double *theta, struct optim_result *r, struct err *e)
{
	struct fit_work *w;
	int st;

	*r = (struct optim_result){0};
	w = fit_work_new(f, e);
	st = w ? run(f, o, w, theta, r, e) : ST_SYSTEM;
	fit_work_free(w);
	return st;
}

int fit_check(const struct fit_options *o, const struct optim_result *r, struct err *e)
{
	struct optim problem = {.relative = o->tolerance};

	return optim_check(&problem, r, e);
}
