/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The columns of a table that a mixture learns from, and a row of it: features, label, annotations, weight, time.
 */
#ifndef L2D_MIXTURE_COLUMNS_H
#define L2D_MIXTURE_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "cases/cases.h"
#include "csv/pile.h"
#include "em/mixture_file.h"
#include "em/mixture_rows.h"

struct mixture_reading {
	bool skip_unlabelled; /* drop rows without a label (counted in t->counts.skipped) instead of using them */
	const char *time;     /* the column that says when; NULL: that of the role */
	double half_life; /* NaN: nothing fades; in its units: a row so much older than the latest one counts half */
	size_t jobs;
	bool stream; /* the rows are not kept: they are read anew for each pass (annotated/mixture_stream.h) */
};

/* Arrays of a pile of rows; the labels of annotations are numbers of classes, as the rows' are. */
enum { MIXTURE_X, MIXTURE_Y, MIXTURE_W, MIXTURE_TIME, MIXTURE_NOTES, MIXTURE_NOTE, MIXTURE_ARRAYS };

struct mixture_columns {
	struct mixture_model *m; /* its names of features and experts get set */
	const struct mixture_reading *o;
	struct table *t;
	struct cases c;
	struct family feature;
	size_t time_column;
	struct pile pile[MIXTURE_KINDS]; /* with room for the next row */
	struct annotation *note;         /* [experts] the row's annotations, of which there are n */
	size_t n;
};

/* Binds the columns; m and o are set.  ST_DATA. */
int mixture_columns_start(struct mixture_columns *r, struct table *t, struct err *e);
void mixture_columns_free(struct mixture_columns *r);

/* Reads the next row to note and to the room of its kind's pile, where it is not counted yet.  ST_SKIP: it is none; ST_END after the last. */
int mixture_columns_row(struct mixture_columns *r, enum mixture_kind *kind, struct err *e);
/* Counts the row. */
int mixture_columns_keep(struct mixture_columns *r, enum mixture_kind kind, struct err *e);

/* What the labels and annotations of a pile are by another numbering; NAMES_NONE: an answer that is no class.  Of a table whose classes are
 * open. */
void mixture_columns_renumber(struct mixture_columns *r, enum mixture_kind kind, const size_t *to);

/* An answer that is no class is a wrong one where there is a label, and says nothing where there is none. */
void mixture_columns_settle(struct mixture_columns *r, enum mixture_kind kind);

/* What age has left of a row, when the latest of all came so much later. */
double mixture_fade(double time, double latest, double half_life);

#endif
