#include "model/calibrate_softmax.h"

#include <lbfgs.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/vec.h"

/* The gradient, in nats per unit of log-probability, at which the fit counts as converged. */
#define GRADIENT_SMALL 1e-8
enum { MAX_ITERATIONS = 10000, MEMORY = 20 };

struct search {
	const struct softmax_problem *p;
	double total; /* sum of weights */
	double *row;  /* [k] */
};

size_t softmax_parameters(size_t k, bool full)
{
	return (full ? k * k : k) + k;
}

static void map_row(size_t k, bool full, const double *theta, const double *lp, double *u)
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
	map_row(k, full, theta, lp, p);
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

static double evaluate(void *instance, const double *theta, double *gradient, int m, double step)
{
	struct search *s = instance;
	const struct softmax_problem *p = s->p;
	size_t k = p->k;
	double nll = 0;

	(void)step;
	memset(gradient, 0, (size_t)m * sizeof *gradient);
	for (size_t i = 0; i < p->n; i++) {
		double w = (p->w ? p->w[i] : 1) / s->total, top;

		map_row(k, p->full, theta, p->lp + i * k, s->row);
		top = s->row[p->y[i]];
		nll += w * (vec_softmax(s->row, k, s->row) - top);
		s->row[p->y[i]] -= 1;
		for (size_t c = 0; c < k; c++)
			s->row[c] *= w;
		add_gradient(k, p->full, s->row, p->lp + i * k, gradient);
	}
	return nll + (p->full ? add_penalty(p, theta, gradient) : 0);
}

static int check_classes(const struct softmax_problem *p, struct err *e)
{
	bool *seen = mem_alloc(p->k, sizeof *seen, e);
	int st = ST_OK;

	if (!seen)
		return e->status;
	for (size_t i = 0; i < p->n; i++)
		seen[p->y[i]] |= !p->w || p->w[i] > 0;
	for (size_t c = 0; c < p->k && !st; c++)
		if (!seen[c])
			st = err_set(e, ST_NUMERIC, "vector: class number %zu is the label of no row, so its"
				" intercept has no optimum", c + 1);
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

		map_row(k, p->full, theta, lp, s->row);
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
	lbfgs_parameter_t parameter;
	int result;

	lbfgs_parameter_init(&parameter);
	parameter.m = MEMORY;
	parameter.epsilon = GRADIENT_SMALL;
	parameter.max_iterations = MAX_ITERATIONS;
	result = lbfgs((int)m, x, NULL, evaluate, NULL, s, &parameter);
	if (result == LBFGSERR_OUTOFMEMORY)
		return err_memory(e);
	if (separates(s, x))
		return err_set(e, ST_NUMERIC, "%s: separable: a map of this kind puts every label first in"
			" its row, so the likelihood has no largest value", name);
	if (result < 0 && result != LBFGSERR_ROUNDING_ERROR)
		return err_set(e, ST_NUMERIC, "%s: not converged (libLBFGS status %d)", name, result);
	return ST_OK;
}

int softmax_fit(const struct softmax_problem *p, double *theta, struct err *e)
{
	size_t m = softmax_parameters(p->k, p->full);
	struct search s = {.p = p, .row = mem_alloc(p->k, sizeof(double), e)};
	double *x = m > INT_MAX ? NULL : lbfgs_malloc((int)m);
	int st = ST_OK;

	for (size_t i = 0; i < p->n; i++)
		s.total += p->w ? p->w[i] : 1;
	if (!s.row || !x)
		st = err_memory(e);
	else if (!p->full)
		st = check_classes(p, e);
	if (!st) {
		memset(x, 0, m * sizeof *x);
		for (size_t i = 0; i < p->k; i++)
			x[p->full ? i * p->k + i : i] = 1;
		st = minimise(&s, m, x, e);
	}
	if (!st)
		memcpy(theta, x, m * sizeof *x);
	lbfgs_free(x);
	free(s.row);
	return st;
}
