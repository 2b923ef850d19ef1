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
	struct extend_run *run; /* [nrun] what a row is made of when it replaces columns */
	size_t nrun;
	struct csv_writer cell; /* the row's computed cells, in memory */
	size_t *cell_end;       /* [n] */
	size_t cells;           /* set so far */
	bool headed;            /* the header has been written */
};

/* Output goes to fd, as csv_writer_init has it; names are copied.  After a failure there is nothing to close. */
int extend_init(
	struct extend *x, const struct table *t, const struct names *computed, int fd, size_t digits, struct err *e);

/* The row's computed cells, in the order of the names, each set once; extend_row reports what failed. */
void extend_number(struct extend *x, double value);
void extend_text(struct extend *x, const char *s, size_t n);
/* NULL: an empty cell. */
void extend_name(struct extend *x, const struct name *name);

/* Writes the table's current row with the computed cells.  The header goes before the first one. */
int extend_row(struct extend *x, struct err *e);

/* The same for a row that is not the table's current one, e.g. one that was kept. */
int extend_kept_row(struct extend *x, const struct csv_row *row, struct err *e);

/* Writes the header now. */
int extend_head(struct extend *x, struct err *e);

/* As csv_writer_close, and writes the header if there was no row; when all was written, says which columns of the input were
 * replaced, before whoever reads the output sees its end; frees x. */
int extend_close(struct extend *x, int status, struct err *e);

#endif
