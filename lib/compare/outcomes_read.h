/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Tables as outcomes: every file is a system, or one file holds several, of which each has roles of its own, as --columns
 * binds them.  The rows of all are joined by id: an id that stands twice, that another table lacks, or whose label or
 * weight is another one there, is an error with its place.
 */
#ifndef L2D_OUTCOMES_READ_H
#define L2D_OUTCOMES_READ_H

#include "compare/outcomes.h"
#include "decide/decision.h"
#include "table/table.h"

struct outcomes_options {
	const struct table_options *table;
	const struct decision_options *decision;
	const struct strings *systems; /* NAME=[ROLES] in the order of the files, or of the systems of one file */
	const struct strings *against; /* agents who answer every row, of the first table: further systems */
	const char *best;              /* one that was chosen elsewhere, named as such; NULL: none */
	double lambda;                 /* at this price; NaN: at none */
	const char *positive;          /* the positive class, as classes_positive has it */
	const char *cluster;           /* a column of the first table; NULL: none */
	const struct names *by;        /* its columns that make groups of rows */
	uint64_t seed;
	bool partial; /* weights stay as they are, and answers unchecked, for a state */
};

/* Reads and joins.  Keeps pointers to the files' names and to the options'. */
int outcomes_read(struct outcomes *o, const struct outcomes_options *opt, const struct strings *files,
	struct table_counts *counts, struct err *e);

#endif
