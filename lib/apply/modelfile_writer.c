/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "apply/modelfile_writer.h"

#include <stdio.h>
#include <string.h>

#include "base/opt.h"
#include "number/num_print.h"

const char *const modelfile_column[MODELFILE_COLUMNS] = {"key", "row", "column", "value"};

/* The writer keeps what fails until it is closed. */
static void end_record(struct modelfile_writer *w)
{
	struct err later;

	csv_write_end(&w->w, &later);
}

void modelfile_open(struct modelfile_writer *w, int fd, const char *kind)
{
	csv_writer_init(&w->w, fd, 0);
	for (size_t i = 0; i < MODELFILE_COLUMNS; i++)
		csv_write_string(&w->w, modelfile_column[i]);
	end_record(w);
	modelfile_put_string(w, "format", MODEL_FORMAT);
	modelfile_put_string(w, "kind", kind);
	modelfile_put_string(w, "version", L2D_VERSION);
}

int modelfile_close(struct modelfile_writer *w, int status, struct err *e)
{
	return csv_writer_close(&w->w, status, e);
}

void modelfile_put_text(struct modelfile_writer *w, const char *key, const struct name *row, const struct name *column,
	const char *s, size_t n)
{
	csv_write_string(&w->w, key);
	csv_write_name(&w->w, row);
	csv_write_name(&w->w, column);
	csv_write_text(&w->w, s, n);
	end_record(w);
}

void modelfile_put_number(
	struct modelfile_writer *w, const char *key, const struct name *row, const struct name *column, double x)
{
	char s[NUM_LENGTH];

	modelfile_put_text(w, key, row, column, s, num_print(s, x, 0));
}

void modelfile_put_string(struct modelfile_writer *w, const char *key, const char *s)
{
	modelfile_put_text(w, key, NULL, NULL, s, strlen(s));
}

void modelfile_put_count(struct modelfile_writer *w, const char *key, size_t n)
{
	char s[32];

	modelfile_put_text(w, key, NULL, NULL, s, (size_t)snprintf(s, sizeof s, "%zu", n));
}

void modelfile_put_names(struct modelfile_writer *w, const char *key, const struct names *t)
{
	for (size_t i = 0; i < t->n; i++) {
		char s[32];
		struct name place = {s, (size_t)snprintf(s, sizeof s, "%zu", i + 1)};

		modelfile_put_text(w, key, &place, NULL, t->name[i].s, t->name[i].n);
	}
}

void modelfile_put_vector(struct modelfile_writer *w, const char *key, const struct names *rows, const double *v)
{
	for (size_t i = 0; i < rows->n; i++)
		modelfile_put_number(w, key, &rows->name[i], NULL, v[i]);
}

void modelfile_put_list(struct modelfile_writer *w, const char *key, const double *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char s[32];
		struct name place = {s, (size_t)snprintf(s, sizeof s, "%zu", i + 1)};

		modelfile_put_number(w, key, &place, NULL, v[i]);
	}
}

void modelfile_put_matrix(struct modelfile_writer *w, const char *key, const struct names *rows,
	const struct names *columns, const double *v)
{
	for (size_t i = 0; i < rows->n; i++)
		for (size_t j = 0; j < columns->n; j++)
			modelfile_put_number(w, key, &rows->name[i], &columns->name[j], v[i * columns->n + j]);
}
