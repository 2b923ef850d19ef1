/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What learning a mixture must know of all rows before it has any: how many there are, their weight, the latest time, which classes are
 * labels, and who gave which as an answer.  Those of threads and processes (parallel/peers.h) that have read parts of a table are added.
 */
#ifndef L2D_MIXTURE_TOTALS_H
#define L2D_MIXTURE_TOTALS_H

#include "annotated/mixture_columns.h"
#include "math/tally.h"

struct mixture_totals {
	bool holes;                                     /* some records were no rows */
	size_t n[MIXTURE_KINDS], before[MIXTURE_KINDS]; /* rows; those of the processes before this one */
	struct tally weight;
	double latest[MIXTURE_KINDS];
	size_t nexpert, nclass, cap;
	unsigned char *
		seen; /* [1 + nclass][1 + nexpert] bits 1 << kind: a row of it has the class, as the columns number it, as label,
			      * or as an expert's answer; the first line is of answers that are no class */
};

int mixture_totals_init(struct mixture_totals *t, size_t nexpert, struct err *e);
void mixture_totals_free(struct mixture_totals *t);

/* Adds the row that r has read. */
int mixture_totals_add(
	struct mixture_totals *t, const struct mixture_columns *r, enum mixture_kind kind, struct err *e);

/* Adds another's, whose classes are to[] here. */
int mixture_totals_merge(struct mixture_totals *t, const struct mixture_totals *other, const size_t *to, struct err *e);

/* Adds those of all processes; the process's own classes are to[] in all. */
int mixture_totals_gather(struct mixture_totals *t, const size_t *to, struct err *e);

/* Which classes are labels; or, with `answers`, labels or answers.  used: [n]. */
void mixture_totals_used(const struct mixture_totals *t, bool answers, bool *used, size_t n);

/* Which experts gave an answer from which something is learned: any in a row with a label, and a class of those that are used (NULL: all)
 * in one without.  answered: [nexpert]. */
void mixture_totals_answered(const struct mixture_totals *t, const bool *used, bool *answered);

#endif
