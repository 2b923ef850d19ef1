/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "network/fit_run.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "network/fit_adam.h"
#include "network/fit_sampled.h"

bool fit_takes_adam(enum fit_method method, bool hidden, size_t rows, size_t features)
{
	return method == FIT_ADAM || (method == FIT_AUTO && (hidden || (double)rows * (double)features > 0x1p30));
}

static double objective(void *ctx, const double *theta, double *grad)
{
	return fit_value(ctx, theta, grad);
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

static int run(const struct fit *f, const struct fit_options *o, struct fit_work *w, double *theta,
	struct optim_result *r, struct err *e)
{
	bool adam = fit_takes_adam(o->method, f->network->nlayer > 1, f->n, f->network->width[0]);
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
		st = fit_adam(f, o, w, theta, e);
	if (!st)
		st = sample ? fit_sampled(w, &problem, start, theta, r, e) : optim_lbfgs(&problem, theta, r, e);
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
	if (!(w = fit_work_new(f, e)))
		return ST_SYSTEM;
	st = run(f, o, w, theta, r, e);
	/* What is not finite where rows could not be read is for another reason than it says. */
	if (w->status)
		st = fit_status(w, e);
	fit_work_free(w);
	return st;
}

int fit_check(const struct fit_options *o, const struct optim_result *r, struct err *e)
{
	struct optim problem = {.relative = o->tolerance};

	return optim_check(&problem, r, e);
}
