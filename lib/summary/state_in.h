/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Reading states (summary/state.h) an item at a time, for whoever reads several at once; state_read reads one after the other.
 *
 * What is no whole state, or was changed, is found at its end, when its items have been given out.
 *
 * Memory: that of a table.
 */
#ifndef L2D_STATE_IN_H
#define L2D_STATE_IN_H

#include "summary/state.h"

struct state_in {
	struct table t;
	const char *state; /* what every row must say */
	size_t column[STATE_COLUMNS];
	struct csv_field cell[STATE_COLUMNS]; /* of the current row */
	struct state_item item;
	size_t rows;            /* of the state that is being read */
	uint64_t check;         /* over them */
	size_t file;            /* the file it began in */
	size_t whole, ended_in; /* files that a state ended in, the last one of them */
};

/* Keeps the pointers.  ST_USAGE for --shard: states are merged whole.  To be closed if this returned ST_OK. */
int state_in_open(struct state_in *in, const struct table_options *opt, const struct strings *files, const char *state,
	struct err *e);
void state_in_close(struct state_in *in);

/* Sets in->item to the next one, valid until the next call.  ST_END after the last one of whole states only. */
int state_in_next(struct state_in *in, struct err *e);

/* Whether the last but one line of the file that is open ends in these bytes, so that it is the end of a state that began with them;
 * false where the file cannot be read at any place. */
bool state_in_ends(const struct state_in *in, const struct buf *text);

/* After the item: ST_DATA where nobody took it, or something is wrong with its value. */
int state_in_check(const struct state_in *in, bool taken, struct err *e);

#endif
