/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The model file, l2d-model(5), which every kind of model writes and reads: CSV with the columns
 * key, row, column, value, one record a value.
 *
 *   key,row,column,value
 *   format,,,l2d-model 1
 *   kind,,,head
 *   version,,,0.1.0
 *   class,1,,cat              a list of names: the row is the place, from 1
 *   mean,age,,41.5            a vector named by rows
 *   weight,z_cat,age,0.25     a matrix named by rows and columns
 *
 * Numbers are the shortest decimals that read back to the same double, so a file is lossless; a
 * threshold may be "inf" or "-inf".  A triple (key, row, column) stands once; the order of records
 * means nothing, except that `format` is the first.  Records that nobody asks for are ignored.
 *
 * Memory: the whole file.  Finding a record: O(1).
 */
#ifndef L2D_MODELFILE_H
#define L2D_MODELFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "apply/modelfile_writer.h"
#include "base/buf.h"
#include "base/names.h"

/* Reading. */
struct modelfile {
	const char *name;              /* of the file, for messages; not a copy */
	struct names place;            /* "KEY,ROW,COLUMN" as CSV; record i is place i */
	struct modelfile_value *value; /* [place.n] */
	size_t cap;
	struct buf text; /* all values, each terminated */
};

struct modelfile_value {
	size_t at, n; /* bytes in text, its terminator not counted */
	size_t line;
	bool used; /* somebody asked for it */
};

/* Reads the whole file ("-" is standard input).  ST_DATA for another format or version, a malformed or a
 * repeated record, a version later than this program's; ST_SYSTEM.  m needs modelfile_free only after ST_OK.  Keeps path. */
int modelfile_read(struct modelfile *m, const char *path, struct err *e);
void modelfile_free(struct modelfile *m);

/* Whether the record is there.  ST_SYSTEM: no memory to look it up. */
int modelfile_has(const struct modelfile *m, const char *key, const struct name *row, const struct name *column,
	bool *there, struct err *e);

/* ST_DATA, naming the file and what it lacks, when the record is not there; with the line where the value is
 * no number.  *s points into m. */
int modelfile_get_text(const struct modelfile *m, const char *key, const struct name *row, const struct name *column,
	const char **s, size_t *n, struct err *e);
/* Numbers are finite and at most this large in size: what is fitted to standardised features stays far below, and
 * a few products of such numbers do not overflow. */
#define MODEL_LARGEST 1e150
int modelfile_get_number(const struct modelfile *m, const char *key, const struct name *row, const struct name *column,
	double *x, struct err *e);
/* The same from lo to hi. */
int modelfile_get_within(const struct modelfile *m, const char *key, const struct name *row, const struct name *column,
	double lo, double hi, double *x, struct err *e);
/* The same where infinities mean something: a threshold that everything passes. */
int modelfile_get_limit(const struct modelfile *m, const char *key, const struct name *row, const struct name *column,
	double *x, struct err *e);
int modelfile_get_string(const struct modelfile *m, const char *key, const char **s, struct err *e);
int modelfile_get_count(const struct modelfile *m, const char *key, size_t *n, struct err *e);
/* One of two words: *x is whether it is yes. */
int modelfile_get_choice(
	const struct modelfile *m, const char *key, const char *no, const char *yes, bool *x, struct err *e);
/* Adds the names in their order to t, which the caller frees in every case; none is no error. */
int modelfile_get_names(const struct modelfile *m, const char *key, struct names *t, struct err *e);
int modelfile_get_vector(
	const struct modelfile *m, const char *key, const struct names *rows, double *v, struct err *e);
/* *v, with the *n numbers there are, is the caller's to free on ST_OK; none is no error. */
int modelfile_get_list(const struct modelfile *m, const char *key, double **v, size_t *n, struct err *e);
int modelfile_get_matrix(const struct modelfile *m, const char *key, const struct names *rows,
	const struct names *columns, double *v, struct err *e);

/* ST_DATA "FILE:LINE: KEY: WHAT: 'VALUE'" for a value that the caller cannot take. */
int modelfile_bad(const struct modelfile *m, const char *key, const struct name *row, const struct name *column,
	const char *what, struct err *e);

/* After a model was read: ST_DATA for a record that nobody asked for under a key, up to its first point, that was asked
 * for: a list, or a matrix, that is longer than its names say. */
int modelfile_check_used(const struct modelfile *m, struct err *e);

/* ST_DATA when a model's parts would need more numbers than the file has records: found before memory is. */
int modelfile_check_size(const struct modelfile *m, double numbers, struct err *e);

/* ST_DATA when the record of that key is there and says another count than n.  No other record says how many there are of a list of
 * names: one that was cut is told by its count. */
int modelfile_check_count(const struct modelfile *m, const char *key, size_t n, struct err *e);

/* Adds the names PREFIX1 .. PREFIXn, for rows or columns that have no name of their own. */
int modelfile_number_names(struct names *t, const char *prefix, size_t n, struct err *e);
/* Adds a name for every pair of one of a and one of b, "A,B" as CSV: no two are alike. */
int modelfile_pair_names(struct names *t, const struct names *a, const struct names *b, struct err *e);

#endif
