/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The table that a report is about: what its header says that there is, and how the other programs are told to read it.
 */
#ifndef L2D_SOURCE_H
#define L2D_SOURCE_H

#include "inference/interval.h"
#include "report/operands.h"
#include "report/step.h"
#include "table/table.h"

struct source_options {
	struct table_options table;
	bool renormalize;
	struct interval_options interval;
	const char *group, *jobs; /* NULL: none */
	double cost;              /* of asking any expert; NaN: the table's */
};

struct source {
	const struct source_options *opt;
	struct operands operands; /* no cases: standard input */
	off_t begin;              /* where that begins; -1: it is not read */
	bool label, prob, expert, conf, score, agent, graded, paid, readers, cost, id, propensity;
	bool conf_of_all; /* every expert has a conf_* */
};

/* Reads the header.  Standard input becomes a file that can be read again. */
int source_open(struct source *s, const struct source_options *opt, const struct strings *files, struct err *e);
void source_close(struct source *s);

/* What answers are worth: accuracies where there are labels, mean qualities of graded outcomes. */
const char *source_says(const struct source *s, const char *of_labels, const char *of_qualities);

/* What a stage is told beside its own options. */
enum {
	SOURCE_INTERVAL = 1, /* intervals, and how they are drawn */
	SOURCE_GROUP = 2,
	SOURCE_COST = 4,
	SOURCE_UNTHREADED = 8, /* no --jobs */
	SOURCE_FILTER = 16,    /* nor files: as a filter on any table */
};

/* Ends the words of a stage: the options of the table, and if it is the first one, the table itself. */
int source_words(const struct source *s, struct step *step, unsigned told, struct err *e);

/* "columns" of the option --group, or no columns. */
int source_groups(const struct source *s, struct names *by, struct err *e);

/* A list of the table's files with their SHA-256, by sha256sum of the GNU core utilities, or with a word that there is none. */
int source_digests(const struct source *s, struct text *t, struct err *e);

#endif
