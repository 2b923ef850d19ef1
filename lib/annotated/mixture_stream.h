/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows of a mixture that are read anew, and mapped anew, for every pass over them (l2d-em --stream): by each thread a block at a time, of
 * rows with a label or of those without.  A pass over one kind passes the records of the other.
 *
 * Memory, of a thread: FIT_BLOCK rows and what the map makes of them, and a reader's 256 KiB or the longest record; of all: the places of
 * 2 PLACES_MOST rows.  It does not grow with the rows.  Time: a pass costs parsing.
 */
#ifndef L2D_MIXTURE_STREAM_H
#define L2D_MIXTURE_STREAM_H

#include "annotated/mixture_totals.h"
#include "table/places.h"
#include "table/table_run.h"

struct mixture_stream;

/* After the first pass, by `first`, which is the model of all further readers; to: what its classes are in the model, or NULL: they are the
 * model's.  Takes the places of both kinds; keeps the pointers in first. */
int mixture_stream_new(struct mixture_stream **s, const struct mixture_columns *first, const struct mixture_totals *all,
	struct places *places, const size_t *to, const struct table_run *run, struct err *e);
void mixture_stream_free(struct mixture_stream *s);

/* What is made of features from now on; NULL, as at first: they are as the table has them.  Keeps it. */
void mixture_stream_map(struct mixture_stream *s, const struct feature_map *map);

/* ctx: a stream.  ST_SYSTEM, ST_DATA: the files have changed. */
mixture_read_fn mixture_stream_read;

#endif
