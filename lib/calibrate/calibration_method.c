/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/calibration_method.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "apply/modelfile.h"
#include "base/buf.h"
#include "calibrate/isotonic_histogram.h"
#include "calibrate/line.h"
#include "calibrate/platt_beta.h"
#include "scaling/temperature.h"
#include "scaling/vector_dirichlet.h"
#include "math/edges.h"
#include "math/vec.h"

/* The n numbers of a map that has no others. */
static int set_numbers(struct calibration_map *m, const double *x, size_t n, struct err *e)
{
	m->x = mem_alloc(n, sizeof *m->x, e);
	if (!m->x)
		return ST_SYSTEM;
	memcpy(m->x, x, n * sizeof *x);
	m->nx = n;
	return ST_OK;
}

/* temperature: x is beta. */

static size_t one(size_t k)
{
	(void)k;
	return 1;
}

static int fit_temperature(struct calibration *c, const struct calibration_data *d, struct err *e)
{
	struct temperature t;
	int st;

	temperature_fit(d->n, d->k, d->in, d->y, d->w, &t);
	c->passes = t.passes;
	st = temperature_check(&t, e);
	return st ? st : set_numbers(c->map, &t.beta, 1, e);
}

static void apply_temperature(const struct calibration *c, double *lp, double *p)
{
	for (size_t i = 0; i < c->k; i++)
		lp[i] *= c->map->x[0];
	vec_softmax(lp, c->k, p);
}

/* vector, dirichlet: x is theta. */

static int fit_softmax(bool full, struct calibration *c, const struct calibration_data *d, struct err *e)
{
	struct softmax_problem p = {
		d->n, d->k, d->in, d->y, d->w, full, c->opt.lambda, c->opt.mu, d->jobs, d->all, d->before};
	struct calibration_map *m = c->map;

	m->nx = softmax_parameters(d->k, full);
	m->x = mem_alloc(m->nx, sizeof *m->x, e);
	return m->x ? softmax_fit(&p, m->x, e) : ST_SYSTEM;
}

static size_t vector_length(size_t k)
{
	return softmax_parameters(k, false);
}

static int fit_vector(struct calibration *c, const struct calibration_data *d, struct err *e)
{
	return fit_softmax(false, c, d, e);
}

static void apply_vector(const struct calibration *c, double *lp, double *p)
{
	softmax_apply(c->k, false, c->map->x, lp, p);
}

static size_t dirichlet_length(size_t k)
{
	return softmax_parameters(k, true);
}

static int fit_dirichlet(struct calibration *c, const struct calibration_data *d, struct err *e)
{
	return fit_softmax(true, c, d, e);
}

static void apply_dirichlet(const struct calibration *c, double *lp, double *p)
{
	softmax_apply(c->k, true, c->map->x, lp, p);
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
static int check_masks(const struct sigmoid *m, const struct calibration_columns *x, struct err *e)
{
	double largest = 0;

	for (size_t i = 0; i < x->n; i++)
		largest = fmax(largest, fabs(x->x[i]));
	if (m->a * largest > 750 + fabs(m->c))
		return ST_OK;
	return err_set(e, ST_NUMERIC, "masked classes among their labels, or a map too flat to tell them from others");
}

/* platt: x is the slope and the intercept. */

static size_t two(size_t k)
{
	(void)k;
	return 2;
}

static bool platt_takes_p(const struct calibration_options *o)
{
	return o->on;
}

static double platt_score(const struct calibration_options *o, struct calibration_binary b)
{
	return o->on ? b.p : b.lp + b.lq;
}

static int fit_platt(const struct calibration_options *o, const struct calibration_columns *x,
	struct calibration_map *m, struct err *e)
{
	bool drawn = draw_in(x->x, x->n);
	struct sigmoid s;
	int st = platt_fit(x->n, x->x, x->is_event, x->w, o->smooth, &s, e);

	if (!st && drawn)
		st = check_masks(&s, x, e);
	return st ? st : set_numbers(m, (double[]){s.a, s.c}, 2, e);
}

static double apply_platt(
	const struct calibration_options *o, const struct calibration_map *m, struct calibration_binary b)
{
	return logistic(m->x[0] * platt_score(o, b) + m->x[1]);
}

/* beta: x is a, b and c. */

static size_t three(size_t k)
{
	(void)k;
	return 3;
}

static double beta_score(const struct calibration_options *o, struct calibration_binary b)
{
	(void)o;
	return b.lp;
}

static int fit_beta(const struct calibration_options *o, const struct calibration_columns *x, struct calibration_map *m,
	struct err *e)
{
	bool drawn = draw_in(x->x, x->n);
	struct sigmoid s;
	int st = beta_fit(x->n, x->x, x->lq, x->is_event, x->w, &s, e);

	(void)o;
	if (!st && drawn)
		st = check_masks(&s, x, e);
	return st ? st : set_numbers(m, (double[]){s.a, s.b, s.c}, 3, e);
}

static double apply_beta(
	const struct calibration_options *o, const struct calibration_map *m, struct calibration_binary b)
{
	(void)o;
	return logistic(m->x[0] * b.lp + m->x[1] * b.lq + m->x[2]);
}

static const char *falling(const struct calibration_map *m, size_t *at)
{
	*at = m->x[0] >= 0;
	return m->x[*at] < 0 ? "a map that falls: a and b are at least 0" : NULL;
}

/* isotonic, histogram: x is the knots or the edges, y the values. */

static bool always(const struct calibration_options *o)
{
	(void)o;
	return true;
}

static double probability(const struct calibration_options *o, struct calibration_binary b)
{
	(void)o;
	return b.p;
}

static int fit_isotonic(const struct calibration_options *o, const struct calibration_columns *x,
	struct calibration_map *m, struct err *e)
{
	struct knots k;
	int st = isotonic_fit(x->n, x->x, x->event, x->w, x->jobs, &k, e);

	(void)o;
	if (!st)
		*m = (struct calibration_map){k.n, k.n, k.x, k.y};
	return st;
}

static double apply_isotonic(
	const struct calibration_options *o, const struct calibration_map *m, struct calibration_binary b)
{
	return isotonic_apply(&(struct knots){m->nx, m->x, m->y}, !o->between, b.p);
}

static int fit_histogram(const struct calibration_options *o, const struct calibration_columns *x,
	struct calibration_map *m, struct err *e)
{
	struct edges b;
	double *value;
	int st = histogram_fit(x->n, x->x, x->event, x->w, x->jobs, o->bins, o->binning, o->side, &b, &value, e);

	if (!st)
		*m = (struct calibration_map){b.n + 1, b.n, b.edge, value};
	return st;
}

static double apply_histogram(
	const struct calibration_options *o, const struct calibration_map *m, struct calibration_binary b)
{
	return m->y[edges_find(&(struct edges){.n = m->ny, .edge = m->x, .left = o->side}, b.p)];
}

/* linear: x is the slope and the intercept. */

static int fit_linear(const struct calibration_options *o, const struct calibration_columns *x,
	struct calibration_map *m, struct err *e)
{
	double line[2];
	int st = line_fit(x->n, x->x, x->event, x->w, line, e);

	(void)o;
	return st ? st : set_numbers(m, line, 2, e);
}

static double apply_linear(
	const struct calibration_options *o, const struct calibration_map *m, struct calibration_binary b)
{
	(void)o;
	return m->x[0] * b.p + m->x[1];
}

#define LARGEST .lo = -MODEL_LARGEST, .hi = MODEL_LARGEST
#define WORD(record, alternatives, member)                                                                             \
	{                                                                                                              \
		record, alternatives, offsetof(struct calibration_options, member)                                     \
	}

static const struct calibration_method methods[] = {
	{.name = "temperature",
		.options = "",
		.record_x = "theta",
		.length = one,
		.lo = DBL_MIN, /* a temperature is above 0 */
		.hi = MODEL_LARGEST,
		.fit_all = fit_temperature,
		.apply_all = apply_temperature},
	{.name = "vector",
		.options = "",
		.record_x = "theta",
		.length = vector_length,
		LARGEST,
		.part = softmax_rows_part,
		.fit_all = fit_vector,
		.apply_all = apply_vector},
	{.name = "platt",
		.options = "smooth on",
		.record_x = "platt",
		.word = WORD("on", CALIBRATION_ON, on),
		.length = two,
		LARGEST,
		.takes_p = platt_takes_p,
		.score = platt_score,
		.fit = fit_platt,
		.apply = apply_platt},
	{.name = "beta",
		.options = "",
		.record_x = "beta",
		.length = three,
		LARGEST,
		.wrong = falling,
		.score = beta_score,
		.fit = fit_beta,
		.apply = apply_beta},
	{.name = "isotonic",
		.options = "interpolate",
		.estimates = true,
		.record_x = "x",
		.record_y = "y",
		.word = WORD("between", CALIBRATION_BETWEEN, between),
		.lo = 0,
		.hi = 1,
		.takes_p = always,
		.score = probability,
		.fit = fit_isotonic,
		.apply = apply_isotonic},
	{.name = "histogram",
		.options = "bins binning side",
		.record_x = "x",
		.record_y = "y",
		.word = WORD("side", CALIBRATION_SIDE, side),
		.closing = 1,
		.lo = 0,
		.hi = 1,
		.takes_p = always,
		.score = probability,
		.fit = fit_histogram,
		.apply = apply_histogram},
	{.name = "dirichlet",
		.options = "lambda mu",
		.record_x = "theta",
		.length = dirichlet_length,
		LARGEST,
		.part = softmax_rows_part,
		.fit_all = fit_dirichlet,
		.apply_all = apply_dirichlet},
	{.name = "linear",
		.options = "",
		.estimates = true,
		.only_estimates = true,
		.record_x = "line",
		.length = two,
		LARGEST,
		.takes_p = always,
		.score = probability,
		.fit = fit_linear,
		.apply = apply_linear},
};

const struct calibration_method *calibration_method(size_t i)
{
	return i < sizeof methods / sizeof *methods ? &methods[i] : NULL;
}

const char *calibration_method_name(size_t i)
{
	return calibration_method(i) ? calibration_method(i)->name : NULL;
}

bool calibration_method_fits(size_t i, bool estimates)
{
	return estimates ? methods[i].estimates : !methods[i].only_estimates;
}

bool calibration_method_takes(size_t i, const char *option)
{
	size_t n = strlen(option);

	for (const char *s = methods[i].options; *s; s += strcspn(s, " "), s += strspn(s, " "))
		if (strcspn(s, " ") == n && !memcmp(s, option, n))
			return true;
	return false;
}
