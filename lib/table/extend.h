/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Passing a table through with computed columns added.
 *
 * Input columns keep their bytes and their order; computed columns follow on the right.  A computed column
 * whose name is in the input takes that column's place; with --keep it is written beside it, as new_NAME, or with as many
 * "new_" in front as make the name new.  Memory: one row.
 */
#ifndef L2D_EXTEND_H
#define L2D_EXTEND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "table/table.h"
#include "csv/writer.h"

/* For programs that may replace columns of the input. */
#define KEEP_OPTION(o)                                                                                                 \
	{                                                                                                              \
		0, "keep", OPT_FLAG, &(o).keep, NULL,                                                                  \
			"write a column whose name is in the input as new_NAME, beside it", NULL                       \
	}

/* Cells that are next to each other where they come from and where they go. */
struct extend_run {
	bool computed;      /* else the input's */
	size_t first, last; /* cells */
};

struct extend {
	const struct table *t;
	const char *program; /* of this name, to say what was replaced; NULL: nothing is said */
	struct csv_writer w;
	size_t n;               /* computed columns */
	struct names name;      /* [n] */
	size_t *over;           /* [header] the computed column in that place, or NAMES_NONE */
	bool *appended;         /* [n] the column is new */
	bool replaces;          /* some column is not */
	struct extend_run *run; /* [nrun] what a row is made of */
	size_t nrun;
	bool straight; /* computed cells have the order of their names there: each is written to its place at once */
	bool headed;   /* the header has been written */

	/* The current row. */
	const struct csv_row *row;
	size_t at;              /* the run to be written next */
	size_t cells;           /* computed ones set so far */
	struct csv_writer cell; /* where they are not straight: they, in memory */
	size_t *cell_end;       /* [n] likewise */
};

/* Output goes to fd, as csv_writer_init has it; names are copied.  After a failure there is nothing to close. */
int extend_init(
	struct extend *x, const struct table *t, const struct names *computed, int fd, size_t digits, struct err *e);

/* Begins to write a row, mostly the table's current one; the header goes before the first.  The row is not copied, and must have fields
 * only where columns are replaced.  What follows it are its computed cells, all of them, and its end. */
void extend_row(struct extend *x, const struct csv_row *row);

/* The row's computed cells, in the order of the names, each set once; extend_end reports what failed. */
void extend_number(struct extend *x, double value);
void extend_text(struct extend *x, const char *s, size_t n);
/* NULL: an empty cell. */
void extend_name(struct extend *x, const struct name *name);

/* Ends the row. */
int extend_end(struct extend *x, struct err *e);

/* Writes the header now. */
int extend_head(struct extend *x, struct err *e);

/* As csv_writer_close, and writes the header if there was no row; when all was written, says which columns of the input were
 * replaced, before whoever reads the output sees its end; frees x. */
int extend_close(struct extend *x, int status, struct err *e);

#endif
