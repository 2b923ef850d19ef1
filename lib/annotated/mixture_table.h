/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A table's rows as a mixture learns from them.
 *
 * Of several processes (parallel/peers.h) each reads its part of the files, and keeps the rows that its part of the fit needs.
 *
 * Memory: the features in doubles (after a map other than linear also the mapped ones, while mapping both), 8
 * bytes an annotation, and little more a row; while reading, as csv/pile.h says; with `stream` as annotated/mixture_stream.h says.
 */
#ifndef L2D_MIXTURE_TABLE_H
#define L2D_MIXTURE_TABLE_H

#include "annotated/mixture_columns.h"
#include "table/table_run.h"

/* The rows.  Arrays belong to it. */
struct mixture_data {
	struct mixture_rows rows; /* points into what follows */
	double *x, *w, *fade;
	uint32_t *y;
	size_t *first;
	struct annotation *note;
	double total;                  /* the weight of all rows, of all processes */
	struct mixture_stream *stream; /* what reads the rows; NULL: they are in memory */
};

void mixture_data_free(struct mixture_data *d);

/* Reads the table; sets classes, experts and features of m.  Classes that p_* or z_* do not name are those
 * that occur as labels, sorted (table/classes.h).  ST_DATA also when there is nothing to
 * learn from; ST_USAGE: a file that is read once, with `stream`.  d needs mixture_data_free also after a failure. */
int mixture_table_read(struct mixture_model *m, struct mixture_data *d, const struct table_run *table,
	const struct mixture_reading *o, struct err *e);

/* The model before the first step: fits the feature map to the features and maps them; the heads are at their start. */
int mixture_table_start(struct mixture_model *m, struct mixture_data *d, enum feature_map_kind map, size_t mapped,
	double smoothing, size_t seed, size_t jobs, struct err *e);

#endif
