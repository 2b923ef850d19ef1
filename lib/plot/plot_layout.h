/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What a figure reads of its tables, as lists of columns, and the lines that rows become: data alone.
 */
#ifndef L2D_PLOT_LAYOUT_H
#define L2D_PLOT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/names.h"
#include "table/table.h"

/* More lines or bars than this show nothing, and gnuplot takes a time that is quadratic in their number. */
#define PLOT_MOST 1000

struct plot_column {
	enum role role[3]; /* the first that the first table has is read in all */
	size_t nrole;
	double least;  /* cells are numbers from this, 0 or far below */
	double most;   /* to this; a rounding error above it is taken for it */
	bool needed;   /* a row without it is refused (--na-action) */
	bool optional; /* a table may be without it: every cell is empty then */
	bool wanted;   /* a line that has it in no row is refused */
	bool runs;     /* the rows of a line go along it in one direction: a turn begins another line */
	bool graded;   /* the last of the roles may be a mean quality: any number */
	bool text;     /* cells are words, and the number is their place in plot_rows' texts */
};

/* Families that a row may have beside its columns. */
enum { PLOT_FAMILIES = 2 };

struct plot_layout {
	const struct plot_column *column; /* [n] */
	size_t n;
	/* The one column is a family: every row is a line, each of its cells a point, the member's place and the value. */
	bool wide;
	const char *const *group; /* columns that tell lines apart in any case, before those of --group; NULL: none */
	bool free_group;          /* behind those of --group, and a table may be without some */
	/* Families whose cells follow on the columns, those of the first table; NULL: none. */
	const struct plot_column *family; /* [PLOT_FAMILIES] */
};

struct plot_line {
	struct buf label; /* "": none */
	size_t titled;    /* bytes of the label that come before the values of its columns */
	const char *file; /* for messages; borrowed from the operands */
	bool all;  /* there are groups, and the values of all are empty: what l2d-score --group says of all rows */
	double *v; /* [n][width] NaN where a cell is empty */
	size_t n, cap;
	double last; /* the cell that runs, of the row before; NaN: none yet */
	int way;     /* -1 down, 1 up, 0 not known yet */
};

/* The members of a family in a row. */
struct plot_members {
	struct names name;
	size_t first; /* the place of the first one's cell */
};

struct plot_rows {
	const struct plot_layout *layout;
	const char *only_column; /* rows are those with this value in it; NULL: all */
	struct name only;
	struct plot_members family[PLOT_FAMILIES];
	struct buf column;      /* the name of the first column, in the first table */
	struct names text;      /* of cells that are words */
	size_t width;           /* numbers a point */
	enum role *role;        /* [layout->n] the one that is read */
	struct plot_line *line; /* [n] */
	size_t n, cap;
	struct names member; /* of the family */
	size_t files;        /* read so far */
	size_t skipped;      /* rows dropped by --na-action */
};

#endif
