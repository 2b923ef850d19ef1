/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Systems compared over trials of an experiment: tables of summaries with one row a system and trial, as l2d-score --tag writes
 * them, paired by the columns that say which trial it is.  Every system is a file, or a value of the column --between.  Each column of
 * values becomes outcomes of their own, whose rows are trials.
 */
#ifndef L2D_TRIALS_H
#define L2D_TRIALS_H

#include "compare/outcomes.h"
#include "table/table.h"

struct trials_options {
	const struct table_options *table;
	const char *paired_by; /* columns, separated by commas */
	const char *between;   /* the column of the systems' names; NULL: files are systems */
	const char *values;    /* the columns that are compared, separated by commas */
	uint64_t seed;
	bool partial; /* nothing is joined, for a state */
};

/* A value of a system in a trial, as a file or a state has it. */
struct trial {
	struct name system, key; /* not copies; the key is a CSV record */
	size_t file;             /* the system's place among the files; 0 where a column names it */
	struct place place;
	double value;
	bool dropped; /* it was missing */
};

struct trials {
	struct names value;   /* [n] the columns */
	struct outcomes *o;   /* [value] of MEASURE_VALUE */
	struct names by, all; /* the columns that name a trial; no columns: trials are in no groups */
};

/* Reads and joins; to be freed whatever comes of it.  Systems stand in the order of the files, or of their names' bytes.  ST_DATA for a
 * trial that a system lacks or has twice. */
int trials_read(struct trials *x, const struct trials_options *opt, const struct strings *files,
	struct table_counts *counts, struct err *e);

/* The same step by step: no trial yet; a value of the trial, of which *first is where it stood before, if it did; joins them. */
int trials_open(struct trials *x, const struct trials_options *opt, struct err *e);
int trials_take(struct outcomes *o, const struct trial *t, uint64_t seed, struct place *first, struct err *e);
int trials_join(struct trials *x, struct err *e);

void trials_free(struct trials *x);

#endif
