/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Scored rows beyond memory: what fills the memory is sorted and written as a run, into a file without a name in TMPDIR, and the
 * runs are then merged by a heap (Knuth 5.4.1), block by block, as often as they are read.  The blocks are those of
 * rank/scored_rows.h to the bit: a block is all rows of one score, of whatever runs, its sums are exact, and the unit of weights is
 * that of all rows.
 *
 * Memory: `limit` bytes, of which a row takes 32 and 8 more for each column that varies; merging, a buffer a run.  Different
 * weights come on top, some 100 bytes each; of those that are no counts at most RUNS_WEIGHTS are kept: where so many have no
 * common measure (math/unit.h), more of them have none.
 * Disk: 16 bytes a row and 8 for each column that varies.
 * What is drawn (keys) and p are not kept.
 */
#ifndef L2D_SCORED_RUNS_H
#define L2D_SCORED_RUNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/names.h"
#include "rank/scored_rows.h"

enum { RUNS_WEIGHTS = 1 << 18 };

struct run;

struct scored_runs {
	struct scored_rows rows; /* of no run yet: all of them while the limit is 0 */
	size_t limit;            /* bytes of rows */
	struct run *run;         /* [n_run] */
	size_t n_run, cap;
	int *file;                   /* [n_file] the first one is that which is written to */
	size_t n_file, file_cap, at; /* bytes in the first one */
	struct names weight;         /* the bytes of every weight in the runs */
	double most_weight, most_cost;
	double cost[2]; /* the first one of the model's and of the expert's, of any run */
	bool cost_varies[2], no_unit, beyond;

	/* Once sorted. */
	size_t n; /* rows */
	double unit;
	int power, cost_unit;
	struct run **heap; /* [n_heap] by the score of the next row */
	size_t n_heap;
	int error; /* errno of reading */
};

/* What each of `jobs` threads has of a size in words: bytes, or with K, M or G behind, 1M or more; NULL: 0.  ST_USAGE. */
int scored_runs_limit(const char *text, size_t jobs, size_t *limit, struct err *e);

void scored_runs_free(struct scored_runs *t);
/* As scored_rows_add and scored_rows_read; then writes the rows as a run if they fill the limit, bytes; 0: there is none. */
int scored_runs_add(struct scored_runs *t, const struct scored_row *r, size_t limit, struct err *e);
int scored_runs_read(struct scored_runs *t, struct state_item *i, size_t limit, bool *taken, struct err *e);
/* Adds the rows and the runs of the other, which may be freed. */
int scored_runs_merge(struct scored_runs *t, const struct scored_runs *other, struct err *e);

/* Ends adding; then blocks ascending by score, from the first one after each rewind; false at the end, or where reading failed. */
int scored_runs_sort(struct scored_runs *t, struct err *e);
void scored_runs_rewind(struct scored_runs *t);
bool scored_runs_next(struct scored_runs *t, struct scored_block *b);
/* Whether everything could be read. */
int scored_runs_status(const struct scored_runs *t, struct err *e);

#endif
