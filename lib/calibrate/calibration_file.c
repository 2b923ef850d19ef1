/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/calibration_file.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "calibrate/vector_dirichlet.h"

static const char *const method_name[] = {
	"temperature",
	"vector",
	"platt",
	"beta",
	"isotonic",
	"histogram",
	"dirichlet",
};
enum { METHODS = sizeof method_name / sizeof *method_name };

static const char *const on_name[] = {"logit", "probability"};
static const char *const between_name[] = {"linear", "step"};
static const char *const side_name[] = {"right", "left"};

/* Room for the longest key: a word and two numbers. */
enum { KEY = 80 };

static const char *key_of(char key[KEY], const char *word, size_t target, size_t class)
{
	if (class)
		snprintf(key, KEY, "%s.%zu.%zu", word, target, class);
	else
		snprintf(key, KEY, "%s.%zu", word, target);
	return key;
}

void calibration_model_free(struct calibration_model *m)
{
	for (size_t i = 0; i < m->fitted; i++)
		calibration_free(&m->map[i]);
	free(m->map);
	names_free(&m->target);
	names_free(&m->classes);
	*m = (struct calibration_model){0};
}

/* The class, from 1, that map i is about. */
static size_t class_of(const struct calibration *c, size_t i)
{
	return c->nmap == 1 ? 2 : i + 1;
}

static void write_map(struct modelfile_writer *w, const struct calibration *c, size_t target, size_t i)
{
	const struct calibration_map *m = &c->map[i];
	const struct sigmoid *s = &m->sigmoid;
	char key[KEY];
	size_t class = class_of(c, i);

	switch ((enum calibration_method)c->opt.method) {
	case CALIBRATION_PLATT:
		modelfile_put_list(w, key_of(key, "platt", target, class), (double[]){s->a, s->c}, 2);
		break;
	case CALIBRATION_BETA:
		modelfile_put_list(w, key_of(key, "beta", target, class), (double[]){s->a, s->b, s->c}, 3);
		break;
	case CALIBRATION_ISOTONIC:
		modelfile_put_list(w, key_of(key, "x", target, class), m->knots.x, m->knots.n);
		modelfile_put_list(w, key_of(key, "y", target, class), m->knots.y, m->knots.n);
		break;
	default:
		modelfile_put_list(w, key_of(key, "x", target, class), m->edges.edge, m->edges.n + 1);
		modelfile_put_list(w, key_of(key, "y", target, class), m->value, m->edges.n);
	}
}

static void write_target(struct modelfile_writer *w, const struct calibration *c, size_t target)
{
	char key[KEY];

	modelfile_put_list(w, key_of(key, "theta", target, 0), c->theta, c->ntheta);
	if (c->passes)
		modelfile_put_count(w, key_of(key, "passes", target, 0), c->passes);
	for (size_t i = 0; i < c->nmap; i++)
		write_map(w, c, target, i);
}

static void write_head(struct modelfile_writer *w, const struct calibration_model *m)
{
	const struct calibration_options *o = &m->map[0].opt;

	modelfile_put_string(w, "method", method_name[o->method]);
	if (o->method == CALIBRATION_PLATT)
		modelfile_put_string(w, "on", on_name[o->on_probability]);
	if (o->method == CALIBRATION_ISOTONIC)
		modelfile_put_string(w, "between", between_name[o->step]);
	if (o->method == CALIBRATION_HISTOGRAM)
		modelfile_put_string(w, "side", side_name[o->left]);
	modelfile_put_names(w, "target", &m->target);
	modelfile_put_names(w, "class", &m->classes);
}

int calibration_model_write(const struct calibration_model *m, int fd, struct err *e)
{
	struct modelfile_writer w;

	modelfile_open(&w, fd, "calibration");
	write_head(&w, m);
	for (size_t i = 0; i < m->target.n; i++)
		write_target(&w, &m->map[i], i + 1);
	return modelfile_close(&w, ST_OK, e);
}

/* The place of a record's text among n words. */
static int read_word(
	const struct modelfile *f, const char *key, const char *const *word, size_t n, size_t *i, struct err *e)
{
	const char *s;
	int st = modelfile_get_string(f, key, &s, e);

	if (st)
		return st;
	for (*i = 0; *i < n; ++*i)
		if (!strcmp(word[*i], s))
			return ST_OK;
	return modelfile_bad(f, key, NULL, NULL, "not known", e);
}

static int read_options(const struct modelfile *f, struct calibration_options *o, struct err *e)
{
	size_t method, on = 0, between = 0, side = 0;
	int st = read_word(f, "method", method_name, METHODS, &method, e);

	if (!st && method == CALIBRATION_PLATT)
		st = read_word(f, "on", on_name, 2, &on, e);
	if (!st && method == CALIBRATION_ISOTONIC)
		st = read_word(f, "between", between_name, 2, &between, e);
	if (!st && method == CALIBRATION_HISTOGRAM)
		st = read_word(f, "side", side_name, 2, &side, e);
	if (!st)
		*o = (struct calibration_options){
			.method = (int)method, .on_probability = on, .step = between, .left = side};
	return st;
}

/* A list of numbers from lo to hi; *v is the caller's to free on ST_OK. */
static int read_within(
	const struct modelfile *f, const char *key, double lo, double hi, double **v, size_t *n, struct err *e)
{
	int st = modelfile_get_list(f, key, v, n, e);

	for (size_t i = 0; !st && i < *n; i++) {
		char s[32], what[80];
		struct name place = {s, (size_t)snprintf(s, sizeof s, "%zu", i + 1)};

		if ((*v)[i] >= lo && (*v)[i] <= hi)
			continue;
		snprintf(what, sizeof what, "not from %g to %g", lo, hi);
		st = modelfile_bad(f, key, &place, NULL, what, e);
		free(*v);
		*v = NULL;
	}
	return st;
}

/* A list of exactly n. */
static int read_list(
	const struct modelfile *f, const char *key, size_t n, double lo, double hi, double **v, struct err *e)
{
	size_t got;
	int st = read_within(f, key, lo, hi, v, &got, e);

	if (st || got == n)
		return st;
	free(*v);
	*v = NULL;
	return err_set(e, ST_DATA, "%s: %s: not a list of %zu numbers", f->name, key, n);
}

static bool rising(const double *x, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (!(x[i] > x[i - 1]))
			return false;
	return true;
}

/* Knots or bins: y has as many numbers as x, or one less. */
static int read_steps(const struct modelfile *f, const struct calibration *c, size_t target, size_t class,
	struct calibration_map *m, struct err *e)
{
	bool isotonic = c->opt.method == CALIBRATION_ISOTONIC;
	char key[KEY];
	double *x = NULL, *y = NULL;
	size_t n;
	int st = read_within(f, key_of(key, "x", target, class), 0, 1, &x, &n, e);

	if (st)
		return st;
	if (n < (isotonic ? 1 : 2) || !rising(x, n))
		st = err_set(e, ST_DATA, "%s: %s: not a rising list of numbers", f->name, key);
	if (!st)
		st = read_list(f, key_of(key, "y", target, class), isotonic ? n : n - 1, 0, 1, &y, e);
	if (st)
		free(x);
	else if (isotonic)
		m->knots = (struct knots){n, x, y};
	else {
		m->edges = (struct edges){.n = n - 1, .edge = x, .left = c->opt.left};
		m->value = y;
	}
	return st;
}

static int read_map(const struct modelfile *f, const struct calibration *c, size_t target, size_t i, struct err *e)
{
	struct calibration_map *m = &c->map[i];
	bool platt = c->opt.method == CALIBRATION_PLATT;
	size_t class = class_of(c, i);
	char key[KEY];
	double *v;
	int st;

	if (!platt && c->opt.method != CALIBRATION_BETA)
		return read_steps(f, c, target, class, m, e);
	st = read_list(f, key_of(key, platt ? "platt" : "beta", target, class), platt ? 2 : 3, -MODEL_LARGEST,
		MODEL_LARGEST, &v, e);
	if (st)
		return st;
	if (!platt && (v[0] < 0 || v[1] < 0)) {
		free(v);
		return err_set(e, ST_DATA, "%s: %s: a map that falls: a and b are at least 0", f->name, key);
	}
	m->sigmoid = (struct sigmoid){v[0], platt ? 0 : v[1], v[platt ? 1 : 2]};
	free(v);
	return ST_OK;
}

static int read_target(const struct modelfile *f, struct calibration *c, size_t target, struct err *e)
{
	bool full = c->opt.method == CALIBRATION_DIRICHLET;
	char key[KEY];
	int st = ST_OK;

	if (full || c->opt.method == CALIBRATION_TEMPERATURE || c->opt.method == CALIBRATION_VECTOR) {
		c->ntheta = c->opt.method == CALIBRATION_TEMPERATURE ? 1 : softmax_parameters(c->k, full);
		/* A temperature is above 0. */
		return read_list(f, key_of(key, "theta", target, 0), c->ntheta,
			c->ntheta == 1 ? DBL_MIN : -MODEL_LARGEST, MODEL_LARGEST, &c->theta, e);
	}
	c->nmap = c->k == 2 ? 1 : c->k;
	c->map = mem_alloc(c->nmap, sizeof *c->map, e);
	if (!c->map)
		return ST_SYSTEM;
	for (size_t i = 0; !st && i < c->nmap; i++)
		st = read_map(f, c, target, i, e);
	return st;
}

static int read_all(struct calibration_model *m, const struct modelfile *f, struct err *e)
{
	struct calibration_options o;
	int st = read_options(f, &o, e);

	if (!st)
		st = modelfile_get_names(f, "target", &m->target, e);
	if (!st)
		st = modelfile_get_names(f, "class", &m->classes, e);
	if (st)
		return st;
	if (!m->target.n || (names_find(&m->target, "model", 5) != NAMES_NONE) != (m->classes.n > 1))
		return err_set(e, ST_DATA, "%s: target: no targets, or `model` without classes", f->name);
	m->map = mem_alloc(m->target.n, sizeof *m->map, e);
	if (!m->map)
		return ST_SYSTEM;
	for (size_t i = 0; !st && i < m->target.n; i++) {
		bool model = names_find(&m->target, "model", 5) == i;

		m->map[i] = (struct calibration){.opt = o, .k = model ? m->classes.n : 2};
		m->fitted = i + 1;
		st = read_target(f, &m->map[i], i + 1, e);
	}
	return st;
}

int calibration_model_read(struct calibration_model *m, const struct modelfile *f, struct err *e)
{
	int st;

	*m = (struct calibration_model){0};
	st = read_all(m, f, e);
	if (st)
		calibration_model_free(m);
	return st;
}
