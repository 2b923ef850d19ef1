/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "calibrate/calibration_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/opt_table.h"
#include "summary/groups.h"

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
	names_free(&m->by);
	names_free(&m->group);
	*m = (struct calibration_model){0};
}

static const struct calibration_method *method_of(const struct calibration *c)
{
	return calibration_method((size_t)c->opt.method);
}

/* The class, from 1, that map i is about; 0: all. */
static size_t class_of(const struct calibration *c, size_t i)
{
	if (method_of(c)->fit_all || c->opt.estimates)
		return 0;
	return c->nmap == 1 ? 2 : i + 1;
}

static void write_target(struct modelfile_writer *w, const struct calibration *c, size_t target)
{
	const struct calibration_method *how = method_of(c);
	char key[KEY];

	for (size_t i = 0; i < c->nmap; i++) {
		const struct calibration_map *m = &c->map[i];
		size_t class = class_of(c, i);

		modelfile_put_list(w, key_of(key, how->record_x, target, class), m->x, m->nx);
		if (how->record_y)
			modelfile_put_list(w, key_of(key, how->record_y, target, class), m->y, m->ny);
	}
	if (c->passes)
		modelfile_put_count(w, key_of(key, "passes", target, 0), c->passes);
}

static int *word_of(const struct calibration_word *w, struct calibration_options *o)
{
	return (int *)(void *)((char *)o + w->at);
}

static void write_head(struct modelfile_writer *w, const struct calibration_model *m)
{
	struct calibration_options o = m->map[0].opt;
	const struct calibration_word *word = &method_of(&m->map[0])->word;

	modelfile_put_string(w, "method", calibration_method_name((size_t)o.method));
	if (word->record) {
		struct opt choice = {.arg = word->alternatives};
		size_t n = 0;
		const char *s = opt_choice(&choice, (size_t)*word_of(word, &o), &n);

		modelfile_put_text(w, word->record, NULL, NULL, s, n);
	}
	if (o.estimates)
		modelfile_put_string(w, "of", "estimates");
	modelfile_put_names(w, "target", &m->target);
	modelfile_put_names(w, "class", &m->classes);
	if (m->by.n)
		groups_write(w, &m->by, &m->group);
}

int calibration_model_write(const struct calibration_model *m, int fd, struct err *e)
{
	struct modelfile_writer w;

	modelfile_open(&w, fd, "calibration");
	write_head(&w, m);
	for (size_t i = 0; i < (1 + m->group.n) * m->target.n; i++)
		write_target(&w, &m->map[i], i + 1);
	return modelfile_close(&w, ST_OK, e);
}

/* The place of a record's text among the choice's alternatives. */
static int read_word(const struct modelfile *f, const char *key, const struct opt *choice, int *place, struct err *e)
{
	const char *s, *v;
	size_t n;
	int st = modelfile_get_string(f, key, &s, e);

	if (st)
		return st;
	for (size_t i = 0; (v = opt_choice(choice, i, &n)); i++)
		if (n == strlen(s) && !memcmp(v, s, n)) {
			*place = (int)i;
			return ST_OK;
		}
	return modelfile_bad(f, key, NULL, NULL, "not known", e);
}

static int read_options(const struct modelfile *f, struct calibration_options *o, struct err *e)
{
	const struct opt method = {.choice = calibration_method_name};
	const struct calibration_word *word;
	int only, st;

	*o = (struct calibration_options){0};
	st = read_word(f, "method", &method, &o->method, e);
	if (!st)
		st = modelfile_has(f, "of", NULL, NULL, &o->estimates, e);
	if (!st && o->estimates)
		st = read_word(f, "of", &(struct opt){.arg = "estimates"}, &only, e);
	if (!st && !calibration_method_fits((size_t)o->method, o->estimates))
		st = modelfile_bad(f, "method", NULL, NULL, "no method for such targets", e);
	if (st)
		return st;
	word = &calibration_method((size_t)o->method)->word;
	if (!word->record)
		return ST_OK;
	return read_word(f, word->record, &(struct opt){.arg = word->alternatives}, word_of(word, o), e);
}

/* What is wrong with number i of a list, or with its not being there. */
static int bad_number(const struct modelfile *f, const char *key, size_t i, const char *what, struct err *e)
{
	char s[32];
	struct name place = {s, (size_t)snprintf(s, sizeof s, "%zu", i + 1)};

	return modelfile_bad(f, key, &place, NULL, what, e);
}

/* A list of numbers from lo to hi; *v is the caller's to free on ST_OK. */
static int read_within(
	const struct modelfile *f, const char *key, double lo, double hi, double **v, size_t *n, struct err *e)
{
	int st = modelfile_get_list(f, key, v, n, e);

	for (size_t i = 0; !st && i < *n; i++) {
		char what[80];

		if ((*v)[i] >= lo && (*v)[i] <= hi)
			continue;
		snprintf(what, sizeof what, "not from %g to %g", lo, hi);
		st = bad_number(f, key, i, what, e);
		free(*v);
		*v = NULL;
	}
	return st;
}

/* A list of exactly n. */
static int read_list(
	const struct modelfile *f, const char *key, size_t n, double lo, double hi, double **v, struct err *e)
{
	char what[80];
	size_t got;
	int st = read_within(f, key, lo, hi, v, &got, e);

	if (st || got == n)
		return st;
	free(*v);
	*v = NULL;
	snprintf(what, sizeof what, "not a list of %zu number%s", n, n == 1 ? "" : "s");
	return bad_number(f, key, got < n ? got : n, what, e);
}

/* A list of at least `least` numbers, each above the one before. */
static int check_rising(
	const struct modelfile *f, const char *key, const double *x, size_t n, size_t least, struct err *e)
{
	for (size_t i = 1; i < n; i++)
		if (!(x[i] > x[i - 1]))
			return bad_number(f, key, i, "not a rising list of numbers", e);
	return n < least ? bad_number(f, key, n, "", e) : ST_OK;
}

/* x, which rises where its length is its own matter, and y. */
static int read_map(const struct modelfile *f, const struct calibration *c, size_t target, size_t i, struct err *e)
{
	const struct calibration_method *how = method_of(c);
	double lo = c->opt.estimates ? -MODEL_LARGEST : how->lo, hi = c->opt.estimates ? MODEL_LARGEST : how->hi;
	struct calibration_map *m = &c->map[i];
	char key[KEY];
	const char *wrong;
	size_t at;
	int st;

	key_of(key, how->record_x, target, class_of(c, i));
	if (how->length) {
		m->nx = how->length(c->k);
		st = read_list(f, key, m->nx, lo, hi, &m->x, e);
	} else {
		st = read_within(f, key, lo, hi, &m->x, &m->nx, e);
		if (!st)
			st = check_rising(f, key, m->x, m->nx, 1 + how->closing, e);
	}
	if (!st && how->wrong && (wrong = how->wrong(m, &at)))
		st = bad_number(f, key, at, wrong, e);
	if (st || !how->record_y)
		return st;
	m->ny = m->nx - how->closing;
	if (!c->opt.estimates)
		lo = 0, hi = 1;
	return read_list(f, key_of(key, how->record_y, target, class_of(c, i)), m->ny, lo, hi, &m->y, e);
}

static int read_target(const struct modelfile *f, struct calibration *c, size_t target, struct err *e)
{
	int st = ST_OK;

	c->nmap = method_of(c)->fit_all || c->k == 2 || c->opt.estimates ? 1 : c->k;
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
	size_t model, n;
	int st = read_options(f, &o, e);

	if (!st)
		st = modelfile_get_names(f, "target", &m->target, e);
	if (!st)
		st = modelfile_get_names(f, "class", &m->classes, e);
	if (!st)
		st = groups_read(f, &m->by, &m->group, e);
	if (st)
		return st;
	if (!m->target.n)
		return bad_number(f, "target", 0, "", e);
	model = o.estimates ? NAMES_NONE : names_find(&m->target, "model", 5);
	if (model == NAMES_NONE && m->classes.n)
		return bad_number(f, "class", 0, "no target `model` whose class it is", e);
	if (model != NAMES_NONE && m->classes.n < 2)
		return bad_number(f, "target", model, "fewer than two classes", e);
	n = (1 + m->group.n) * m->target.n;
	st = modelfile_check_size(f, (double)n, e);
	if (st)
		return st;
	m->map = mem_alloc(n, sizeof *m->map, e);
	if (!m->map)
		return ST_SYSTEM;
	for (size_t i = 0; !st && i < n; i++) {
		m->map[i] = (struct calibration){.opt = o, .k = model == i % m->target.n ? m->classes.n : 2};
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
