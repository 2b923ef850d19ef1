/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "apply/modelfile.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/opt.h"
#include "csv/csv.h"
#include "number/num_parse.h"

/* "KEY,ROW,COLUMN" as CSV, which no other triple gives. */
static int add_place(
	struct buf *b, const char *key, size_t nkey, const struct name *row, const struct name *column, struct err *e)
{
	int st = csv_quote(b, key, nkey, e);

	if (!st)
		st = buf_add_char(b, ',', e);
	if (!st && row)
		st = csv_quote(b, row->s, row->n, e);
	if (!st)
		st = buf_add_char(b, ',', e);
	if (!st && column)
		st = csv_quote(b, column->s, column->n, e);
	return st;
}

static int add_record(struct modelfile *m, const struct csv_row *row, struct err *e)
{
	struct name r = {(char *)row->f[1].p, row->f[1].n}, c = {(char *)row->f[2].p, row->f[2].n};
	size_t before = m->place.n, index;
	struct buf place = {0};
	int st = add_place(&place, row->f[0].p, row->f[0].n, &r, &c, e);

	if (!st)
		st = array_reserve(&m->value, &m->cap, before + 1, sizeof *m->value, e);
	if (!st)
		st = names_add(&m->place, place.p, place.n, &index, e);
	if (!st && index < before)
		st = err_at(e, ST_DATA, m->name, row->line, 1, "the record %.*s stands here and on line %zu",
			(int)(place.n < 80 ? place.n : 80), place.p, m->value[index].line);
	buf_free(&place);
	if (st)
		return st;
	m->value[index] = (struct modelfile_value){m->text.n, row->f[3].n, row->line, false};
	st = buf_add(&m->text, row->f[3].p, row->f[3].n, e);
	return st ? st : buf_add_char(&m->text, '\0', e);
}

static bool field_is(const struct csv_row *row, size_t i, const char *s)
{
	return row->f[i].n == strlen(s) && !memcmp(row->f[i].p, s, row->f[i].n);
}

static int check_header(const struct modelfile *m, const struct csv_row *row, struct err *e)
{
	bool good = row->n == MODELFILE_COLUMNS;

	for (size_t i = 0; good && i < MODELFILE_COLUMNS; i++)
		good = field_is(row, i, modelfile_column[i]);
	return good
		? ST_OK
		: err_at(e, ST_DATA, m->name, row->line, 1,
			"not a model file: the header is not key,row,column,value; a table is read by --input or from standard input");
}

static int check_format(const struct modelfile *m, const struct csv_row *row, struct err *e)
{
	char shown[ERR_EXCERPT];

	if (!field_is(row, 0, "format"))
		return err_at(e, ST_DATA, m->name, row->line, 1, "not a model file: no record 'format'");
	if (!field_is(row, 3, MODEL_FORMAT))
		return err_at(e, ST_DATA, m->name, row->line, row->f[3].at + 1,
			"unknown model format '%s'; this program reads '%s'",
			err_excerpt(shown, row->f[3].p, row->f[3].n), MODEL_FORMAT);
	return ST_OK;
}

static int read_records(struct modelfile *m, struct csv_reader *r, struct err *e)
{
	struct csv_row row;
	size_t n = 0;
	int st;

	for (; !(st = csv_reader_next(r, &row, e)); n++) {
		if (n && row.n != MODELFILE_COLUMNS)
			st = err_at(e, ST_DATA, m->name, row.line, 1, "%zu fields, not 4", row.n);
		else
			st = !n ? check_header(m, &row, e) : n == 1 ? check_format(m, &row, e) : ST_OK;
		if (!st && n)
			st = add_record(m, &row, e);
		if (st)
			return st;
	}
	if (st == ST_END && n < 2)
		return err_set(e, ST_DATA, "%s: not a model file: no record 'format'", m->name);
	return st == ST_END ? ST_OK : st;
}

/* A version's numbers, apart by points; false for anything else. */
static bool version_numbers(const char *s, size_t part[3])
{
	int end = 0;

	return sscanf(s, "%zu.%zu.%zu%n", &part[0], &part[1], &part[2], &end) == 3 && !s[end] && !strchr(s, '-');
}

/* A model of a later version may mean what this program cannot know. */
static int check_version(const struct modelfile *m, struct err *e)
{
	size_t theirs[3], ours[3];
	const char *s;
	int st = modelfile_get_string(m, "version", &s, e);

	if (st)
		return st;
	if (!version_numbers(s, theirs) || !version_numbers(L2D_VERSION, ours))
		return modelfile_bad(m, "version", NULL, NULL, "not a version", e);
	for (size_t i = 0; i < 3; i++)
		if (theirs[i] != ours[i])
			return theirs[i] < ours[i]
				? ST_OK
				: modelfile_bad(m, "version", NULL, NULL, "later than this program's, " L2D_VERSION, e);
	return ST_OK;
}

int modelfile_read(struct modelfile *m, const char *path, struct err *e)
{
	bool standard = !strcmp(path, "-");
	struct csv_reader r;
	int fd, st;

	*m = (struct modelfile){.name = standard ? "(standard input)" : path};
	fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, ST_SYSTEM, "%s: %s", path, strerror(errno));
	st = csv_reader_init(&r, fd, m->name, e);
	if (!st) {
		st = read_records(m, &r, e);
		csv_reader_free(&r);
	}
	if (!st)
		st = check_version(m, e);
	if (!standard)
		close(fd);
	if (st)
		modelfile_free(m);
	return st;
}

void modelfile_free(struct modelfile *m)
{
	names_free(&m->place);
	free(m->value);
	buf_free(&m->text);
	*m = (struct modelfile){0};
}

/* Finds the record: *v stays NULL when it is not there.  ST_SYSTEM: no memory for the question. */
static int find(const struct modelfile *m, const char *key, const struct name *row, const struct name *column,
	const struct modelfile_value **v, struct err *e)
{
	struct buf place = {0};
	int st = add_place(&place, key, strlen(key), row, column, e);
	size_t i = st ? NAMES_NONE : names_find(&m->place, place.p, place.n);

	*v = i == NAMES_NONE ? NULL : &m->value[i];
	if (*v)
		m->value[i].used = true;
	buf_free(&place);
	return st;
}

int modelfile_has(const struct modelfile *m, const char *key, const struct name *row, const struct name *column,
	bool *there, struct err *e)
{
	const struct modelfile_value *v;
	int st = find(m, key, row, column, &v, e);

	*there = v;
	return st;
}

static int absent(
	const struct modelfile *m, const char *key, const struct name *row, const struct name *column, struct err *e)
{
	char r[ERR_EXCERPT], c[ERR_EXCERPT];

	return err_set(e, ST_DATA, "%s: the model lacks the record %s,%s,%s", m->name, key,
		row ? err_excerpt(r, row->s, row->n) : "", column ? err_excerpt(c, column->s, column->n) : "");
}

int modelfile_get_text(const struct modelfile *m, const char *key, const struct name *row, const struct name *column,
	const char **s, size_t *n, struct err *e)
{
	const struct modelfile_value *v;
	int st = find(m, key, row, column, &v, e);

	if (st)
		return st;
	if (!v)
		return absent(m, key, row, column, e);
	*s = m->text.p + v->at;
	*n = v->n;
	return ST_OK;
}

int modelfile_get_number(const struct modelfile *m, const char *key, const struct name *row, const struct name *column,
	double *x, struct err *e)
{
	const char *s = NULL, *wrong;
	size_t n = 0;
	int st = modelfile_get_text(m, key, row, column, &s, &n, e);

	if (st)
		return st;
	wrong = num_parse(s, n, x);
	if (!wrong && fabs(*x) > MODEL_LARGEST)
		wrong = "out of range";
	return wrong ? modelfile_bad(m, key, row, column, wrong, e) : ST_OK;
}

int modelfile_get_within(const struct modelfile *m, const char *key, const struct name *row, const struct name *column,
	double lo, double hi, double *x, struct err *e)
{
	int st = modelfile_get_number(m, key, row, column, x, e);
	char what[80];

	if (st || (*x >= lo && *x <= hi))
		return st;
	snprintf(what, sizeof what, "not from %g to %g", lo, hi);
	return modelfile_bad(m, key, row, column, what, e);
}

int modelfile_get_limit(const struct modelfile *m, const char *key, const struct name *row, const struct name *column,
	double *x, struct err *e)
{
	const char *s = NULL;
	size_t n = 0;
	int st = modelfile_get_text(m, key, row, column, &s, &n, e);

	if (!st && (!strcmp(s, "inf") || !strcmp(s, "-inf"))) {
		*x = *s == '-' ? -INFINITY : INFINITY;
		return ST_OK;
	}
	return st ? st : modelfile_get_number(m, key, row, column, x, e);
}

int modelfile_get_string(const struct modelfile *m, const char *key, const char **s, struct err *e)
{
	size_t n;

	return modelfile_get_text(m, key, NULL, NULL, s, &n, e);
}

int modelfile_get_count(const struct modelfile *m, const char *key, size_t *n, struct err *e)
{
	const char *s = NULL, *wrong;
	size_t length = 0;
	int st = modelfile_get_text(m, key, NULL, NULL, &s, &length, e);

	if (st)
		return st;
	wrong = num_parse_size(s, length, n);
	return wrong ? modelfile_bad(m, key, NULL, NULL, wrong, e) : ST_OK;
}

int modelfile_get_choice(
	const struct modelfile *m, const char *key, const char *no, const char *yes, bool *x, struct err *e)
{
	const char *s = "";
	int st = modelfile_get_string(m, key, &s, e);

	if (st)
		return st;
	*x = !strcmp(s, yes);
	return *x || !strcmp(s, no) ? ST_OK : modelfile_bad(m, key, NULL, NULL, "unknown word", e);
}

int modelfile_get_names(const struct modelfile *m, const char *key, struct names *t, struct err *e)
{
	for (;;) {
		char s[32];
		struct name place = {s, (size_t)snprintf(s, sizeof s, "%zu", t->n + 1)};
		const struct modelfile_value *v;
		size_t before = t->n, index;
		int st = find(m, key, &place, NULL, &v, e);

		if (!st && !v)
			return ST_OK;
		if (!st)
			st = names_add(t, m->text.p + v->at, v->n, &index, e);
		if (!st && index < before)
			st = modelfile_bad(m, key, &place, NULL, "the name stands twice", e);
		if (st)
			return st;
	}
}

int modelfile_get_vector(const struct modelfile *m, const char *key, const struct names *rows, double *v, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < rows->n; i++)
		st = modelfile_get_number(m, key, &rows->name[i], NULL, &v[i], e);
	return st;
}

int modelfile_get_list(const struct modelfile *m, const char *key, double **v, size_t *n, struct err *e)
{
	size_t cap = 0;
	bool there = false;
	int st;

	*v = NULL;
	for (*n = 0;; ++*n) {
		char s[32];
		struct name place = {s, (size_t)snprintf(s, sizeof s, "%zu", *n + 1)};

		st = modelfile_has(m, key, &place, NULL, &there, e);
		if (st || !there)
			break;
		st = array_reserve(v, &cap, *n + 1, sizeof **v, e);
		if (!st)
			st = modelfile_get_number(m, key, &place, NULL, &(*v)[*n], e);
		if (st)
			break;
	}
	if (st) {
		free(*v);
		*v = NULL;
	}
	return st;
}

int modelfile_get_matrix(const struct modelfile *m, const char *key, const struct names *rows,
	const struct names *columns, double *v, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; i < rows->n; i++)
		for (size_t j = 0; !st && j < columns->n; j++)
			st = modelfile_get_number(m, key, &rows->name[i], &columns->name[j], &v[i * columns->n + j], e);
	return st;
}

int modelfile_bad(const struct modelfile *m, const char *key, const struct name *row, const struct name *column,
	const char *what, struct err *e)
{
	const struct modelfile_value *v;
	char shown[ERR_EXCERPT];
	int st = find(m, key, row, column, &v, e);

	if (st)
		return st;
	if (!v)
		return absent(m, key, row, column, e);
	return err_set(e, ST_DATA, "%s:%zu: %s: %s: '%s'", m->name, v->line, key, what,
		err_excerpt(shown, m->text.p + v->at, v->n));
}

/* The length of a place's key up to its first point. */
static size_t stem(const struct name *place)
{
	size_t n = 0;

	while (n < place->n && place->s[n] != '.' && place->s[n] != ',')
		n++;
	return n;
}

int modelfile_check_used(const struct modelfile *m, struct err *e)
{
	struct names asked = {0};
	char shown[ERR_EXCERPT];
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; !st && i < m->place.n; i++)
		if (m->value[i].used)
			st = names_add(&asked, m->place.name[i].s, stem(&m->place.name[i]), &index, e);
	for (size_t i = 0; !st && i < m->place.n; i++) {
		const struct name *place = &m->place.name[i];

		if (!m->value[i].used && names_find(&asked, place->s, stem(place)) != NAMES_NONE)
			st = err_set(e, ST_DATA, "%s:%zu: the model's other records leave no place for the record '%s'",
				m->name, m->value[i].line, err_excerpt(shown, place->s, place->n));
	}
	names_free(&asked);
	return st;
}

int modelfile_check_size(const struct modelfile *m, double numbers, struct err *e)
{
	if (numbers <= (double)m->place.n)
		return ST_OK;
	return err_set(e, ST_DATA, "%s: the model needs %.15g numbers, but the file has %zu records", m->name, numbers,
		m->place.n);
}

int modelfile_number_names(struct names *t, const char *prefix, size_t n, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < n; i++) {
		char s[64];
		size_t index;

		st = names_add(t, s, (size_t)snprintf(s, sizeof s, "%.30s%zu", prefix, i + 1), &index, e);
	}
	return st;
}

int modelfile_check_count(const struct modelfile *m, const char *key, size_t n, struct err *e)
{
	bool there;
	size_t count = n;
	int st = modelfile_has(m, key, NULL, NULL, &there, e);

	if (!st && there)
		st = modelfile_get_count(m, key, &count, e);
	return st || count == n ? st : modelfile_bad(m, key, NULL, NULL, "not as many as there are", e);
}

int modelfile_pair_names(struct names *t, const struct names *a, const struct names *b, struct err *e)
{
	struct buf text = {0};
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; !st && i < a->n * b->n; i++) {
		const struct name *first = &a->name[i / b->n], *second = &b->name[i % b->n];

		text.n = 0;
		st = csv_quote(&text, first->s, first->n, e);
		if (!st)
			st = buf_add_char(&text, ',', e);
		if (!st)
			st = csv_quote(&text, second->s, second->n, e);
		if (!st)
			st = names_add(t, text.p, text.n, &index, e);
	}
	buf_free(&text);
	return st;
}
