/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What all summaries have in common: a reader of rows for every thread (--jobs), an accumulator for every group of rows
 * (--group) and one for all, which is their sum, and states (--partial, --merge) instead of rows or of a report.
 *
 * A program says what a reader and an accumulator are (struct summary_kind); everything else happens here, once.  An accumulator
 * adds exactly, so that no order of rows or groups, and no cut into files, threads or states, changes a byte of what is reported: the
 * groups in their order (summary/groups.h), then all.
 *
 * Memory: an accumulator a thread and group.
 */
#ifndef L2D_SUMMARY_H
#define L2D_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/jobs.h"
#include "csv/report.h"
#include "summary/groups.h"
#include "summary/state_in.h"
#include "cases/cases.h"
#include "table/table.h"

struct summary_options {
	const char *group, *jobs;
	bool partial, merge;
};

#define SUMMARY_OPTIONS(o) GROUP_OPTION((o).group), STATE_OPTIONS((o).partial, (o).merge), JOBS_OPTION((o).jobs)

struct summary_kind {
	/* The reader, which is zero at first.  Where states are read it is opened on no table (NULL), and learns from `read` what names
	 * there are. */
	size_t reader_size; /* bytes */
	int (*open)(void *reader, const void *with, struct table *t, struct err *e);
	/* Reads the next row; ST_END after the last, ST_SKIP for one that it does not take. */
	int (*next)(void *reader, struct err *e);
	/* Its cases, which have the row's weight, and where classes turned up. */
	struct cases *(*cases)(void *reader);
	void (*close)(void *reader); /* whatever open came to */

	/* The accumulator, which is zero at first, and never of another reader's rows without being merged. */
	size_t size;                                              /* bytes */
	int (*begin)(void *a, const void *reader, struct err *e); /* ST_SYSTEM; NULL: zeros will do */
	/* Adds the reader's row, which has a weight. */
	int (*add)(void *a, void *reader, struct err *e);
	/* Adds what the other took, of another reader or of this one. */
	int (*merge)(void *a, void *reader, const void *other, const void *other_reader, struct err *e);
	void (*free)(void *a);

	/* States; NULL where the program has none. */
	int (*write)(const void *a, const void *reader, struct state_out *o, struct err *e);
	/* Adds the item; *taken is false when it is no part of this. */
	int (*read)(void *a, void *reader, struct state_item *i, bool *taken, struct err *e);
	/* After the last item: ST_DATA when what was read contradicts itself; NULL: it cannot. */
	int (*check)(const void *a, const void *reader, struct err *e);

	/* Opens the report on standard output; a has no rows. */
	int (*head)(struct report *r, const struct report_options *opt, void *a, const void *reader, struct err *e);
	/* Writes the rows of a group, or of all; nothing is added to the accumulator after. */
	int (*report)(struct report *r, void *a, const void *reader, struct err *e);
	/* Before the first report, for each group: the reader learns what it has to know of all rows.  NULL: nothing. */
	int (*foresee)(void *reader, const void *a, struct err *e);

	/* In place of write, of what has to be sorted first; nothing is added after. */
	int (*write_sorted)(void *a, const void *reader, struct state_out *o, struct err *e);
	/* As read, of states in files that can be read while they are reported, where no rows are grouped: at an item that begins what
	 * is read so, *ready, and the rest of `in` is a's.  ST_SKIP for a state that cannot: then all are read by that.  NULL: none can. */
	int (*stream)(void *a, void *reader, struct state_in *in, bool *taken, bool *ready, struct err *e);
	/* Reads what was streamed into a to its end, and reports nothing; ST_SKIP as above. */
	int (*verify)(void *a, struct err *e);
};

struct summary {
	const struct summary_options *options;
	const struct table_options *table;
	const struct report_options *report;
	const char *program;
	const void *with; /* the options of open */
	/* Everything that changes what is added up, but for --group; NULL: there are no states. */
	int (*sign)(struct buf *signature, struct err *e);
};

/* Reads the files, reports or writes the state. */
int summary_run(const struct summary_kind *kind, const struct summary *s, const struct strings *files, struct err *e);

#endif
