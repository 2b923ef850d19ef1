/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A table's rows as votes: wide, a row an item and a column e_* a worker; or long, a row a vote.  Workers and classes are
 * numbered in the order of table/classes.h, whatever the order of columns and rows.
 *
 * Of a wide table the weight is the item's, of a long one the vote's.  Items without a vote are none.  An item's features, or probabilities, stand
 * in each of its rows in a long table, the same ones.
 * Memory: 40 bytes a vote while reading, then 16; 8 bytes a feature of an item; of a long table the names.
 */
#ifndef L2D_CROWD_TABLE_H
#define L2D_CROWD_TABLE_H

#include "base/names.h"
#include "crowd/crowd.h"
#include "table/table_run.h"

struct crowd_table {
	struct names classes, workers, features;
	struct names items; /* of a long table, as they turned up */
	struct names feature_columns;
	struct votes votes;
};

void crowd_table_free(struct crowd_table *t);

/* columns: those of a long table, its item's, worker's and label's names separated by commas; NULL: a wide one.  prior: whether an item
 * has its own probabilities p_* (or z_*), or features x_*.  ST_DATA: nothing to learn from.  t needs crowd_table_free in every case. */
int crowd_table_read(
	struct crowd_table *t, const struct table_run *run, const char *columns, enum crowd_prior prior, struct err *e);

#endif
