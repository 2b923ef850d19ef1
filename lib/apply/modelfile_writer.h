/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Writing the model file, whose format apply/modelfile says, record by record.
 */
#ifndef L2D_MODELFILE_WRITER_H
#define L2D_MODELFILE_WRITER_H

#include <stddef.h>

#include "base/names.h"
#include "csv/writer.h"

#define MODEL_FORMAT "l2d-model 1"

/* The columns of the file. */
enum { MODELFILE_COLUMNS = 4 };
extern const char *const modelfile_column[MODELFILE_COLUMNS];

/* Writing: what fails is kept until modelfile_close. */
struct modelfile_writer {
	struct csv_writer w;
};

/* Writes the header and the records format, kind and version. */
void modelfile_open(struct modelfile_writer *w, int fd, const char *kind);
/* As csv_writer_close. */
int modelfile_close(struct modelfile_writer *w, int status, struct err *e);

/* One record; row and column may be NULL: empty (so an empty name is the same as none). */
void modelfile_put_text(struct modelfile_writer *w, const char *key, const struct name *row, const struct name *column,
	const char *s, size_t n);
void modelfile_put_number(
	struct modelfile_writer *w, const char *key, const struct name *row, const struct name *column, double x);

void modelfile_put_string(struct modelfile_writer *w, const char *key, const char *s);
void modelfile_put_count(struct modelfile_writer *w, const char *key, size_t n);
void modelfile_put_names(struct modelfile_writer *w, const char *key, const struct names *t);
/* v [rows->n] */
void modelfile_put_vector(struct modelfile_writer *w, const char *key, const struct names *rows, const double *v);
/* A vector named by its places, from 1. */
void modelfile_put_list(struct modelfile_writer *w, const char *key, const double *v, size_t n);
/* v [rows->n x columns->n] */
void modelfile_put_matrix(struct modelfile_writer *w, const char *key, const struct names *rows,
	const struct names *columns, const double *v);

#endif
