/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A thread's reader of a table's rows by their numbers, anew for each pass (--stream).
 *
 * Memory: 256 KiB or the longest record.  Time: going on costs nothing, going elsewhere the records from the last place before.
 */
#ifndef L2D_ROW_READER_H
#define L2D_ROW_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/jobs.h"
#include "table/places.h"
#include "table/table_run.h"

struct row_reader {
	struct table t;
	bool open;
	size_t next; /* the row that is read next; SIZE_MAX: nobody knows */
	char apart[JOBS_APART];
};

/* Opens the whole table.  To be closed also after a failure. */
int row_reader_open(struct row_reader *r, const struct table_run *run, struct err *e);
void row_reader_close(struct row_reader *r);

/* Reads the next record; ST_SKIP: it is no row. */
typedef int row_read_fn(void *ctx, struct err *e);

/* Reads the row of that number, by `read`, which reads r's table.  holes: a record may be no row; where none is, records on the way are
 * only scanned.  ST_SYSTEM, ST_DATA: the files have changed.  After a failure nobody knows where the reader is. */
int row_reader_take(struct row_reader *r, const struct places *p, bool holes, size_t row, row_read_fn *read, void *ctx,
	struct err *e);

/* ST_DATA: what was read is not what it was before. */
int row_reader_changed(const struct row_reader *r, struct err *e);

#endif
