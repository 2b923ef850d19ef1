/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The keys of a table's rows, by which they are drawn: those of the names in the column id; of a table without one the rows'
 * numbers, from 1, rows without weight left out.  Numbers depend on the order of rows: then one thread takes them all, it is said on
 * standard error, and states, which know no order, are refused.
 *
 * With --cluster the rows of one cluster are drawn together; their outcomes under calibration remain each row's own.
 */
#ifndef L2D_ROW_KEYS_H
#define L2D_ROW_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "inference/interval.h"
#include "summary/state.h"
#include "table/table.h"

struct row_keys {
	struct table *t; /* NULL: no intervals are asked for, and keys are 0 */
	size_t seed;
	size_t id_column, cluster_column; /* NAMES_NONE where absent */
	bool outcomes;                    /* are drawn */
	uint64_t taken;                   /* rows */
	/* Of the current row. */
	uint64_t row, outcome;
};

/* Adds to the signature of a state what changes its draws. */
int row_keys_sign(struct buf *signature, const struct interval_options *o, struct err *e);

/* Binds the columns; o NULL: no intervals.  outcomes: whether the keys of outcomes are asked for; partial: whether a state is written. */
int row_keys_open(struct row_keys *k, struct table *t, const struct interval_options *o, bool outcomes, bool partial,
	struct err *e);
/* After a row with weight was read; as table_cell_missing where a name is missing. */
int row_keys_next(struct row_keys *k, struct err *e);

/* A key in a state: two numbers of 32 bits, as doubles hold no 64.  Numbers that are none set i->wrong. */
void row_key_halves(uint64_t key, double half[2]);
uint64_t row_key_of_halves(const double half[2], struct state_item *i);

#endif
