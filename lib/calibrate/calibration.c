/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/calibration.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "calibrate/temperature.h"
#include "calibrate/vector_dirichlet.h"
#include "math/vec.h"
#include "real/real.h"

/* A class against the rest. */
struct binary {
	double p;  /* its probability */
	double lp; /* ln p */
	double lq; /* -ln(1 - p); lp + lq is the logit */
};

/* A logit so far below the row's largest counts as this far: squares of it do not overflow. */
static const double lowest = -1e100;

static void log_row(const double *in, bool logits, size_t k, double *lp)
{
	double shift = logits ? vec_logsumexp(in, k) : 0;

	for (size_t i = 0; i < k; i++)
		lp[i] = logits ? fmax(in[i] - shift, lowest) : real_log(fmax(in[i], CALIBRATION_FLOOR));
}

/* Of class c in a row of logarithms that were logits: those of probabilities near 1 have digits that
 * the probabilities have lost. */
static struct binary binary_from_logs(const double *lp, size_t k, size_t c)
{
	double p = real_exp(lp[c]), rest = -INFINITY;

	if (p < .5)
		return (struct binary){p, lp[c], -real_log1p(-p)};
	for (size_t i = 0; i < k; i++)
		if (i != c && lp[i] > rest)
			rest = lp[i];
	if (isfinite(rest)) {
		double sum = 0;

		for (size_t i = 0; i < k; i++)
			sum += i == c ? 0 : real_exp(lp[i] - rest);
		rest += real_log(sum);
	}
	return (struct binary){p, lp[c], -rest};
}

static struct binary binary_from_p(double p)
{
	double low = fmax(p, CALIBRATION_FLOOR), high = fmin(p, 1 - CALIBRATION_FLOOR);

	return (struct binary){p, real_log(low), -real_log1p(-high)};
}

/* The class that map i is about. */
static size_t feature_map_class(const struct calibration *c, size_t i)
{
	return c->nmap == 1 ? 1 : i;
}

static double platt_score(const struct calibration *c, struct binary b)
{
	return c->opt.on_probability ? b.p : b.lp + b.lq;
}

static double feature_map_apply(const struct calibration *c, const struct calibration_map *m, struct binary b)
{
	switch (c->opt.method) {
	case CALIBRATION_PLATT:
		return logistic(m->sigmoid.a * platt_score(c, b) + m->sigmoid.c);
	case CALIBRATION_BETA:
		return logistic(m->sigmoid.a * b.lp + m->sigmoid.b * b.lq + m->sigmoid.c);
	case CALIBRATION_ISOTONIC:
		return isotonic_apply(&m->knots, !c->opt.step, b.p);
	default:
		return m->value[edges_find(&m->edges, b.p)];
	}
}

static void divide_by_sum(double *p, size_t k)
{
	double sum = 0;

	for (size_t i = 0; i < k; i++)
		sum += p[i];
	for (size_t i = 0; i < k; i++)
		p[i] = sum > 0 ? p[i] / sum : 1 / (double)k;
}

/* Whether the maps take probabilities as they are, not their logarithms. */
static bool maps_probability(const struct calibration_options *o)
{
	return o->method == CALIBRATION_ISOTONIC || o->method == CALIBRATION_HISTOGRAM
		|| (o->method == CALIBRATION_PLATT && o->on_probability);
}

static void apply_maps(const struct calibration *c, const double *in, bool logits, double *work, double *p)
{
	if (logits && maps_probability(&c->opt)) {
		vec_softmax(in, c->k, work);
		in = work;
		logits = false;
	} else if (logits) {
		log_row(in, true, c->k, work);
	}
	for (size_t i = 0; i < c->nmap; i++) {
		size_t class = feature_map_class(c, i);

		p[class] = feature_map_apply(
			c, &c->map[i], logits ? binary_from_logs(work, c->k, class) : binary_from_p(in[class]));
	}
	if (c->nmap == 1)
		p[0] = 1 - p[1];
	else
		divide_by_sum(p, c->k);
}

void calibration_apply(const struct calibration *c, const double *in, bool logits, double *work, double *p)
{
	if (c->nmap) {
		apply_maps(c, in, logits, work, p);
		return;
	}
	log_row(in, logits, c->k, work);
	if (c->opt.method == CALIBRATION_TEMPERATURE) {
		for (size_t i = 0; i < c->k; i++)
			work[i] *= c->theta[0];
		vec_softmax(work, c->k, p);
	} else {
		softmax_apply(c->k, c->opt.method == CALIBRATION_DIRICHLET, c->theta, work, p);
	}
}

static bool has_rows(const struct calibration_data *d)
{
	if (!d->w)
		return d->n > 0;
	for (size_t i = 0; i < d->n; i++) {
		if (d->w[i] > 0)
			return true;
	}
	return false;
}

static int fit_theta(struct calibration *c, const struct calibration_data *d, struct err *e)
{
	bool full = c->opt.method == CALIBRATION_DIRICHLET;
	struct softmax_problem p = {d->n, d->k, d->in, d->y, d->w, full, c->opt.lambda, c->opt.mu};
	struct temperature t;

	for (size_t i = 0; i < d->n; i++)
		log_row(d->in + i * d->k, d->logits, d->k, d->in + i * d->k);
	c->ntheta = c->opt.method == CALIBRATION_TEMPERATURE ? 1 : softmax_parameters(d->k, full);
	c->theta = mem_alloc(c->ntheta, sizeof *c->theta, e);
	if (!c->theta)
		return ST_SYSTEM;
	if (c->opt.method != CALIBRATION_TEMPERATURE)
		return softmax_fit(&p, c->theta, e);
	temperature_fit(d->n, d->k, d->in, d->y, d->w, &t);
	c->theta[0] = t.beta;
	c->passes = t.passes;
	return temperature_check(&t, e);
}

/* The columns that a map is fitted to. */
struct columns {
	double *x, *lq; /* [n] lq is for beta only */
	double *event;  /* [n] 0 or 1 */
	bool *is_event; /* [n] */
};

/* Turns the rows of logits into what the maps take. */
static void prepare_rows(const struct calibration *c, const struct calibration_data *d)
{
	for (size_t i = 0; d->logits && i < d->n; i++) {
		double *row = d->in + i * d->k;

		if (maps_probability(&c->opt))
			vec_softmax(row, d->k, row);
		else
			log_row(row, true, d->k, row);
	}
}

static void fill_columns(
	const struct calibration *c, const struct calibration_data *d, size_t class, const struct columns *x)
{
	bool logs = d->logits && !maps_probability(&c->opt);

	for (size_t i = 0; i < d->n; i++) {
		const double *row = d->in + i * d->k;
		struct binary b = logs ? binary_from_logs(row, d->k, class) : binary_from_p(row[class]);
		bool event = d->y[i] == class;

		x->is_event[i] = event;
		x->event[i] = event;
		x->x[i] = b.p;
		if (c->opt.method == CALIBRATION_PLATT) {
			x->x[i] = platt_score(c, b);
		} else if (c->opt.method == CALIBRATION_BETA) {
			x->x[i] = b.lp;
			x->lq[i] = b.lq;
		}
	}
}

/* Scores of masked classes stand so far out that standardising by them would leave the others no digits.  They are drawn in
 * to MASK_REACH times the largest other one, where they have a probability of 0 or 1 as before: check_masks. */
#define MASK 1e8
#define MASK_REACH 1e4

static bool draw_in(double *x, size_t n)
{
	double largest = 0;
	bool any = false;

	for (size_t i = 0; i < n; i++)
		largest = fabs(x[i]) < MASK ? fmax(largest, fabs(x[i])) : largest;
	for (size_t i = 0; i < n && largest > 0; i++)
		if (fabs(x[i]) > MASK * largest) {
			x[i] = copysign(MASK_REACH * largest, x[i]);
			any = true;
		}
	return any;
}

/* exp(-750) is 0. */
static int check_masks(const struct calibration_map *m, const struct columns *x, size_t n, struct err *e)
{
	double largest = 0;

	for (size_t i = 0; i < n; i++)
		largest = fmax(largest, fabs(x->x[i]));
	return m->sigmoid.a * largest > 750 + fabs(m->sigmoid.c)
		? ST_OK
		: err_set(
			e, ST_NUMERIC, "masked classes among their labels, or a map too flat to tell them from others");
}

static int fit_map(const struct calibration *c, const struct calibration_data *d, const struct columns *x,
	struct calibration_map *m, struct err *e)
{
	switch (c->opt.method) {
	case CALIBRATION_PLATT:
		return platt_fit(d->n, x->x, x->is_event, d->w, c->opt.smooth, &m->sigmoid, e);
	case CALIBRATION_BETA:
		return beta_fit(d->n, x->x, x->lq, x->is_event, d->w, &m->sigmoid, e);
	case CALIBRATION_ISOTONIC:
		return isotonic_fit(d->n, x->x, x->event, d->w, &m->knots, e);
	default:
		return histogram_fit(
			d->n, x->x, x->event, d->w, c->opt.bins, c->opt.mass, c->opt.left, &m->edges, &m->value, e);
	}
}

/* Puts the class in front of the message of a map's failure. */
static int name_class(const struct calibration_data *d, size_t class, struct err *e)
{
	char shown[ERR_EXCERPT];
	struct err inner = *e;

	if (!d->classes || inner.status != ST_NUMERIC)
		return inner.status;
	err_excerpt(shown, d->classes->name[class].s, d->classes->name[class].n);
	return err_set(e, inner.status, "class '%s': %.700s", shown, inner.text);
}

static int fit_maps(struct calibration *c, const struct calibration_data *d, struct err *e)
{
	struct columns x = {mem_alloc(d->n, sizeof *x.x, e), NULL, mem_alloc(d->n, sizeof *x.event, e),
		mem_alloc(d->n, sizeof *x.is_event, e)};
	int st = ST_OK;

	c->nmap = d->k == 2 ? 1 : d->k;
	c->map = mem_alloc(c->nmap, sizeof *c->map, e);
	if (c->opt.method == CALIBRATION_BETA)
		x.lq = mem_alloc(d->n, sizeof *x.lq, e);
	if (!c->map || !x.x || !x.event || !x.is_event || (c->opt.method == CALIBRATION_BETA && !x.lq))
		st = ST_SYSTEM;
	if (!st)
		prepare_rows(c, d);
	for (size_t i = 0; !st && i < c->nmap; i++) {
		bool drawn;

		fill_columns(c, d, feature_map_class(c, i), &x);
		drawn = (c->opt.method == CALIBRATION_PLATT || c->opt.method == CALIBRATION_BETA) && draw_in(x.x, d->n);
		st = fit_map(c, d, &x, &c->map[i], e);
		if (!st && drawn)
			st = check_masks(&c->map[i], &x, d->n, e);
		if (st)
			st = name_class(d, feature_map_class(c, i), e);
	}
	free(x.x);
	free(x.lq);
	free(x.event);
	free(x.is_event);
	return st;
}

int calibration_fit(
	struct calibration *c, const struct calibration_options *opt, const struct calibration_data *d, struct err *e)
{
	bool joint = opt->method == CALIBRATION_TEMPERATURE || opt->method == CALIBRATION_VECTOR
		|| opt->method == CALIBRATION_DIRICHLET;
	int st;

	if (!has_rows(d))
		return err_set(e, ST_NUMERIC, "no rows (of a weight above 0) to fit a map to");
	*c = (struct calibration){.opt = *opt, .k = d->k};
	st = joint ? fit_theta(c, d, e) : fit_maps(c, d, e);
	if (st)
		calibration_free(c);
	return st;
}

void calibration_free(struct calibration *c)
{
	for (size_t i = 0; c->map && i < c->nmap; i++) {
		knots_free(&c->map[i].knots);
		edges_free(&c->map[i].edges);
		free(c->map[i].value);
	}
	free(c->map);
	free(c->theta);
	*c = (struct calibration){0};
}
