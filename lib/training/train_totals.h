/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What training must know of all rows before it has any: sums that are exact, extremes, the labels that occur.  Those of threads and
 * processes (parallel/peers.h) that have read parts of a table are added.
 */
#ifndef L2D_TRAIN_TOTALS_H
#define L2D_TRAIN_TOTALS_H

#include "math/tally.h"
#include "training/train_columns.h"

struct train_totals {
	bool holes;       /* some records were no rows */
	size_t n, before; /* rows; those of the processes before this one */
	struct tally weight;
	size_t nexpert;
	struct tally *answered; /* [nexpert] the weight of the rows that the expert answered */
	double *cost;           /* [nexpert] where prices are read: one, NaN without any */
	bool priced, mixed;     /* they are read; an expert's are not all the same */
	double lo, hi;          /* the qualities; lo > hi: none */
	bool *used;             /* [nused] classes that are labels, as the columns number them */
	size_t nused, usedcap;
};

int train_totals_init(struct train_totals *t, const struct train_columns *r, struct err *e);
void train_totals_free(struct train_totals *t);

/* Adds the row that r has read to its pile's room. */
int train_totals_add(struct train_totals *t, const struct train_columns *r, struct err *e);

/* Adds another's, whose classes are to[] here. */
int train_totals_merge(struct train_totals *t, const struct train_totals *other, const size_t *to, struct err *e);

/* Adds those of all processes; the process's own classes are to[] in all. */
int train_totals_gather(struct train_totals *t, const size_t *to, struct err *e);

#endif
