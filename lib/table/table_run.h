/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Taking the rows of a table one after the other, and writing them with computed columns: what every filter does.
 * Opens the table, takes all rows, closes the output, says how many rows were skipped, frees.
 *
 * All that a row needs is in a state, which is bound to a table and is given where to write, so that states share the
 * rows of a table block by block, as in table/shard.h, and their output is put together in the blocks' order: the same
 * bytes, and the same error, for any number of them.  What the states have in common does not change after table_run
 * has begun: the program's options, models.  An ordered task has one state.
 *
 * A task may decide only after the last row, and keep rows in piles (csv/pile.h) until then.  States that share the rows keep
 * those of their blocks, and finish, of the first state, finds all of them in the order of the input.
 *
 * Where there are several processes (parallel/peers.h) each reads its part of the files, and finish, in all of them, finds all rows, or
 * the part that the process needs.
 *
 * An input that is no file may run dry: what is written so far then goes out at once.
 *
 * Memory: a state's; with several about 2 MB each of a regular file, else 10 MB: a block that is read, and what is
 * computed from it and from two that wait for their turn to be written; with piles about 3 MB each beside the rows, else 5.
 */
#ifndef L2D_TABLE_RUN_H
#define L2D_TABLE_RUN_H

#include <stddef.h>

#include "base/opt.h"
#include "table/extend.h"
#include "table/table.h"

/* What a program does with rows. */
struct table_task {
	/* Binds columns and names those that are computed; once, before any row.  The state is `fresh`, or zero, before. */
	int (*start)(void *state, struct table *t, struct names *computed, struct err *e);
	/* Reads and takes the next row; ST_END after the last, ST_SKIP for one that it does not take. */
	int (*row)(void *state, struct extend *x, struct err *e);
	/* After the last row; NULL: there is nothing left to do.  The state has seen all rows. */
	int (*finish)(void *state, struct extend *x, struct err *e);
	/* Frees what is in the state, whatever start came to; NULL: nothing. */
	void (*free)(void *state);
	/* The piles that `row`, which then has no x, keeps rows in; NULL: none. */
	struct pile *(*piles)(void *state, size_t *n);
	/* Takes over what else another state has seen, which learns what its numbers of names are in this one; of a task with piles. */
	int (*merge)(void *state, void *other, struct err *e);
	/* Renumbers the names in the state's piles as merge has said; NULL: there are none. */
	void (*renumber)(void *state);
	/* Of a task with piles: makes the names of all processes (parallel/peers.h) the state's, which learns what its numbers are in these; NULL:
	 * the task is one process's. */
	int (*gather)(void *state, struct err *e);
	/* Of a task that gathers: the rows of a pile of all processes, from .. to - 1, that one of them needs; false: all need all.  NULL: false. */
	bool (*part)(void *state, size_t pile, size_t peer, size_t *from, size_t *to);
	const void *fresh; /* what a state is before start; NULL: zero */
	size_t size;       /* bytes of a state */
	bool silent;       /* no rows are written: x is NULL, and what there is to write finish writes */
	bool ordered; /* what becomes of a row depends on those before it, or on its place: one state takes all rows */
};

struct table_run {
	const struct table_options *options;
	const struct strings *files;
	const char *program; /* its name, to say how many rows were skipped */
	size_t digits;       /* of computed numbers, as --digits */
	const char *jobs;    /* states, as --jobs */
};

int table_run(const struct table_task *task, const struct table_run *run, struct err *e);

#endif
