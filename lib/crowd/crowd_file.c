/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "crowd/crowd_file.h"

#include <string.h>

#include "base/buf.h"
#include "csv/writer.h"
#include "network/network_file.h"

static const char *const method_name[] =
	{[CROWD_CONFUSION] = "dawid-skene", [CROWD_COIN] = "one-coin", [CROWD_DIFFICULTY] = "glad"};

static const char *const prior_name[] =
	{[CROWD_SHARES] = "shares", [CROWD_COLUMNS] = "columns", [CROWD_FEATURES] = "features"};

void crowd_model_free(struct crowd_model *m)
{
	names_free(&m->classes);
	names_free(&m->workers);
	names_free(&m->features);
	crowd_free(&m->c);
	crowd_head_free(&m->head);
}

/* Writes the head's records to w, or reads its parameters from f. */
static int file_head(const struct crowd_model *m, struct modelfile_writer *w, const struct modelfile *f, struct err *e)
{
	const struct crowd_head *h = &m->head;
	struct names in = {0};
	int st = network_file_inputs(&h->map, &m->features, &in, e);

	if (!st)
		st = w ? network_file_write(w, "class", &h->network, h->theta, &in, &m->classes, e)
		       : network_file_read(f, "class", &h->network, h->theta, &in, &m->classes, e);
	names_free(&in);
	return st;
}

static int write_head(const struct crowd_model *m, struct modelfile_writer *w, struct err *e)
{
	int st = network_file_write_map(w, &m->head.map, &m->features, e);

	network_file_write_hidden(w, m->head.hidden, m->head.nhidden, m->head.activation);
	return st ? st : file_head(m, w, NULL, e);
}

int crowd_model_write(const struct crowd_model *m, int fd, struct err *e)
{
	struct modelfile_writer w;
	struct names rows = {0};
	int st = ST_OK;

	modelfile_open(&w, fd, "crowd");
	modelfile_put_string(&w, "method", method_name[m->c.method]);
	modelfile_put_string(&w, "prior", prior_name[m->c.prior]);
	if (m->c.start)
		modelfile_put_count(&w, "start", m->c.start);
	modelfile_put_count(&w, "renamed", m->c.renamed);
	modelfile_put_names(&w, "class", &m->classes);
	modelfile_put_names(&w, "worker", &m->workers);
	if (m->c.prior != CROWD_COLUMNS)
		modelfile_put_vector(&w, "share", &m->classes, m->c.share);
	if (m->c.method != CROWD_CONFUSION)
		modelfile_put_vector(
			&w, m->c.method == CROWD_COIN ? "accuracy" : "ability", &m->workers, m->c.parameter);
	else if (!(st = modelfile_pair_names(&rows, &m->workers, &m->classes, e)))
		modelfile_put_matrix(&w, "confusion", &rows, &m->classes, m->c.parameter);
	names_free(&rows);
	if (!st && m->c.prior == CROWD_FEATURES)
		st = write_head(m, &w, e);
	return modelfile_close(&w, st, e);
}

/* *at: which of n words the record has. */
static int read_word(
	const struct modelfile *f, const char *key, const char *const *word, size_t n, size_t *at, struct err *e)
{
	const char *s;
	int st = modelfile_get_string(f, key, &s, e);

	for (*at = 0; !st && *at < n; ++*at)
		if (!strcmp(s, word[*at]))
			return ST_OK;
	return st ? st : modelfile_bad(f, key, NULL, NULL, "no such word", e);
}

/* A probability of which the logarithm will be taken, and where there are others beside it of what is left. */
static int read_chance(const struct modelfile *f, const char *key, const struct name *row, const struct name *column,
	bool left, double *x, struct err *e)
{
	int st = modelfile_get_number(f, key, row, column, x, e);

	if (!st && !(*x > 0 && (left ? *x < 1 : *x <= 1)))
		st = modelfile_bad(f, key, row, column, left ? "not in (0, 1)" : "not in (0, 1]", e);
	return st;
}

static int read_confusion(struct crowd_model *m, const struct modelfile *f, struct err *e)
{
	struct names rows = {0};
	size_t nc = m->classes.n;
	int st = modelfile_pair_names(&rows, &m->workers, &m->classes, e);

	for (size_t i = 0; !st && i < rows.n * nc; i++)
		st = read_chance(
			f, "confusion", &rows.name[i / nc], &m->classes.name[i % nc], false, &m->c.parameter[i], e);
	names_free(&rows);
	return st;
}

static int read_parameters(struct crowd_model *m, const struct modelfile *f, struct err *e)
{
	struct crowd *c = &m->c;
	int st = ST_OK;

	for (size_t z = 0; !st && z < c->nclass && c->prior != CROWD_COLUMNS; z++)
		st = read_chance(f, "share", &m->classes.name[z], NULL, false, &c->share[z], e);
	if (!st && c->method == CROWD_CONFUSION)
		st = read_confusion(m, f, e);
	for (size_t j = 0; !st && j < c->nworker && c->method == CROWD_COIN; j++)
		st = read_chance(f, "accuracy", &m->workers.name[j], NULL, true, &c->parameter[j], e);
	for (size_t j = 0; !st && j < c->nworker && c->method == CROWD_DIFFICULTY; j++)
		st = modelfile_get_within(f, "ability", &m->workers.name[j], NULL, -1e6, 1e6, &c->parameter[j], e);
	return st;
}

static int read_head(struct crowd_model *m, const struct modelfile *f, struct err *e)
{
	struct crowd_head *h = &m->head;
	int st = network_file_read_map(f, &h->map, &m->features, e);

	if (!st)
		st = network_file_read_hidden(f, h->hidden, &h->nhidden, &h->activation, e);
	if (!st)
		st = network_file_check(f, &h->map, h->hidden, h->nhidden, (double)m->classes.n, e);
	if (!st)
		st = crowd_head_init(h, m->classes.n, e);
	return st ? st : file_head(m, NULL, f, e);
}

static int read_names(struct crowd_model *m, const struct modelfile *f, struct err *e)
{
	int st = modelfile_get_names(f, "class", &m->classes, e);

	if (!st)
		st = modelfile_get_names(f, "worker", &m->workers, e);
	if (!st && (m->classes.n < 2 || !m->workers.n))
		st = err_set(e, ST_DATA, "%s: fewer than two classes, or no workers", f->name);
	return st;
}

int crowd_model_read(struct crowd_model *m, const struct modelfile *f, struct err *e)
{
	size_t method = 0, prior = 0;
	double numbers;
	int st = read_word(f, "method", method_name, sizeof method_name / sizeof *method_name, &method, e);

	*m = (struct crowd_model){0};
	if (!st)
		st = read_word(f, "prior", prior_name, sizeof prior_name / sizeof *prior_name, &prior, e);
	if (!st)
		st = read_names(m, f, e);
	numbers = (double)m->workers.n;
	if (method == CROWD_CONFUSION)
		numbers *= (double)m->classes.n * (double)m->classes.n;
	if (!st)
		st = modelfile_check_size(f, numbers, e);
	if (!st)
		st = crowd_init(
			&m->c, (enum crowd_method)method, m->classes.n, m->workers.n, (enum crowd_prior)prior, e);
	if (!st)
		st = read_parameters(m, f, e);
	if (!st && prior == CROWD_FEATURES)
		st = read_head(m, f, e);
	if (!st)
		crowd_chances(&m->c);
	return st;
}
