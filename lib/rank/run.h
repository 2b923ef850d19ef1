/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A run: scored rows ascending by score, read one after the other; in a file without a name in TMPDIR, or in a state
 * (summary/state_in.h) that is one.
 *
 * A key of a row (inference/draws.h) is a column too; one of its outcome that differs is not kept.
 *
 * Memory: a buffer; of a state, that of a table.
 * Disk: 16 bytes a row, and 8 more for each column that varies.
 */
#ifndef L2D_RUN_H
#define L2D_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "rank/scored_rows.h"
#include "summary/state_in.h"

/* Columns of a row in a file, of which those that vary in the run are written, behind the score and the outcome's bits. */
enum { RUN_COLUMNS = 7, RUN_LEAST_BUFFER = 1 << 12 };

/* A file that runs are written to, one behind the other, and which stays while any of them is there. */
struct run_file {
	int fd;
	size_t users, at; /* bytes written */
};

int run_file_new(struct run_file **f, struct err *e);
/* One user less; NULL is none. */
void run_file_leave(struct run_file *f);

struct run {
	struct run_file *file;
	size_t at, n; /* where it begins, bytes; rows */
	size_t width; /* numbers a row */
	bool varies[RUN_COLUMNS];
	double same[RUN_COLUMNS]; /* those that do not vary */
	double first, last;       /* the smallest and the largest score */
	double *buffer;           /* [cap * width] */
	size_t cap, have, next, read;
	struct state_in
		*in; /* not NULL: of a state, whose item is the first row, or where there is none their end; kept */
	bool more;   /* behind its end is another state */
	struct scored_row row;
};

/* Writes rows, which are sorted, as a run behind the others of the file.  To be freed whatever comes of it. */
int run_write(struct run *run, struct run_file *file, const struct scored_rows *rows, struct err *e);
/* Whether b, written next, goes on where a ends; then a is both. */
bool run_join(struct run *a, const struct run *b);
/* Another one of the same rows. */
void run_share(struct run *to, const struct run *from);
void run_free(struct run *run);

/* The rows of a state, of which the first is in->item; n of them. */
void run_of_state(struct run *run, struct state_in *in, size_t n);

/* Goes before the first row; `bytes` of buffer.  A state has only one pass. */
int run_begin(struct run *run, size_t bytes, struct err *e);
/* Sets run->row to the next one; ST_END after the last, ST_DATA where a state is not what it should be. */
int run_next(struct run *run, struct err *e);

#endif
