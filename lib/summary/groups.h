/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Groups of rows (-g COLUMN[,COLUMN], as GNU datamash has it): rows that agree in these columns, byte for byte.
 *
 * A group's name is the CSV record of its cells.  A cell that is missing is an error, or with --na-action skip drops the row: so
 * in the row that is about all groups these cells are empty.
 *
 * The order of groups does not depend on that of the rows: by the first column, then the second and so on, a column's cells as
 * numbers where all groups have numbers there, else by bytes.
 *
 * At most GROUPS_MOST of them: a column of which every row has its own value is no grouping.  A row: O(bytes of its cells).
 */
#ifndef L2D_GROUPS_H
#define L2D_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

#include "apply/modelfile.h"
#include "base/buf.h"
#include "base/names.h"
#include "table/table.h"

enum { GROUPS_MOST = 10000 };

#define GROUP_OPTION(list)                                                                                             \
	{                                                                                                              \
		'g', "group", OPT_STRING, &(list), "COLUMN[,COLUMN]",                                                  \
			"one result for each group of rows, and one for all", NULL                                     \
	}

struct groups {
	const struct names *by; /* [k] the columns; none: rows are not grouped */
	struct names name;      /* [n] the first, 0, is all rows, of an empty name */
	const struct table *t;
	size_t *column; /* [k] of t */
	struct buf key; /* the name of the current row's group */
};

/* The columns in the argument of --group, a CSV record; NULL: none.  ST_USAGE. */
int groups_columns(struct names *by, const char *list, struct err *e);

/* The option --group in what a state rests on (summary/state.h). */
int groups_sign(struct buf *signature, const struct names *by, struct err *e);

/* No group yet but all rows.  Keeps by.  To be freed whatever comes of it. */
int groups_init(struct groups *g, const struct names *by, struct err *e);
/* Binds the table's columns. */
int groups_bind(struct groups *g, const struct table *t, struct err *e);
void groups_free(struct groups *g);

/* Sets the key to the group of the row that the table, the bound one, has read.  As table_cell_missing where a cell is missing. */
int groups_next(struct groups *g, struct table *t, struct err *e);
/* Both at once: the number of the group of the row, which is added where the row counts; 0 where rows are not grouped, or it does not. */
int groups_row(struct groups *g, struct table *t, bool counts, size_t *group, struct err *e);
/* The number of the key's group; NAMES_NONE where there is none yet.  The same, which adds it: ST_DATA beyond GROUPS_MOST. */
size_t groups_find(const struct groups *g);
int groups_add(struct groups *g, size_t *index, struct err *e);

/* Adds a group by name; ST_DATA beyond GROUPS_MOST. */
int groups_add_name(struct groups *g, const char *s, size_t n, size_t *index, struct err *e);
/* Whether it can be the name of a group of these columns: a CSV record of as many cells, none of them empty; or of all rows. */
int groups_is_name(const struct groups *g, const char *s, size_t n, bool *is, struct err *e);

/* Puts the group in front of the message; returns the status.  e may be inner. */
int groups_name_error(const struct name *group, int status, const struct err *inner, struct err *e);

/* order [n]: the groups' numbers in the order above, that of all rows last. */
int groups_order(const struct groups *g, size_t *order, struct err *e);

/* The columns and the groups' names as records of a model file: lists by and group, and bys and groups, how many there are; adds those
 * that are there to by and group. */
void groups_write(struct modelfile_writer *w, const struct names *by, const struct names *group);
int groups_read(const struct modelfile *f, struct names *by, struct names *group, struct err *e);

/* Binds the table's columns, with groups of these names: their numbers are their places, from 1.  To be freed whatever comes of it. */
int groups_bind_names(
	struct groups *g, const struct names *by, const struct names *group, const struct table *t, struct err *e);

#endif
