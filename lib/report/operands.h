/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What the operands of a report are: the table of cases, which is the first file and those with its header; tables that other programs
 * of l2d wrote, known by their columns; and all others, which are other decisions about the same cases.
 */
#ifndef L2D_OPERANDS_H
#define L2D_OPERANDS_H

#include "base/opt_table.h"
#include "table/table.h"

/* What is known of a table that l2d-ece, l2d-curve, l2d-score, l2d-route, l2d-watch, l2d-compare or l2d-stress wrote.  The columns to the
 * left of the first one are tags and groups. */
struct result_kind {
	const char *column[6]; /* by which it is known, NULL behind the last */
	const char *plot;      /* how l2d-plot draws it; NULL: not at all */
	const char *family;    /* which that needs, a prefix; NULL: none */
	bool grouped;          /* it is drawn of groups only */
	const char *title;
};

/* Kind i, from the one on, that the header is of; NULL: none.  *next is where the search goes on. */
const struct result_kind *result_kind(const struct names *header, size_t i, size_t *next);

struct operands {
	struct strings cases, results, decisions; /* borrowed names */
};

/* With --schema or --shard all files are cases.  ST_DATA for a file that is none of these. */
int operands_sort(struct operands *o, const struct table_options *opt, const struct strings *files, struct err *e);
void operands_free(struct operands *o);

#endif
