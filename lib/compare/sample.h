/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows of a paired comparison that count, and their units.
 */
#ifndef L2D_SAMPLE_H
#define L2D_SAMPLE_H

#include "base/arena.h"
#include "compare/outcomes.h"

/* The rows that count, and the units that are drawn and turned: rows, or their clusters, in order of their first row. */
struct sample {
	struct arena arena;
	size_t n, units;
	size_t *row;    /* [n] of outcomes_row */
	double *weight; /* [n] */
	uint64_t *key;  /* [n] */
	double *d;      /* [n] B less A; of rankings what a row adds to it */
	size_t *unit;   /* [n] */
	double *sum;    /* [units] of d times weight, or of d */
	uint64_t *unit_key;
	double *draw; /* [draws] the difference there; bound() leaves those out that have none */
	size_t draws;
	bool graded; /* some value is neither 0 nor 1 */
	bool equal;  /* all rows weigh the same and are units */
};

/* Room for n rows and so many draws in s->arena, which is the caller's to free also after a failure. */
int sample_init(struct sample *s, const struct outcomes *o, size_t n, size_t draws, struct err *e);
/* Row number `row` of the outcomes, which adds d. */
void sample_add(struct sample *s, const struct outcomes *o, size_t row, double d);
/* After the last row: numbers the clusters as they turn up. */
int sample_units(struct sample *s, const struct outcomes *o, struct err *e);

/* The sums of x [n], times weight if that is asked for, over the rows of each unit. */
void sample_sum(struct sample *s, const double *x, bool weighted);
/* The standard error of a sum of independent units, whose sums are there and are changed, and whose mean is `mean` times their weight. */
double sample_error(struct sample *s, double mean);

#endif
