/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Scored rows beyond memory: what fills the memory is sorted and written as a run (rank/run.h), and the runs are then merged by a heap
 * (Knuth 5.4.1), block by block, as often as they are read.  The blocks are those of
 * rank/scored_rows.h to the bit: a block is all rows of one score, of whatever runs, its sums are exact, and the unit of weights is
 * that of all rows.  Rows that come sorted, as those of a state do, make one run however many they are.
 *
 * The states of files are such runs too, which are merged as they are read, in one pass (unless weights are too many, see
 * rank/scored_totals.h): nothing is kept of them.
 *
 * Memory: `limit` bytes for all that share a spool, of which a row takes 32 and 8 more for each column that varies; merging, half of
 * that, and 4 kB a run where these are more.
 * Disk: see rank/run.h.
 */
#ifndef L2D_SCORED_RUNS_H
#define L2D_SCORED_RUNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "rank/run.h"
#include "rank/scored_rows.h"
#include "rank/scored_totals.h"

struct scored_runs;

/* The memory that several share, a group each. */
struct scored_spool {
	size_t limit, used; /* bytes of rows; 0: there is no limit, and nothing is written */
	struct run_file *file;
	struct scored_runs *first; /* of those that have rows in memory */
};

void scored_spool_free(struct scored_spool *s);

struct scored_runs {
	struct scored_rows rows;     /* of no run yet: all of them while there is no run */
	struct scored_totals totals; /* of the runs */
	struct scored_totals head;   /* what was read of the next run of a state */
	struct run *run;             /* [n_run] */
	size_t n_run, cap;
	struct scored_spool *spool;
	struct scored_runs *before, *after; /* in the spool's list */
	size_t held;                        /* bytes of rows */

	/* Once sorted. */
	double unit;
	int power, cost_unit;
	struct run **heap; /* [n_heap] by the score of the next row */
	size_t n_heap;
	bool begun; /* no row was taken since the runs began */
	int status; /* of reading */
	struct err fault;
};

/* What each of `jobs` threads has of a size in words: bytes, or with K, M or G behind, 1M or more; NULL: 0.  ST_USAGE. */
int scored_runs_limit(const char *text, size_t jobs, size_t *limit, struct err *e);

void scored_runs_free(struct scored_runs *t);
/* As scored_rows_add; where that fills the spool, some rows of it become a run. */
int scored_runs_add(struct scored_runs *t, const struct scored_row *r, struct scored_spool *spool, struct err *e);
/* The same of an item of a state; *taken is false when it is none of rows. */
int scored_runs_read(
	struct scored_runs *t, struct state_item *i, struct scored_spool *spool, bool *taken, struct err *e);
/* Adds the rows and the runs of the other, which may be freed. */
int scored_runs_merge(
	struct scored_runs *t, const struct scored_runs *other, struct scored_spool *spool, struct err *e);
/* Adds the rows of a state that is a file of its own, as it is read: takes its items, and is *ready at the first row, from where on
 * `in` is the run's.  *taken is false for an item that is none of rows; ST_SKIP where it is no such state. */
int scored_runs_stream(struct scored_runs *t, struct state_in *in, bool *taken, bool *ready, struct err *e);
/* Reads them to their end: ST_DATA where anything is wrong with the state, ST_SKIP where another one is behind it. */
int scored_runs_verify(struct scored_runs *t, struct err *e);

/* Whether rows are beyond memory, so that the functions below are to be asked for blocks. */
bool scored_runs_beyond(const struct scored_runs *t);

/* Ends adding; then blocks ascending by score, from the first one after each rewind; false at the end, or where reading failed. */
int scored_runs_sort(struct scored_runs *t, struct err *e);
void scored_runs_rewind(struct scored_runs *t);
bool scored_runs_next(struct scored_runs *t, struct scored_block *b);
/* The same row by row, in their units. */
bool scored_runs_next_row(struct scored_runs *t, struct scored_row *r);
/* Whether everything could be read. */
int scored_runs_status(const struct scored_runs *t, struct err *e);

/* The same runs of `of`, which is sorted and is files, to be read by themselves; sorted. */
int scored_runs_again(struct scored_runs *t, const struct scored_runs *of, struct err *e);

/* Over all rows, with which a curve begins, before the rewind. */
void scored_runs_sums(struct scored_runs *t, struct total_sums *s);

/* Sorts the rows and writes them as a state: a run, with its totals (rank/scored_totals.h). */
int scored_runs_write(struct scored_runs *t, struct state_out *o, struct err *e);

#endif
