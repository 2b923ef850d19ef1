/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows of a training run that are read anew, and mapped anew, for every pass over them (--stream): by each thread a block at a time.
 *
 * Memory, of a thread: FIT_BLOCK rows and what the map makes of them, and a reader's 256 KiB or the longest record; of all: the places of
 * PLACES_MOST rows.  It does not grow with the rows.  Time: a pass costs parsing; rows that a sample leaves out are only scanned, where every
 * record is a row.
 */
#ifndef L2D_TRAIN_STREAM_H
#define L2D_TRAIN_STREAM_H

#include "network/feature_map.h"
#include "table/places.h"
#include "training/train_totals.h"

struct train_stream;

/* After the first pass, by `first`, which is the model of all further readers and whose head has names, cost and scale; to: what its
 * classes are in the head, or NULL: they are the head's.  Takes p's places; keeps the pointers in first. */
int train_stream_new(struct train_stream **s, const struct train_columns *first, const struct train_totals *all,
	struct places *p, const size_t *to, const struct table_run *run, size_t threads, struct err *e);
void train_stream_free(struct train_stream *s);

/* Rows first, first + stride, ..: n of them, at most FIT_BLOCK; map NULL: as the table has them.  *d, which is the thread's, is valid until
 * it reads again.  ST_SYSTEM, ST_DATA: the files have changed. */
int train_stream_read(struct train_stream *s, const struct feature_map *map, size_t thread, size_t first, size_t stride,
	size_t n, const struct train_data **d, struct err *e);

#endif
