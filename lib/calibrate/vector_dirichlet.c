/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/vector_dirichlet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "calibrate/temperature.h"
#include "math/vec.h"
#include "optim/optim.h"
#include "optim/pairs.h"
#include "real/kernel.h"
#include "real/matmul.h"

/* The norm of the gradient at which the fit stops; and the one that passes when the line search ends before, because what it
 * gains is below the rounding of the NLL.  Curvatures being about 1, the NLL is then g^2 / 2 above its least value. */
#define GRADIENT_GOAL 1e-9
#define GRADIENT_ENOUGH 1e-5
#define GRADIENT_FIRST 1e-6
enum { MAX_ITERATIONS = 20000 };

/* The scales are those of the point where the search begins, and curvatures change on the way: after so many iterations they
 * are taken anew.  Dirichlet's parameters are tied to each other, which the search has to learn. */
enum { VECTOR_ITERATIONS = 5, DIRICHLET_ITERATIONS = 50 };

struct search {
	const struct softmax_problem *p;
	double total;  /* sum of weights */
	double *row;   /* [4 k] of the row, or of sums over rows */
	double *theta; /* [parameters] */
	/* The search works on x = scale (theta + shift), where curvatures are alike and, in vector scaling, an intercept is
	 * that at the centre of its class's logarithms. */
	double *scale;  /* [parameters] */
	double *centre; /* [k]; 0 for Dirichlet's, whose intercepts are penalised */
};

size_t softmax_parameters(size_t k, bool full)
{
	return (full ? k * k : k) + k;
}

static void feature_map_row(size_t k, bool full, const double *theta, const double *lp, double *u)
{
	const double *b = theta + (full ? k * k : k);

	if (full) {
		matmul_forward_few(1, k, k, lp, theta, b, u);
		return;
	}
	memcpy(u, b, k * sizeof *u);
	kernel()->add_products(theta, lp, u, k);
}

void softmax_apply(size_t k, bool full, const double *theta, const double *lp, double *p)
{
	feature_map_row(k, full, theta, lp, p);
	vec_softmax(p, k, p);
}

/* Adds the row's gradient, whose factor per class is in u. */
static void add_gradient(size_t k, bool full, const double *u, const double *lp, double *gradient)
{
	const struct kernel *kernels = kernel();

	kernels->add(1, u, gradient + (full ? k * k : k), k);
	if (!full)
		kernels->add_products(u, lp, gradient, k);
	for (size_t i = 0; full && i < k; i++)
		kernels->add(u[i], lp, gradient + i * k, k);
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

static void to_theta(const struct search *s, const double *x, double *theta)
{
	size_t k = s->p->k, m = softmax_parameters(k, s->p->full);

	for (size_t i = 0; i < m; i++)
		theta[i] = x[i] / s->scale[i];
	for (size_t c = 0; c < k && !s->p->full; c++)
		theta[k + c] -= theta[c] * s->centre[c];
}

static void from_theta(const struct search *s, double *theta)
{
	size_t k = s->p->k, m = softmax_parameters(k, s->p->full);

	for (size_t c = 0; c < k && !s->p->full; c++)
		theta[k + c] += theta[c] * s->centre[c];
	for (size_t i = 0; i < m; i++)
		theta[i] *= s->scale[i];
}

/* From a gradient by theta to that by x. */
static void to_gradient(const struct search *s, double *g)
{
	size_t k = s->p->k, m = softmax_parameters(k, s->p->full);

	for (size_t c = 0; c < k && !s->p->full; c++)
		g[c] -= s->centre[c] * g[k + c];
	for (size_t i = 0; i < m; i++)
		g[i] /= s->scale[i];
}

static double evaluate(void *ctx, const double *x, double *gradient)
{
	struct search *s = ctx;
	const struct softmax_problem *p = s->p;
	size_t k = p->k, m = softmax_parameters(k, p->full);
	double *theta = s->theta;
	double nll = 0;

	memset(gradient, 0, m * sizeof *gradient);
	to_theta(s, x, theta);
	for (size_t i = 0; i < p->n; i++) {
		double w = (p->w ? p->w[i] : 1) / s->total, top;

		feature_map_row(k, p->full, theta, p->lp + i * k, s->row);
		top = s->row[p->y[i]];
		nll += w * (vec_softmax_lse(s->row, k, s->row) - top);
		s->row[p->y[i]] -= 1;
		kernel()->scale(s->row, w, k);
		add_gradient(k, p->full, s->row, p->lp + i * k, gradient);
	}
	if (p->full)
		nll += add_penalty(p, theta, gradient);
	to_gradient(s, gradient);
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
	for (size_t c = 0; !st && c < p->k; c++)
		if (!seen[c])
			st = err_set(e, ST_NUMERIC,
				"%s: class number %zu is the label of no row, so its"
				" intercept has no optimum",
				p->full ? "dirichlet" : "vector", c + 1);
	free(seen);
	return st;
}

/* Whether the penalties hold the parameter: it cannot run away. */
static bool penalised(const struct softmax_problem *p, size_t i)
{
	size_t k = p->k;

	return p->full && (i >= k * k ? p->mu > 0 : i / k != i % k && p->lambda > 0);
}

/* Of a class's logarithms, where the row's probability q leaves it in doubt: the weight, and the first two moments about the
 * centre so far.  A masked class has no probability: its logarithm does not count. */
static void add_doubts(const struct search *s, double w, const double *lp, double *moment)
{
	size_t k = s->p->k;

	for (size_t c = 0; c < k; c++) {
		double q = s->row[c], doubt = w * (q * (1 - q)), x = q > 0 ? lp[c] - s->centre[c] : 0;

		moment[c] += doubt;
		moment[k + c] += doubt * x;
		moment[2 * k + c] += doubt * x * x;
	}
}

/* Second derivatives by Dirichlet's matrix and intercepts; the penalties come later. */
static void add_curvatures(struct search *s, double w, const double *lp)
{
	size_t k = s->p->k;

	for (size_t c = 0; c < k; c++) {
		double q = s->row[c], doubt = w * (q * (1 - q));

		s->scale[k * k + c] += doubt;
		for (size_t j = 0; j < k && doubt > 0; j++)
			s->scale[c * k + j] += doubt * lp[j] * lp[j];
	}
}

/* In vector scaling the two parameters of a class are parted by its centre, and then all of them nearly are: what
 * is left between classes is a product of their probabilities. */
static void part_moments(struct search *s, const double *moment)
{
	/* A variance this far below the square that it is the rest of is rounding. */
	const double rounding = 1e-12;
	size_t k = s->p->k;

	for (size_t c = 0; c < k; c++) {
		double doubt = moment[c], shift = doubt > 0 ? moment[k + c] / doubt : 0;
		double square = moment[2 * k + c], rest = square - moment[k + c] * shift;

		s->centre[c] += shift;
		s->scale[c] = rest > rounding * square ? rest : 0;
		s->scale[k + c] = doubt;
	}
}

/* The centres, and the scales: the roots of the second derivatives at theta. */
static void set_scales(struct search *s, const double *theta)
{
	const struct softmax_problem *p = s->p;
	size_t k = p->k, m = softmax_parameters(k, p->full), nscale = m - k;
	double *moment = s->row + k;

	memset(s->scale, 0, m * sizeof *s->scale);
	memset(moment, 0, 3 * k * sizeof *moment);
	for (size_t i = 0; i < p->n; i++) {
		double w = (p->w ? p->w[i] : 1) / s->total;

		if (!(w > 0))
			continue;
		softmax_apply(k, p->full, theta, p->lp + i * k, s->row);
		if (p->full)
			add_curvatures(s, w, p->lp + i * k);
		else
			add_doubts(s, w, p->lp + i * k, moment);
	}
	if (!p->full)
		part_moments(s, moment);
	for (size_t c = 0; c < m; c++) {
		double pull = c >= nscale ? 2 * p->mu / (double)k : 2 * p->lambda / ((double)k * ((double)k - 1));

		s->scale[c] = sqrt(s->scale[c] + (penalised(p, c) ? pull : 0));
		if (!(s->scale[c] > 0))
			s->scale[c] = 1;
	}
}

/*
 * Whether there is a finite optimum, told by a certificate and not by how far the search ran.  Let the rows a_r of A be
 * the gradients of u_y - u_j by the parameters that no penalty holds, one for each row of data and each class j but
 * its label y.  Either some direction has A d >= 0 and not 0, along which the likelihood rises for ever, or some mu > 0
 * has A' mu = 0 (Stiemke's lemma).  At theta the gradient is -A' mu with mu_r = w p_j > 0.  With H = A' diag(mu) A and
 * H h = A' mu, mu_r (1 - a_r h) is such a mu if every a_r h is below 1: near a finite optimum a_r h is next to 0,
 * and without one it is 1 or more for some r, however small the gradient.  H h = A' mu is solved by conjugate gradients.
 */
#define CERTAIN 0.5
/* Pairs of no probability to speak of, those of masked classes, need no part in h: their mu stays. */
#define NO_PART 1e-100
/* Of a gradient in the search's parameters, a mean of terms of size 1.  Where it is no larger, h is noise: then mu must be
 * far above that, but for classes that are masked, so far below the label. */
#define ROUNDING 1e-13
#define SOLVED 1e-15 /* a residual; rounding's part of it */
#define CLEAR 1e-8
#define MASKED 1e6

/* Makes of the row's probabilities q the factors mu_r f(a_r x), for each class but the label: f is the identity, or 1 where u, x
 * mapped, is NULL.  The label gets what makes their sum 0. */
static void weigh_classes(double *q, const double *u, size_t k, size_t y, double w)
{
	double sum;

	q[y] = 0;
	for (size_t j = 0; j < k; j++) {
		double factor = u ? u[j] - u[y] : -1;

		q[j] = q[j] < NO_PART ? 0 : w * q[j] * factor;
	}
	sum = kernel()->sum(q, k);
	q[y] = -sum;
}

/* out = sum_r mu_r f(a_r x) a_r. */
static void weigh_pairs(struct search *s, const double *theta, const double *x, double *out)
{
	const struct softmax_problem *p = s->p;
	size_t k = p->k, m = softmax_parameters(k, p->full);
	double *q = s->row, *u = s->row + k;

	memset(out, 0, m * sizeof *out);
	for (size_t i = 0; i < p->n; i++) {
		const double *lp = p->lp + i * k;
		double w = (p->w ? p->w[i] : 1) / s->total;

		if (!(w > 0))
			continue;
		softmax_apply(k, p->full, theta, lp, q);
		if (x)
			feature_map_row(k, p->full, x, lp, u);
		weigh_classes(q, x ? u : NULL, k, p->y[i], w);
		add_gradient(k, p->full, q, lp, out);
	}
	to_gradient(s, out);
	for (size_t c = 0; c < m; c++)
		out[c] = penalised(p, c) ? 0 : out[c];
}

/* The least p_j of a class that is not masked. */
static double least_probability(struct search *s, const double *theta)
{
	const struct softmax_problem *p = s->p;
	size_t k = p->k;
	double least = 1;

	for (size_t i = 0; i < p->n; i++) {
		const double *lp = p->lp + i * k;
		size_t y = p->y[i];

		if (p->w && !(p->w[i] > 0))
			continue;
		softmax_apply(k, p->full, theta, lp, s->row);
		for (size_t j = 0; j < k; j++)
			if (s->row[j] < least && j != y && fabs(lp[y] - lp[j]) < MASKED)
				least = s->row[j];
	}
	return least;
}

/* The largest a_r h. */
static double largest_margin(struct search *s, const double *theta, const double *h)
{
	const struct softmax_problem *p = s->p;
	size_t k = p->k;
	double *q = s->row, *u = s->row + k, most = 0;

	for (size_t i = 0; i < p->n; i++) {
		const double *lp = p->lp + i * k;

		if (p->w && !(p->w[i] > 0))
			continue;
		softmax_apply(k, p->full, theta, lp, q);
		feature_map_row(k, p->full, h, lp, u);
		for (size_t j = 0; j < k; j++)
			if (u[p->y[i]] - u[j] > most && !(q[j] < NO_PART))
				most = u[p->y[i]] - u[j];
	}
	return most;
}

/* work [4 x parameters], all but the margins in the scaled parameters. */
static bool certified(struct search *s, const double *theta, double *work)
{
	size_t m = softmax_parameters(s->p->k, s->p->full);
	double *h = work, *r = h + m, *d = r + m, *hd = d + m, least = least_probability(s, theta), rr, start, enough;

	memset(h, 0, m * sizeof *h);
	weigh_pairs(s, theta, NULL, r);
	rr = start = pairs_dot(r, r, m);
	if (start <= ROUNDING * ROUNDING)
		return least >= CLEAR;
	enough = fmax(SOLVED, 0.01 * least);
	memcpy(d, r, m * sizeof *d);
	for (size_t it = 0; it < 5 * m + 50 && sqrt(rr) > enough; it++) {
		double dhd, next, step;

		to_theta(s, d, s->theta);
		weigh_pairs(s, theta, s->theta, hd);
		dhd = pairs_dot(d, hd, m);
		if (!(dhd > 0))
			break;
		step = rr / dhd;
		kernel()->add(step, d, h, m);
		kernel()->add(-step, hd, r, m);
		next = pairs_dot(r, r, m);
		kernel()->scale(d, next / rr, m);
		kernel()->add(1, r, d, m);
		rr = next;
	}
	to_theta(s, h, s->theta);
	/* What is left moves mu by about as much: it must be far below the least of them. */
	return sqrt(rr) <= 10 * enough && largest_margin(s, theta, s->theta) < CERTAIN;
}

/* The search from theta on, until the gradient's norm is as small as o asks for or no step can be made. */
static int search_on(
	struct search *s, struct optim *o, double *theta, double *work, struct optim_result *r, struct err *e)
{
	double value = INFINITY, norm = INFINITY;
	bool better = true;
	size_t done = 0;
	int st;

	while (better && done < MAX_ITERATIONS) {
		set_scales(s, theta);
		from_theta(s, theta);
		if ((st = optim_lbfgs(o, theta, r, e)))
			return st;
		to_theta(s, theta, work);
		memcpy(theta, work, softmax_parameters(s->p->k, s->p->full) * sizeof *theta);
		better = !r->converged && r->iterations && (r->value < value || r->norm < .9 * norm);
		value = r->value;
		norm = r->norm;
		done += r->iterations;
	}
	return ST_OK;
}

static int minimise(struct search *s, size_t m, double *x, double *work, struct err *e)
{
	const char *name = s->p->full ? "dirichlet" : "vector";
	struct optim o = {.n = m, .value = evaluate, .ctx = s, .scaled = true};
	struct optim_result r;
	bool finite = false;
	int st;

	o.iterations = s->p->full ? DIRICHLET_ITERATIONS : VECTOR_ITERATIONS;
	set_scales(s, x); /* for the centres, about which the next one finds the scales */
	/* The certificate is asked for on the way, where gradients are still far above rounding. */
	for (o.absolute = GRADIENT_FIRST; !finite && o.absolute >= GRADIENT_GOAL; o.absolute /= 100) {
		if ((st = search_on(s, &o, x, work, &r, e)))
			return st;
		finite = certified(s, x, work);
	}
	if (!finite)
		return err_set(e, ST_NUMERIC,
			"%s: separable: a map of this kind puts every label first in its row, or level with the"
			" first, so the likelihood has no largest value",
			name);
	o.absolute = GRADIENT_GOAL;
	if ((st = search_on(s, &o, x, work, &r, e)))
		return st;
	return r.norm <= GRADIENT_ENOUGH ? ST_OK : optim_check(&o, &r, e);
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

/* Doubles of a fit for each parameter: ours, the minimiser's 20 pairs and vectors, and the parameter. */
enum { PER_PARAMETER = 7 + 2 * 20 + 4 + 1 };
#define GIGABYTES_MAX 1 /* some 1,550 classes; from there on a pass over 10,000 rows takes 10 seconds, too */

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
	size_t m = softmax_parameters(p->k, p->full);
	double *work = mem_alloc(7 * m, sizeof *work, e);
	struct search s = {.p = p, .row = mem_alloc(p->k, 4 * sizeof(double), e)};
	int st = work && s.row ? ST_OK : ST_SYSTEM;

	for (size_t i = 0; i < p->n; i++)
		s.total += p->w ? p->w[i] : 1;
	memset(theta, 0, m * sizeof *theta);
	if (!st)
		st = check_classes(p, e);
	if (!st)
		st = start(p, theta, e);
	if (!st) {
		s.theta = work + 4 * m;
		s.scale = work + 5 * m;
		s.centre = work + 6 * m;
		st = minimise(&s, m, theta, work, e);
	}
	free(work);
	free(s.row);
	return st;
}

int softmax_fit(const struct softmax_problem *p, double *theta, struct err *e)
{
	int st = check_size(p, e);

	return st ? st : fit(p, theta, e);
}
