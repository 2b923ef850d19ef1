/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Minimisers: full-batch quasi-Newton (L-BFGS) and Adam.
 *
 * L-BFGS (Nocedal 1980) with a line search for the conditions of Wolfe (Nocedal & Wright 2006, chapters 3 and 7).  Sums over
 * the variables are in their order, so that the path is the same on every processor.
 */
#ifndef L2D_OPTIM_H
#define L2D_OPTIM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* What one iteration tells; not there: NaN. */
struct optim_point {
	size_t iteration;
	double value; /* the objective */
	double norm;  /* Euclidean norm of the gradient */
	double held;  /* the mean loss of rows that are held out (network/early.h) */
};
/* Returns a status; other than ST_OK ends the run with it. */
typedef int optim_trace_fn(void *ctx, const struct optim_point *p, struct err *e);

/* The objective: returns the value at x [n] and writes the gradient g [n].  Cannot fail. */
typedef double optim_value_fn(void *ctx, const double *x, double *g);

struct optim {
	size_t n; /* variables */
	optim_value_fn *value;
	void *ctx;
	double relative;    /* stops when norm <= relative * norm at the start of the run ... */
	double absolute;    /* ... or norm <= absolute */
	size_t iterations;  /* at most */
	bool scaled;        /* the curvature is about 1 in every direction: minus the gradient is a good first step */
	const double *norm; /* where `value` leaves the norm to go by, if that is not g's; else NULL */
	optim_trace_fn *trace; /* may be NULL */
	void *trace_ctx;
};

struct optim_result {
	size_t iterations, evaluations;
	double value, norm, start_norm;
	bool converged;
};

/* Minimises from x, in place.  ST_OK also when it stopped for another reason than the gradient's norm:
 * see r->converged; optim_check turns that into ST_NUMERIC with words.  ST_SYSTEM, ST_NUMERIC (the
 * objective is not finite at the start). */
int optim_lbfgs(const struct optim *o, double *x, struct optim_result *r, struct err *e);

/* The Euclidean norm, summed in order. */
double optim_norm(const double *g, size_t n);

int optim_check(const struct optim *o, const struct optim_result *r, struct err *e);

/* Adam (Kingma & Ba 2015; beta 0.9, 0.999) for `steps` steps, the rate falling from `rate` to 0 along
 * half a cosine (Loshchilov & Hutter 2017).  `gradient` writes a stochastic gradient for step t = 0, 1, .. */
typedef int optim_gradient_fn(void *ctx, size_t t, const double *x, double *g, struct err *e);
int optim_adam(size_t n, optim_gradient_fn *gradient, void *ctx, size_t steps, double rate, double *x, struct err *e);

#endif
