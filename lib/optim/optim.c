/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "optim/optim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "optim/pairs.h"
#include "real/kernel.h"
#include "real/real.h"

/* Pairs kept: 20 against 6 saves a tenth of the evaluations (ce, css, ova; 100,000 x 64). */
enum { PAIRS = 20, TRIALS = 40 };

/* Of the conditions of Wolfe: how much of the decrease that the slope promises a step must bring, and how far it must
 * have brought the slope down; the usual values (Nocedal & Wright 2006, section 3.1). */
#define DECREASE 1e-4
#define FLATTEN 0.9
/* Near the end the decrease drowns in the rounding of the value, relative to it; then the slopes decide (Hager & Zhang
 * 2005, "approximate Wolfe", delta = 0.1). */
#define ROUNDING 1e-14
#define DELTA 0.1

struct run {
	const struct optim *o;
	struct optim_result *r;
	struct pairs pairs;
	double *x;                         /* [n] the caller's */
	double *g, *direction, *next, *gn; /* [n] gradient at x; the direction; the trial and its gradient */
};

double optim_norm(const double *g, size_t n)
{
	return sqrt(pairs_dot(g, g, n));
}

static bool small_enough(const struct optim *o, const struct optim_result *r)
{
	return r->norm <= o->relative * r->start_norm || r->norm <= o->absolute;
}

static int tell(const struct optim *o, const struct optim_result *r, struct err *e)
{
	struct optim_point p = {r->iterations, r->value, r->norm, NAN};

	return o->trace ? o->trace(o->trace_ctx, &p, e) : ST_OK;
}

/* The objective along the direction. */
struct trial {
	double t, value, slope;
};

static struct trial evaluate(struct run *run, double t)
{
	size_t n = run->o->n;
	struct trial a = {.t = t};

	memcpy(run->next, run->x, n * sizeof *run->x);
	kernel()->add(t, run->direction, run->next, n);
	a.value = run->o->value(run->o->ctx, run->next, run->gn);
	a.slope = pairs_dot(run->gn, run->direction, n);
	run->r->evaluations++;
	return a;
}

/* The step between two trials at which the cubic through their values and slopes is least, no nearer to either than a
 * tenth of their distance. */
static double between(const struct trial *a, const struct trial *b)
{
	double h = b->t - a->t, d = a->slope + b->slope - 3 * (b->value - a->value) / h,
	       root = d * d - a->slope * b->slope;
	double share = .5;

	if (root >= 0 && isfinite(root)) {
		root = copysign(sqrt(root), h);
		share = 1 - (b->slope + root - d) / (b->slope - a->slope + 2 * root);
	}
	return a->t + h * (share >= .1 && share <= .9 ? share : share < .1 ? .1 : share > .9 ? .9 : .5);
}

static bool enough(const struct trial *start, const struct trial *a)
{
	if (a->value <= start->value + DECREASE * a->t * start->slope)
		return true;
	return a->value <= start->value + ROUNDING * fabs(start->value) && a->slope <= (2 * DELTA - 1) * start->slope;
}

/* A step that satisfies the conditions of Wolfe, from step t on: `next` and its gradient are then there.  Bracketing and
 * cubic interpolation (Nocedal & Wright 2006, algorithms 3.5 and 3.6). */
static bool search(struct run *run, double slope, double t)
{
	struct trial start = {0, run->r->value, slope}, low = start, high = {INFINITY, 0, 0}, a;

	for (int i = 0; i < TRIALS; i++) {
		a = evaluate(run, t);
		if (!isfinite(a.value) || !enough(&start, &a)
			|| (low.t > 0 && a.value > low.value + ROUNDING * fabs(low.value))) {
			high = a;
		} else if (fabs(a.slope) <= FLATTEN * fabs(slope)) {
			run->r->value = a.value;
			return true;
		} else {
			if (a.slope * (isinf(high.t) ? 1 : high.t - low.t) >= 0)
				high = low;
			low = a;
		}
		t = isinf(high.t)               ? 4 * a.t
			: !isfinite(high.value) ? low.t + .1 * (high.t - low.t)
						: between(&low, &high);
		if (t == low.t || t == high.t)
			break;
	}
	/* No such step for the rounding: one that goes down will do. */
	if (!(low.t > 0))
		return false;
	run->r->value = evaluate(run, low.t).value;
	return true;
}

/* One iteration; false when no step can be made. */
static bool step(struct run *run)
{
	size_t n = run->o->n;
	double slope = pairs_direction(&run->pairs, run->g, run->direction);
	double *x = run->x, *g = run->g;

	/* Without pairs a step of length 1 is tried first. */
	if (!(slope < 0) || !search(run, slope, run->pairs.count || run->o->scaled ? 1 : 1 / sqrt(-slope))) {
		bool again = run->pairs.count;

		run->pairs.count = 0;
		return again && step(run);
	}
	pairs_keep(&run->pairs, x, run->next, g, run->gn);
	memcpy(x, run->next, n * sizeof *x);
	run->g = run->gn;
	run->gn = g;
	run->r->iterations++;
	run->r->norm = run->o->norm ? *run->o->norm : optim_norm(run->g, n);
	run->r->converged = small_enough(run->o, run->r);
	return true;
}

static int start(struct run *run, struct err *e)
{
	const struct optim *o = run->o;
	struct optim_result *r = run->r;

	r->value = o->value(o->ctx, run->x, run->g);
	r->evaluations = 1;
	r->start_norm = r->norm = o->norm ? *o->norm : optim_norm(run->g, o->n);
	r->converged = r->norm == 0 || small_enough(o, r);
	if (!isfinite(r->value) || !isfinite(r->norm))
		return err_set(e, ST_NUMERIC, "the objective is not finite at the start");
	return tell(o, r, e);
}

int optim_lbfgs(const struct optim *o, double *x, struct optim_result *r, struct err *e)
{
	double *memory = mem_alloc(4, o->n * sizeof *memory, e);
	struct run run = {.o = o, .r = r, .x = x, .g = memory};
	int st = memory ? pairs_init(&run.pairs, o->n, PAIRS, e) : ST_SYSTEM;

	*r = (struct optim_result){0};
	if (!st) {
		run.direction = memory + o->n;
		run.next = memory + 2 * o->n;
		run.gn = memory + 3 * o->n;
		st = start(&run, e);
	}
	while (!st && !r->converged && r->iterations < o->iterations && step(&run))
		st = tell(o, r, e);
	pairs_free(&run.pairs);
	free(memory);
	return st;
}

int optim_check(const struct optim *o, const struct optim_result *r, struct err *e)
{
	if (r->converged)
		return ST_OK;
	return err_set(e, ST_NUMERIC,
		"not converged after %zu iterations: the gradient's norm is %.3g, "
		"%.3g of the norm at the start, and should be %.3g of it",
		r->iterations, r->norm, r->norm / r->start_norm, o->relative);
}

int optim_adam(size_t n, optim_gradient_fn *gradient, void *ctx, size_t steps, double rate, double *x, struct err *e)
{
	const double b1 = 0.9, b2 = 0.999;
	struct arena arena = {0};
	double *g = arena_alloc(&arena, n, sizeof *g), *m = arena_alloc(&arena, n, sizeof *m);
	double *v = arena_alloc(&arena, n, sizeof *v), c1 = 1, c2 = 1;
	int st = arena_status(&arena, e);

	for (size_t t = 0; !st && t < steps; t++) {
		double now = rate * 0.5 * (1 + real_cos(M_PI * (double)t / (double)steps));

		st = gradient(ctx, t, x, g, e);
		c1 *= b1;
		c2 *= b2;
		for (size_t i = 0; !st && i < n; i++) {
			m[i] = b1 * m[i] + (1 - b1) * g[i];
			v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
			x[i] -= now * (m[i] / (1 - c1)) / (sqrt(v[i] / (1 - c2)) + 1e-8);
		}
	}
	arena_free(&arena);
	return st;
}
