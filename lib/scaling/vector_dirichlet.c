/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "scaling/vector_dirichlet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "math/vec.h"
#include "optim/optim.h"
#include "real/kernel.h"
#include "real/matmul.h"
#include "scaling/softmax_finite.h"
#include "scaling/temperature.h"

/* The norm of the gradient at which the fit stops; and the one that passes when the line search ends before, because what it
 * gains is below the rounding of the NLL.  Curvatures being about 1, the NLL is then g^2 / 2 above its least value. */
#define GRADIENT_GOAL 1e-9
#define GRADIENT_ENOUGH 1e-5
#define GRADIENT_FIRST 1e-6
enum { MAX_ITERATIONS = 20000 };

/* The metric is that of the point where the search begins, and curvatures change on the way: after so many iterations it
 * is taken anew.  Dirichlet's costs more, and its classes are tied to each other, which the search has to learn. */
enum { VECTOR_ITERATIONS = 5, DIRICHLET_ITERATIONS = 30 };
/* So many matrices of a metric are 430 MB. */
enum { CLASSES_EACH = 375 };

struct search {
	struct softmax_rows r;
	struct softmax_metric m;
	double *theta; /* [parameters] */
};

void softmax_apply(size_t k, bool full, const double *theta, const double *lp, double *p)
{
	const double *b = theta + (full ? k * k : k);

	if (full) {
		matmul_forward_few(1, k, k, lp, theta, b, p);
	} else {
		memcpy(p, b, k * sizeof *p);
		kernel()->add_products(theta, lp, p, k);
	}
	vec_softmax(p, k, p);
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

/* The block's negative log-likelihood, behind its gradient by theta. */
static void add_block(void *ctx, const struct softmax_block *b, double *work, double *sum)
{
	size_t k = b->r->p->k, m = softmax_parameters(k, b->r->p->full);

	(void)ctx;
	softmax_block_map(b, 0, work);
	for (size_t i = 0; i < b->n; i++) {
		double *u = work + i * k, w = softmax_weight(b->r, b->first + i), top = u[b->y[i]];

		sum[m] += w * (vec_softmax_lse(u, k, u) - top);
		u[b->y[i]] -= 1;
		kernel()->scale(u, w, k);
	}
	softmax_block_gradient(b, work, sum);
}

static double evaluate(void *ctx, const double *x, double *gradient)
{
	struct search *s = ctx;
	const struct softmax_problem *p = s->r.p;
	size_t m = softmax_parameters(p->k, p->full);
	double nll;

	softmax_metric_theta(&s->m, x, s->theta);
	softmax_rows_map(&s->r, 0, s->theta);
	softmax_rows_sum(&s->r, add_block, NULL, m + 1);
	memcpy(gradient, s->r.sum, m * sizeof *gradient);
	nll = s->r.sum[m] + (p->full ? add_penalty(p, s->theta, gradient) : 0);
	softmax_metric_gradient(&s->m, gradient);
	return nll;
}

static void add_labels(void *ctx, const struct softmax_block *b, double *work, double *sum)
{
	(void)ctx, (void)work;
	for (size_t i = 0; i < b->n; i++)
		sum[b->y[i]] += softmax_weight(b->r, b->first + i) > 0;
}

static int check_classes(struct softmax_rows *r, struct err *e)
{
	size_t k = r->p->k, c = 0;

	softmax_rows_sum(r, add_labels, NULL, k);
	while (c < k && r->sum[c] > 0)
		c++;
	if (c == k)
		return ST_OK;
	return err_set(e, ST_NUMERIC, "%s: class number %zu is the label of no row, so its intercept has no optimum",
		r->p->full ? "dirichlet" : "vector", c + 1);
}

/* The search from theta on, until the gradient's norm is as small as o asks for or no step can be made. */
static int search_on(struct search *s, struct optim *o, double *theta, struct optim_result *r, struct err *e)
{
	double value = INFINITY, norm = INFINITY;
	bool better = true;
	size_t done = 0;
	int st;

	while (better && done < MAX_ITERATIONS) {
		softmax_metric_measure(&s->m, theta);
		softmax_metric_x(&s->m, theta);
		if ((st = optim_lbfgs(o, theta, r, e)))
			return st;
		softmax_metric_theta(&s->m, theta, s->theta);
		memcpy(theta, s->theta, o->n * sizeof *theta);
		better = !r->converged && r->iterations && (r->value < value || r->norm < .9 * norm);
		value = r->value;
		norm = r->norm;
		done += r->iterations;
	}
	return ST_OK;
}

/* Of parameters that penalties hold in part the metric's blocks are mixed with those that they do not: scales are better. */
static int check_finite(struct search *s, const double *theta, bool *finite, struct err *e)
{
	bool apart = s->m.u && s->r.p->lambda > 0;
	struct softmax_metric scales = {0};
	int st = apart ? softmax_metric_init(&scales, &s->r, SOFTMAX_SCALES, e) : ST_OK;

	if (!st && apart)
		softmax_metric_measure(&scales, theta);
	if (!st)
		st = softmax_finite(apart ? &scales : &s->m, theta, finite, e);
	softmax_metric_free(&scales);
	return st;
}

static int minimise(struct search *s, double *theta, struct err *e)
{
	bool full = s->r.p->full, finite = false;
	struct optim o = {.n = softmax_parameters(s->r.p->k, full), .value = evaluate, .ctx = s, .scaled = true};
	struct optim_result r;
	int st = ST_OK;

	o.iterations = full ? DIRICHLET_ITERATIONS : VECTOR_ITERATIONS;
	softmax_metric_measure(&s->m, theta); /* for the centres, about which the next one finds the scales */
	/* The certificate is asked for on the way, where gradients are still far above rounding. */
	for (o.absolute = GRADIENT_FIRST; !st && !finite && o.absolute >= GRADIENT_GOAL; o.absolute /= 100) {
		st = search_on(s, &o, theta, &r, e);
		if (!st)
			st = check_finite(s, theta, &finite, e);
	}
	if (!st && !finite)
		return err_set(e, ST_NUMERIC,
			"%s: separable: a map of this kind puts every label first in its row, or level with the"
			" first, so the likelihood has no largest value",
			full ? "dirichlet" : "vector");
	o.absolute = GRADIENT_GOAL;
	if (!st)
		st = search_on(s, &o, theta, &r, e);
	return st || r.norm <= GRADIENT_ENOUGH ? st : optim_check(&o, &r, e);
}

/* The start: temperature's optimum, whose map is one of these; 1 where any will do, 0 where none is above 0. */
static int start(const struct softmax_problem *p, double *theta, struct err *e)
{
	struct temperature t;
	double beta;

	temperature_fit(p->n, p->k, p->lp, p->y, p->w, &t);
	if (t.status == TEMPERATURE_SEPARABLE)
		return temperature_check(&t, e);
	beta = t.status == TEMPERATURE_OK ? t.beta : t.status == TEMPERATURE_CONSTANT ? 1 : 0;
	for (size_t i = 0; i < p->k; i++)
		theta[p->full ? i * p->k + i : i] = beta;
	return ST_OK;
}

/* Doubles of a fit for each parameter: the minimiser's 20 pairs and vectors, sums, maps, scales, the parameter here and there. */
enum { PER_PARAMETER = 2 * 20 + 4 + SOFTMAX_SEGMENTS + 2 + 1 + 2 };
#define GIGABYTES_MAX 1

static int check_size(const struct softmax_problem *p, struct err *e)
{
	double k = (double)p->k, gigabytes = (k * k + k) * PER_PARAMETER * sizeof(double) * 1e-9;

	if (!p->full || gigabytes <= GIGABYTES_MAX)
		return ST_OK;
	return err_set(e, ST_DATA,
		"dirichlet: the matrix of %zu classes has %.0f numbers and its fit would take %.1f GB, more than %d",
		p->k, k * k, gigabytes, GIGABYTES_MAX);
}

static int fit(const struct softmax_problem *p, double *theta, struct err *e)
{
	size_t n = softmax_parameters(p->k, p->full);
	struct search s = {.theta = mem_alloc(n, sizeof *s.theta, e)};
	int st = s.theta ? softmax_rows_init(&s.r, p, e) : ST_SYSTEM;

	memset(theta, 0, n * sizeof *theta);
	if (!st)
		st = check_classes(&s.r, e);
	if (!st)
		st = softmax_metric_init(&s.m, &s.r, p->k > CLASSES_EACH ? SOFTMAX_ONE : SOFTMAX_EACH, e);
	if (!st)
		st = start(p, theta, e);
	if (!st)
		st = minimise(&s, theta, e);
	softmax_metric_free(&s.m);
	softmax_rows_free(&s.r);
	free(s.theta);
	return st;
}

int softmax_fit(const struct softmax_problem *p, double *theta, struct err *e)
{
	int st = check_size(p, e);

	return st ? st : fit(p, theta, e);
}
