/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "crowd/crowd_file.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "csv/writer.h"

static const char *const method_name[] =
	{[CROWD_CONFUSION] = "dawid-skene", [CROWD_COIN] = "one-coin", [CROWD_DIFFICULTY] = "glad"};

void crowd_model_free(struct crowd_model *m)
{
	names_free(&m->classes);
	names_free(&m->workers);
	crowd_free(&m->c);
}

int crowd_model_write(const struct crowd_model *m, int fd, struct err *e)
{
	struct modelfile_writer w;
	struct names rows = {0};
	int st = ST_OK;

	modelfile_open(&w, fd, "crowd");
	modelfile_put_string(&w, "method", method_name[m->c.method]);
	modelfile_put_string(&w, "prior", m->c.given ? "columns" : "shares");
	modelfile_put_count(&w, "renamed", m->c.renamed);
	modelfile_put_names(&w, "class", &m->classes);
	modelfile_put_names(&w, "worker", &m->workers);
	if (!m->c.given)
		modelfile_put_vector(&w, "share", &m->classes, m->c.share);
	if (m->c.method != CROWD_CONFUSION)
		modelfile_put_vector(
			&w, m->c.method == CROWD_COIN ? "accuracy" : "ability", &m->workers, m->c.parameter);
	else if (!(st = modelfile_pair_names(&rows, &m->workers, &m->classes, e)))
		modelfile_put_matrix(&w, "confusion", &rows, &m->classes, m->c.parameter);
	names_free(&rows);
	return modelfile_close(&w, st, e);
}

static int read_method(const struct modelfile *f, enum crowd_method *method, struct err *e)
{
	const char *s;
	int st = modelfile_get_string(f, "method", &s, e);

	for (size_t i = 0; !st && i < sizeof method_name / sizeof *method_name; i++)
		if (!strcmp(s, method_name[i])) {
			*method = i;
			return ST_OK;
		}
	return st ? st : modelfile_bad(f, "method", NULL, NULL, "not a method", e);
}

/* Numbers of [0, 1], of which logarithms will be taken. */
static int check_probabilities(const struct modelfile *f, const char *key, const double *p, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (!(p[i] > 0 && p[i] <= 1))
			return err_set(e, ST_DATA, "%s: %s: not in (0, 1]", f->name, key);
	return ST_OK;
}

static int read_parameters(struct crowd_model *m, const struct modelfile *f, struct err *e)
{
	struct crowd *c = &m->c;
	struct names rows = {0};
	const char *key = c->method == CROWD_CONFUSION ? "confusion" : c->method == CROWD_COIN ? "accuracy" : "ability";
	int st = c->given ? ST_OK : modelfile_get_vector(f, "share", &m->classes, c->share, e);

	if (!st && !c->given)
		st = check_probabilities(f, "share", c->share, c->nclass, e);
	if (!st && c->method != CROWD_CONFUSION)
		st = modelfile_get_vector(f, key, &m->workers, c->parameter, e);
	else if (!st && !(st = modelfile_pair_names(&rows, &m->workers, &m->classes, e)))
		st = modelfile_get_matrix(f, key, &rows, &m->classes, c->parameter, e);
	if (!st && c->method != CROWD_DIFFICULTY)
		st = check_probabilities(f, key, c->parameter, c->nworker * c->width, e);
	for (size_t j = 0; !st && j < c->nworker; j++)
		if (c->method == CROWD_COIN && c->parameter[j] == 1)
			st = err_set(e, ST_DATA, "%s: accuracy: not below 1", f->name);
		else if (c->method == CROWD_DIFFICULTY && !(fabs(c->parameter[j]) <= 1e6))
			st = err_set(e, ST_DATA, "%s: ability: beyond 1e6", f->name);
	names_free(&rows);
	return st;
}

int crowd_model_read(struct crowd_model *m, const struct modelfile *f, struct err *e)
{
	enum crowd_method method = CROWD_CONFUSION;
	bool given = false;
	double numbers;
	int st = read_method(f, &method, e);

	*m = (struct crowd_model){0};
	if (!st)
		st = modelfile_get_choice(f, "prior", "shares", "columns", &given, e);
	if (!st)
		st = modelfile_get_names(f, "class", &m->classes, e);
	if (!st)
		st = modelfile_get_names(f, "worker", &m->workers, e);
	if (!st && (m->classes.n < 2 || !m->workers.n))
		st = err_set(e, ST_DATA, "%s: fewer than two classes, or no workers", f->name);
	numbers = (double)m->workers.n;
	if (method == CROWD_CONFUSION)
		numbers *= (double)m->classes.n * (double)m->classes.n;
	if (!st)
		st = modelfile_check_size(f, numbers, e);
	if (!st)
		st = crowd_init(&m->c, method, m->classes.n, m->workers.n, given, e);
	if (!st)
		st = read_parameters(m, f, e);
	if (!st)
		crowd_chances(&m->c);
	return st;
}
