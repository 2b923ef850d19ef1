/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * When the rows of a stream came: the role time, which must not go backwards from row to row, nor change between numbers and dates.
 */
#ifndef L2D_ARRIVAL_H
#define L2D_ARRIVAL_H

#include "decide/moment.h"
#include "table/table.h"

/* Of a state. */
enum { ARRIVAL_SEEN, ARRIVAL_DATE, ARRIVAL_NOW, ARRIVAL_NUMBERS };

struct arrival {
	size_t column; /* NAMES_NONE without */
	bool seen;     /* a row has come */
	struct moment now;
	char cell[64]; /* as it stands in the table; terminated */
};

int arrival_open(struct arrival *a, struct table *t, struct err *e);

/* The moment in a cell, which must be there. */
int arrival_cell(struct table *t, size_t column, struct moment *m, struct err *e);

/* The moment of the row that the table is at; nothing without the column. */
int arrival_next(struct arrival *a, struct table *t, struct err *e);

void arrival_numbers(const struct arrival *a, double x[ARRIVAL_NUMBERS]);
/* False for numbers that are none of these. */
bool arrival_take(struct arrival *a, const double x[ARRIVAL_NUMBERS]);

#endif
