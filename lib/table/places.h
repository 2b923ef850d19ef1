/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Where rows are in the files of a table, so that they can be read again from the middle.
 *
 * A place is noted of every step-th row; when there are `most` places every second is forgotten and the step is twice as long.  Files
 * that are read again must be regular, and be what they were: their sizes and times are noted before the first reading.
 *
 * Memory: `most` places, and 32 bytes a file.
 */
#ifndef L2D_PLACES_H
#define L2D_PLACES_H

#include <sys/types.h>

#include "table/table.h"

#define PLACES_MOST 4096

struct place {
	size_t row;
	size_t file, offset, line; /* the file's number, from 1; the byte where the record begins; its line */
};

struct places {
	struct place *at; /* [n] */
	size_t n, cap;
	size_t step, most;
	struct place_file *file; /* [nfile] */
	size_t nfile;
};

/* Notes the files.  ST_USAGE: one of them, or standard input, is no regular file; ST_SYSTEM: there is none. */
int places_init(struct places *p, const struct strings *files, struct err *e);
void places_free(struct places *p);

/* Row `row` is the first one behind where t's reader is; rows rise. */
int places_note(struct places *p, const struct table *t, size_t row, struct err *e);

/* The last place that is not behind the row; there must be one. */
const struct place *places_before(const struct places *p, size_t row);

/* Has t read on from the place.  ST_DATA: the file has changed. */
int places_go(const struct places *p, struct table *t, const struct place *to, struct err *e);

/* Of processes (parallel/peers.h) that have read one part of the files each, with so many rows before it: all have the places of all. */
int places_gather(struct places *p, size_t before, struct err *e);

#endif
