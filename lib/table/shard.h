/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Sharing the rows of a table among threads (--jobs).
 *
 * Of a regular file every worker reads its own ranges, see csv/ranges.h; of any other input one at a time reads and cuts off
 * a block of whole records.  Every worker parses what it gets into a state of its own, and the states are merged.  A program whose states add exactly gives the same bytes for any number of
 * workers.  The error that is reported is the one that comes first in the input, as with one worker.
 *
 * Memory: of a regular file 256 KiB a worker, else two blocks of about a megabyte; or the longest record.
 */
#ifndef L2D_SHARD_H
#define L2D_SHARD_H

#include <stddef.h>

#include "base/jobs.h"
#include "base/opt.h"
#include "csv/order.h"
#include "csv/pile.h"
#include "table/table.h"

/* One of the threads. */
struct shard_worker {
	struct table *t; /* follows the source, which feeds it */
	void *state;
	struct buf *out;   /* what the rows of a block write; NULL: nothing */
	struct pile *pile; /* [npile] where rows are kept, to be joined; the blocks get marked */
	size_t npile;
};

typedef int shard_row_fn(void *state, struct err *e);

/* Has n workers take all rows of the source, which no worker's table is; `row` as in struct shard_task.  What they write goes
 * to `out`, which may be NULL.  Returns the status of the error that is first in the input. */
int shard_crew(
	struct table *source, struct shard_worker *w, size_t n, shard_row_fn *row, struct order *out, struct err *e);

/* What a program does with rows. */
struct shard_task {
	/* Binds columns; once for every state, before any row. */
	int (*start)(void *state, struct table *t, struct err *e);
	/* Reads and takes the next row; ST_END after the last, ST_SKIP for one that it does not take. */
	int (*row)(void *state, struct err *e);
	/* Adds what the other state took. */
	int (*merge)(void *state, void *other, struct err *e);
	/* After the last row, of the state that has taken all; NULL: nothing. */
	int (*end)(void *state, struct err *e);
	/* Frees what is in a state, whatever start came to. */
	void (*free)(void *state);
	size_t size; /* bytes of a state */
};

/* Reads the whole table into `state`, of task->size bytes, as a copy of which every worker's begins; it then is the caller's to
 * free, also after a failure; the table it was bound to is closed.  jobs as --jobs has it.  *counts is what was dropped and clipped. */
int shard_run(const struct shard_task *task, const struct table_options *opt, const struct strings *files,
	const char *jobs, void *state, struct table_counts *counts, struct err *e);

#endif
