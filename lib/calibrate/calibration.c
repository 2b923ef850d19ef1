/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/calibration.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "apply/modelfile.h"
#include "base/buf.h"
#include "base/jobs.h"
#include "math/vec.h"
#include "real/kernel.h"
#include "real/real.h"

/* A logit so far below the row's largest counts as this far: squares of it do not overflow. */
static const double lowest = -1e100;

static void log_row(const double *in, bool logits, size_t k, double *lp)
{
	double shift = logits ? vec_logsumexp(in, k) : 0, least = logits ? lowest : CALIBRATION_FLOOR;

	for (size_t i = 0; i < k; i++) {
		double x = in[i] - shift;

		lp[i] = x > least ? x : least;
	}
	if (!logits)
		kernel()->log(lp, lp, k);
}

/* Of class c in a row of logarithms that were logits: those of probabilities near 1 have digits that
 * the probabilities have lost. */
static struct calibration_binary binary_from_logs(const double *lp, size_t k, size_t c)
{
	double p = real_exp(lp[c]), rest = -INFINITY;

	if (p < .5)
		return (struct calibration_binary){p, lp[c], -real_log1p(-p)};
	for (size_t i = 0; i < k; i++)
		if (i != c && lp[i] > rest)
			rest = lp[i];
	if (isfinite(rest)) {
		double sum = 0;

		for (size_t i = 0; i < k; i++)
			sum += i == c ? 0 : real_exp(lp[i] - rest);
		rest += real_log(sum);
	}
	return (struct calibration_binary){p, lp[c], -rest};
}

static struct calibration_binary binary_from_p(double p)
{
	double low = fmax(p, CALIBRATION_FLOOR), high = fmin(p, 1 - CALIBRATION_FLOOR);

	return (struct calibration_binary){p, real_log(low), -real_log1p(-high)};
}

static const struct calibration_method *method_of(const struct calibration *c)
{
	return calibration_method((size_t)c->opt.method);
}

/* The class that map i is about. */
static size_t map_class(const struct calibration *c, size_t i)
{
	return c->nmap == 1 ? 1 : i;
}

static void divide_by_sum(double *p, size_t k)
{
	double sum = 0;

	for (size_t i = 0; i < k; i++)
		sum += p[i];
	for (size_t i = 0; i < k; i++)
		p[i] = sum > 0 ? p[i] / sum : 1 / (double)k;
}

/* Whether the maps take probabilities as they are, not by way of logarithms. */
static bool takes_p(const struct calibration *c)
{
	const struct calibration_method *m = method_of(c);

	return m->takes_p && m->takes_p(&c->opt);
}

static void apply_maps(const struct calibration *c, const double *in, bool logits, double *work, double *p)
{
	if (logits && takes_p(c)) {
		vec_softmax(in, c->k, work);
		in = work;
		logits = false;
	} else if (logits) {
		log_row(in, true, c->k, work);
	}
	for (size_t i = 0; i < c->nmap; i++) {
		size_t class = map_class(c, i);
		struct calibration_binary b = logits ? binary_from_logs(work, c->k, class) : binary_from_p(in[class]);

		p[class] = method_of(c)->apply(&c->opt, &c->map[i], b);
	}
	if (c->nmap == 1)
		p[0] = 1 - p[1];
	else
		divide_by_sum(p, c->k);
}

void calibration_apply(const struct calibration *c, const double *in, bool logits, double *work, double *p)
{
	if (c->opt.estimates) {
		p[0] = method_of(c)->apply(&c->opt, c->map, (struct calibration_binary){.p = in[0]});
		return;
	}
	if (!method_of(c)->apply_all) {
		apply_maps(c, in, logits, work, p);
		return;
	}
	log_row(in, logits, c->k, work);
	method_of(c)->apply_all(c, work, p);
}

static bool has_rows(const struct calibration_data *d)
{
	if (d->all)
		return true;
	if (!d->w)
		return d->n > 0;
	for (size_t i = 0; i < d->n; i++) {
		if (d->w[i] > 0)
			return true;
	}
	return false;
}

static int fit_all(struct calibration *c, const struct calibration_data *d, struct err *e)
{
	for (size_t i = 0; i < d->n; i++)
		log_row(d->in + i * d->k, d->logits, d->k, d->in + i * d->k);
	c->nmap = 1;
	c->map = mem_alloc(1, sizeof *c->map, e);
	return c->map ? method_of(c)->fit_all(c, d, e) : ST_SYSTEM;
}

/* Turns the rows of logits into what the maps take. */
static void prepare_rows(const struct calibration *c, const struct calibration_data *d)
{
	bool p = takes_p(c);

	for (size_t i = 0; d->logits && i < d->n; i++) {
		double *row = d->in + i * d->k;

		if (p)
			vec_softmax(row, d->k, row);
		else
			log_row(row, true, d->k, row);
	}
}

static void fill_columns(const struct calibration *c, const struct calibration_data *d, size_t class,
	const struct calibration_columns *x)
{
	bool logs = d->logits && !takes_p(c);

	for (size_t i = 0; i < d->n; i++) {
		const double *row = d->in + i * d->k;
		struct calibration_binary b = logs ? binary_from_logs(row, d->k, class) : binary_from_p(row[class]);

		x->is_event[i] = d->y[i] == class;
		x->event[i] = x->is_event[i];
		x->x[i] = method_of(c)->score(&c->opt, b);
		x->lq[i] = b.lq;
	}
}

/* Puts the class in front of the message of a map's failure. */
static void name_class(const struct calibration_data *d, size_t class, struct err *e)
{
	char shown[ERR_EXCERPT];
	struct err inner = *e;

	if (!d->classes || inner.status != ST_NUMERIC)
		return;
	err_excerpt(shown, d->classes->name[class].s, d->classes->name[class].n);
	err_set(e, inner.status, "class '%s': %.700s", shown, inner.text);
}

/* Maps that threads fit side by side. */
struct fitting {
	struct calibration *c;
	const struct calibration_data *d;
	struct calibration_columns *x; /* [jobs] */
	struct err *err;               /* [nmap] of each map */
};

static void fit_map(void *arg, size_t i, size_t thread)
{
	struct fitting *f = arg;
	size_t class = map_class(f->c, i);

	fill_columns(f->c, f->d, class, &f->x[thread]);
	if (method_of(f->c)->fit(&f->c->opt, &f->x[thread], &f->c->map[i], &f->err[i]))
		name_class(f->d, class, &f->err[i]);
}

/* Of one of `jobs` threads, who share those that there are more. */
static int allocate_columns(struct calibration_columns *x, const struct calibration_data *d, size_t jobs, struct err *e)
{
	*x = (struct calibration_columns){d->n, mem_alloc(d->n, sizeof *x->x, e), mem_alloc(d->n, sizeof *x->lq, e),
		mem_alloc(d->n, sizeof *x->event, e), mem_alloc(d->n, sizeof *x->is_event, e), d->w, d->jobs / jobs};
	return x->x && x->lq && x->event && x->is_event ? ST_OK : ST_SYSTEM;
}

/* Fits all maps; the error is that of the first class with one. */
static int fit_each(struct fitting *f, size_t jobs, struct err *e)
{
	size_t i = 0;

	prepare_rows(f->c, f->d);
	jobs_run(jobs, f->c->nmap, fit_map, f);
	while (i < f->c->nmap && !f->err[i].status)
		i++;
	if (i == f->c->nmap)
		return ST_OK;
	*e = f->err[i];
	return e->status;
}

static int fit_maps(struct calibration *c, const struct calibration_data *d, struct err *e)
{
	size_t n = d->k == 2 ? 1 : d->k, jobs = d->jobs < n ? d->jobs : n;
	struct fitting f = {c, d};
	int st;

	jobs += !jobs;
	f.x = mem_alloc(jobs, sizeof *f.x, e);
	f.err = mem_alloc(n, sizeof *f.err, e);
	c->map = mem_alloc(n, sizeof *c->map, e);
	c->nmap = n;
	st = f.x && f.err && c->map ? ST_OK : ST_SYSTEM;
	for (size_t t = 0; !st && t < jobs; t++)
		st = allocate_columns(&f.x[t], d, jobs, e);
	if (!st)
		st = fit_each(&f, jobs, e);
	for (size_t t = 0; f.x && t < jobs; t++) {
		free(f.x[t].x);
		free(f.x[t].lq);
		free(f.x[t].event);
		free(f.x[t].is_event);
	}
	free(f.x);
	free(f.err);
	return st;
}

/* Model files have no larger numbers. */
static int check_size(const struct calibration_map *m, struct err *e)
{
	double most = 0;

	for (size_t i = 0; i < m->nx; i++)
		most = fabs(m->x[i]) <= most ? most : fabs(m->x[i]);
	for (size_t i = 0; i < m->ny; i++)
		most = fabs(m->y[i]) <= most ? most : fabs(m->y[i]);
	return most <= MODEL_LARGEST ? ST_OK : err_set(e, ST_NUMERIC, "a map of numbers beyond %g", MODEL_LARGEST);
}

static int fit_estimates(struct calibration *c, const struct calibration_data *d, struct err *e)
{
	struct calibration_columns x = {.n = d->n, .w = d->w};
	int st = ST_OK;

	c->nmap = 1;
	c->map = mem_alloc(1, sizeof *c->map, e);
	x.x = mem_alloc(d->n, sizeof *x.x, e);
	x.event = mem_alloc(d->n, sizeof *x.event, e);
	if (!c->map || !x.x || !x.event)
		st = ST_SYSTEM;
	for (size_t i = 0; !st && i < d->n; i++) {
		x.x[i] = d->in[2 * i];
		x.event[i] = d->in[2 * i + 1];
		if (!(fabs(x.x[i]) <= MODEL_LARGEST && fabs(x.event[i]) <= MODEL_LARGEST))
			st = err_set(e, ST_NUMERIC, "estimates or qualities beyond %g", MODEL_LARGEST);
	}
	if (!st)
		st = method_of(c)->fit(&c->opt, &x, c->map, e);
	free(x.x);
	free(x.event);
	return st ? st : check_size(c->map, e);
}

int calibration_fit(
	struct calibration *c, const struct calibration_options *opt, const struct calibration_data *d, struct err *e)
{
	int st;

	if (!has_rows(d))
		return err_set(e, ST_NUMERIC, "no rows (of a weight above 0) to fit a map to");
	*c = (struct calibration){.opt = *opt, .k = d->k};
	st = opt->estimates ? fit_estimates(c, d, e) : method_of(c)->fit_all ? fit_all(c, d, e) : fit_maps(c, d, e);
	if (st)
		calibration_free(c);
	return st;
}

void calibration_free(struct calibration *c)
{
	for (size_t i = 0; c->map && i < c->nmap; i++) {
		free(c->map[i].x);
		free(c->map[i].y);
	}
	free(c->map);
	*c = (struct calibration){0};
}

static int copy_numbers(double **to, const double *from, size_t n, struct err *e)
{
	*to = mem_alloc(n, sizeof **to, e);
	if (*to && n)
		memcpy(*to, from, n * sizeof **to);
	return *to ? ST_OK : ST_SYSTEM;
}

int calibration_copy(struct calibration *to, const struct calibration *from, struct err *e)
{
	int st;

	*to = *from;
	to->map = mem_alloc(from->nmap, sizeof *to->map, e);
	st = to->map ? ST_OK : ST_SYSTEM;
	for (size_t i = 0; !st && i < from->nmap; i++) {
		to->map[i] = (struct calibration_map){.nx = from->map[i].nx, .ny = from->map[i].ny};
		st = copy_numbers(&to->map[i].x, from->map[i].x, from->map[i].nx, e);
		if (!st)
			st = copy_numbers(&to->map[i].y, from->map[i].y, from->map[i].ny, e);
	}
	if (st)
		calibration_free(to);
	return st;
}
