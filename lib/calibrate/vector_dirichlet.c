/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/vector_dirichlet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "optim/optim.h"
#include "math/vec.h"

/* The norm of the gradient, in nats per unit of log-probability, at which the fit stops; and the one that
 * passes when the line search ends before, which sees no change of the NLL below its rounding, 1e-16. */
#define GRADIENT_GOAL 1e-9
#define GRADIENT_ENOUGH 1e-6
enum { MAX_ITERATIONS = 20000 };

struct search {
	const struct softmax_problem *p;
	double total;  /* sum of weights */
	double *row;   /* [k] */
	double *theta; /* [parameters] */
};

size_t softmax_parameters(size_t k, bool full)
{
	return (full ? k * k : k) + k;
}

static void feature_map_row(size_t k, bool full, const double *theta, const double *lp, double *u)
{
	const double *b = theta + (full ? k * k : k);

	for (size_t i = 0; i < k; i++) {
		u[i] = b[i];
		if (!full)
			u[i] += theta[i] * lp[i];
		else
			for (size_t j = 0; j < k; j++)
				u[i] += theta[i * k + j] * lp[j];
	}
}

void softmax_apply(size_t k, bool full, const double *theta, const double *lp, double *p)
{
	feature_map_row(k, full, theta, lp, p);
	vec_softmax(p, k, p);
}

/* Adds the row's gradient, whose factor per class is in u. */
static void add_gradient(size_t k, bool full, const double *u, const double *lp, double *gradient)
{
	double *b = gradient + (full ? k * k : k);

	for (size_t i = 0; i < k; i++) {
		b[i] += u[i];
		if (!full)
			gradient[i] += u[i] * lp[i];
		else
			for (size_t j = 0; j < k; j++)
				gradient[i * k + j] += u[i] * lp[j];
	}
}

static double add_penalty(const struct softmax_problem *p, const double *theta, double *gradient)
{
	size_t k = p->k;
	const double *b = theta + k * k;
	double lambda = p->lambda / ((double)k * ((double)k - 1)), mu = p->mu / (double)k, sum = 0;

	for (size_t i = 0; i < k; i++) {
		for (size_t j = 0; j < k; j++) {
			if (i == j)
				continue;
			sum += lambda * theta[i * k + j] * theta[i * k + j];
			gradient[i * k + j] += 2 * lambda * theta[i * k + j];
		}
		sum += mu * b[i] * b[i];
		gradient[k * k + i] += 2 * mu * b[i];
	}
	return sum;
}

/* The search works on x = scale theta, the scale taking the curvature of the penalties out. */
static double scale_of(const struct softmax_problem *p, size_t i)
{
	size_t k = p->k;

	if (!p->full || (i < k * k && i / k == i % k))
		return 1;
	return sqrt(1 + 2 * (i < k * k ? p->lambda / ((double)k * ((double)k - 1)) : p->mu / (double)k));
}

static double evaluate(void *ctx, const double *x, double *gradient)
{
	struct search *s = ctx;
	const struct softmax_problem *p = s->p;
	size_t k = p->k, m = softmax_parameters(k, p->full);
	double *theta = s->theta;
	double nll = 0;

	memset(gradient, 0, m * sizeof *gradient);
	for (size_t i = 0; i < m; i++)
		theta[i] = x[i] / scale_of(p, i);
	for (size_t i = 0; i < p->n; i++) {
		double w = (p->w ? p->w[i] : 1) / s->total, top;

		feature_map_row(k, p->full, theta, p->lp + i * k, s->row);
		top = s->row[p->y[i]];
		nll += w * (vec_softmax(s->row, k, s->row) - top);
		s->row[p->y[i]] -= 1;
		for (size_t c = 0; c < k; c++)
			s->row[c] *= w;
		add_gradient(k, p->full, s->row, p->lp + i * k, gradient);
	}
	if (p->full)
		nll += add_penalty(p, theta, gradient);
	for (size_t i = 0; i < m; i++)
		gradient[i] /= scale_of(p, i);
	return nll;
}

static int check_classes(const struct softmax_problem *p, struct err *e)
{
	bool *seen = mem_alloc(p->k, sizeof *seen, e);
	int st = ST_OK;

	if (!seen)
		return ST_SYSTEM;
	for (size_t i = 0; i < p->n; i++)
		seen[p->y[i]] |= !p->w || p->w[i] > 0;
	for (size_t c = 0; c < p->k && !st; c++)
		if (!seen[c])
			st = err_set(e, ST_NUMERIC,
				"vector: class number %zu is the label of no row, so its"
				" intercept has no optimum",
				c + 1);
	free(seen);
	return st;
}

/* Whether the map without its penalised part gives every label the largest value of its row: then
 * the likelihood grows with the size of the parameters, for ever. */
static bool separates(const struct search *s, const double *theta)
{
	const struct softmax_problem *p = s->p;
	size_t k = p->k;
	const double *b = theta + (p->full ? k * k : k);

	for (size_t i = 0; i < p->n; i++) {
		const double *lp = p->lp + i * k;

		feature_map_row(k, p->full, theta, lp, s->row);
		for (size_t r = 0; p->full && r < k; r++) {
			s->row[r] -= p->mu > 0 ? b[r] : 0;
			for (size_t c = 0; p->lambda > 0 && c < k; c++)
				s->row[r] -= c == r ? 0 : theta[r * k + c] * lp[c];
		}
		if (s->row[p->y[i]] < s->row[vec_argmax(s->row, k)])
			return false;
	}
	return true;
}

static int minimise(struct search *s, size_t m, double *x, struct err *e)
{
	const char *name = s->p->full ? "dirichlet" : "vector";
	struct optim o = {.n = m, .value = evaluate, .ctx = s, .absolute = GRADIENT_GOAL, .iterations = MAX_ITERATIONS};
	struct optim_result r;
	int st = optim_lbfgs(&o, x, &r, e);

	if (st)
		return st;
	for (size_t i = 0; i < m; i++)
		x[i] /= scale_of(s->p, i);
	if (separates(s, x))
		return err_set(e, ST_NUMERIC,
			"%s: separable: a map of this kind puts every label first in"
			" its row, so the likelihood has no largest value",
			name);
	return r.norm <= GRADIENT_ENOUGH ? ST_OK : optim_check(&o, &r, e);
}

int softmax_fit(const struct softmax_problem *p, double *theta, struct err *e)
{
	size_t m = softmax_parameters(p->k, p->full);
	struct search s = {.p = p, .row = mem_alloc(p->k, sizeof(double), e), .theta = mem_alloc(m, sizeof(double), e)};
	int st = ST_OK;

	for (size_t i = 0; i < p->n; i++)
		s.total += p->w ? p->w[i] : 1;
	if (!s.row || !s.theta)
		st = ST_SYSTEM;
	else if (!p->full)
		st = check_classes(p, e);
	memset(theta, 0, m * sizeof *theta);
	for (size_t i = 0; i < p->k; i++)
		theta[p->full ? i * p->k + i : i] = 1;
	if (!st)
		st = minimise(&s, m, theta, e);
	free(s.row);
	free(s.theta);
	return st;
}
