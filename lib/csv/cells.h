/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * One CSV record by itself, as an option's argument or a group's name has it: the same quoting wherever columns are listed.
 */
#ifndef L2D_CELLS_H
#define L2D_CELLS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/names.h"
#include "csv/csv.h"

struct cells {
	struct csv_reader reader;
	struct csv_row row;
	char *bytes; /* what the cells point into, with what the reader needs behind them */
};

/* *whole is false, and there is nothing to free, where the n bytes are another number of records than one.  ST_SYSTEM. */
int cells_read(struct cells *c, const char *s, size_t n, bool *whole, struct err *e);
void cells_free(struct cells *c);

/* Adds the columns that the argument of --OPTION lists; NULL: none.  ST_USAGE where it is no record, or has a column twice. */
int cells_columns(struct names *columns, const char *option, const char *list, struct err *e);

/* Adds names to the text as a record, which is read back; what is none, or names one twice, gives no names. */
int cells_write(struct buf *list, const struct names *names, struct err *e);
int cells_names(struct names *names, const char *s, size_t n, struct err *e);

#endif
