/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "combine/combiner_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "crowd/crowd_file.h"
#include "real/real.h"
#include "summary/groups.h"

/* Room for "intercept." and two numbers. */
enum { KEY = 64 };

/* The word with the number of the group, from 1; 0: of all rows. */
static const char *key_of(char key[KEY], const char *word, size_t group)
{
	if (group)
		snprintf(key, KEY, "%s.%zu", word, group);
	else
		snprintf(key, KEY, "%s", word);
	return key;
}

/* Records of expert j: rows are what it says, columns the true classes. */
static const char *expert_key(char key[KEY], const struct combiner *m, size_t j, size_t group)
{
	char word[KEY / 2];

	snprintf(word, sizeof word, "%s.%zu", m->method == COMBINE_CONFUSION ? "answer" : "weight", j + 1);
	return key_of(key, word, group);
}

static void write_numbers(struct modelfile_writer *w, const struct combiner *m, size_t group)
{
	size_t square = m->classes.n * m->classes.n;
	char key[KEY];

	if (m->model)
		modelfile_put_number(w, key_of(key, "slope", group), NULL, NULL, m->slope);
	modelfile_put_vector(w, key_of(key, "intercept", group), &m->classes, m->intercept);
	for (size_t j = 0; j < m->experts.n; j++)
		modelfile_put_matrix(w, expert_key(key, m, j, group), &m->classes, &m->classes,
			(m->chance ? m->chance : m->weight) + j * square);
}

int combiner_write(const struct combiner *m, int fd, struct err *e)
{
	struct modelfile_writer w;

	modelfile_open(&w, fd, "combiner");
	modelfile_put_string(&w, "method", m->method == COMBINE_CONFUSION ? "confusion" : "stacking");
	modelfile_put_names(&w, "class", &m->classes);
	modelfile_put_names(&w, "expert", &m->experts);
	if (m->by.n)
		groups_write(&w, &m->by, &m->group);
	for (size_t g = 0; g <= m->group.n; g++)
		write_numbers(&w, combiner_of(m, g), g);
	return modelfile_close(&w, ST_OK, e);
}

static int read_head(struct combiner *m, const struct modelfile *f, struct err *e)
{
	bool stacking;
	int st = modelfile_get_choice(f, "method", "confusion", "stacking", &stacking, e);

	if (st)
		return st;
	m->method = stacking ? COMBINE_STACKING : COMBINE_CONFUSION;
	st = modelfile_get_names(f, "class", &m->classes, e);
	if (!st && m->classes.n < 2)
		st = err_set(e, ST_DATA, "%s: fewer than two classes", f->name);
	if (!st)
		st = modelfile_get_names(f, "expert", &m->experts, e);
	if (!st)
		st = groups_read(f, &m->by, &m->group, e);
	if (!st)
		st = modelfile_check_size(f,
			(double)(1 + m->group.n) * (double)m->experts.n * (double)m->classes.n * (double)m->classes.n,
			e);
	return st ? st : modelfile_has(f, "slope", NULL, NULL, &m->model, e);
}

/* The chances of expert j's answers, which are none below 0 or above 1. */
static int read_chances(const struct combiner *m, const struct modelfile *f, size_t j, const char *key, struct err *e)
{
	size_t k = m->classes.n;
	int st = ST_OK;

	for (size_t i = 0; !st && i < k * k; i++) {
		size_t at = j * k * k + i;

		st = modelfile_get_within(
			f, key, &m->classes.name[i / k], &m->classes.name[i % k], CHANCE_LEAST, 1, &m->chance[at], e);
		m->weight[at] = real_log(m->chance[at]);
	}
	return st;
}

static int read_numbers(struct combiner *m, const struct modelfile *f, size_t group, struct err *e)
{
	char key[KEY];
	int st = m->model ? modelfile_get_number(f, key_of(key, "slope", group), NULL, NULL, &m->slope, e) : ST_OK;

	if (!st)
		st = modelfile_get_vector(f, key_of(key, "intercept", group), &m->classes, m->intercept, e);
	for (size_t j = 0; !st && j < m->experts.n; j++) {
		expert_key(key, m, j, group);
		st = m->chance ? read_chances(m, f, j, key, e)
			       : modelfile_get_matrix(f, key, &m->classes, &m->classes,
				       m->weight + j * m->classes.n * m->classes.n, e);
	}
	return st;
}

int combiner_read(struct combiner *m, const struct modelfile *f, struct err *e)
{
	int st;

	*m = (struct combiner){0};
	st = read_head(m, f, e);
	if (!st)
		st = combiner_alloc(m, e);
	if (!st)
		st = combiner_alloc_own(m, e);
	if (!st)
		st = read_numbers(m, f, 0, e);
	for (size_t g = 0; !st && g < m->group.n; g++)
		st = read_numbers(&m->own[g], f, g + 1, e);
	return st;
}

static void fill_crowd(struct combiner *m, const struct crowd *c)
{
	size_t k = m->classes.n;

	m->slope = m->model;
	for (size_t z = 0; !m->model && z < k; z++)
		m->intercept[z] = real_log(fmax(c->share[z], CHANCE_LEAST));
	for (size_t j = 0; j < m->experts.n; j++)
		for (size_t i = 0; i < k * k; i++) {
			double *chance = &m->chance[j * k * k + i];

			*chance = fmax(crowd_answer(c, j, i % k, i / k), CHANCE_LEAST);
			m->weight[j * k * k + i] = real_log(*chance);
		}
}

static int read_crowd(struct combiner *m, const struct modelfile *f, struct err *e)
{
	struct crowd_model c;
	int st = crowd_model_read(&c, f, e);

	*m = (struct combiner){.method = COMBINE_CONFUSION, .model = c.c.prior != CROWD_SHARES};
	if (!st && c.c.method == CROWD_DIFFICULTY)
		st = modelfile_bad(f, "method", NULL, NULL,
			"an item's ease ties the votes on it together: only l2d-apply combines them; dawid-skene and one-coin can be combined and asked",
			e);
	if (!st)
		st = names_add_list(&m->classes, c.classes.name, c.classes.n, e);
	if (!st)
		st = names_add_list(&m->experts, c.workers.name, c.workers.n, e);
	if (!st)
		st = combiner_alloc(m, e);
	if (!st)
		fill_crowd(m, &c.c);
	crowd_model_free(&c);
	return st;
}

static int read_kind(struct combiner *m, const struct modelfile *f, const char *kind, struct err *e)
{
	if (!strcmp(kind, "combiner"))
		return combiner_read(m, f, e);
	if (!strcmp(kind, "crowd"))
		return read_crowd(m, f, e);
	return modelfile_bad(f, "kind", NULL, NULL,
		strcmp(kind, "mixture")
			? "not a model that combines answers"
			: "it says what experts answer to features, not to a class: l2d-apply adds its conf_*, for --method weighted",
		e);
}

int combiner_open(struct combiner *m, const char *file, struct err *e)
{
	struct modelfile f;
	const char *kind;
	int st = modelfile_read(&f, file, e);

	if (st)
		return st;
	st = modelfile_get_string(&f, "kind", &kind, e);
	if (!st)
		st = read_kind(m, &f, kind, e);
	if (!st)
		st = modelfile_check_used(&f, e);
	modelfile_free(&f);
	return st;
}
