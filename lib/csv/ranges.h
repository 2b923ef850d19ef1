/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A regular file that several threads read side by side, each its own ranges of bytes.
 *
 * A range has the records that begin behind its first newline outside quotes, up to that behind the last.  Whether
 * it begins inside quotes follows from the number of quotes before it: whoever has read a range counts its quotes and
 * newlines and leaves both for the ranges behind.  Whoever's turn it is adds up all that were left, so that nobody waits for
 * another one to wake.  That is all that is done one after the other.
 *
 * Memory: of a reader, a range, or the longest record.
 */
#ifndef L2D_RANGES_H
#define L2D_RANGES_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "csv/csv.h"

/* Each thread waits for its own range: one condition for all would wake all of them for every range. */
enum { CSV_RANGES_WAITS = 64 };

/* What a range has, and, once that is known, how it begins. */
struct csv_turn {
	size_t quotes, newlines;
	bool known;
	bool quoted; /* it begins inside quotes */
	size_t line; /* the line that it begins on */
};

struct csv_ranges {
	const char *name; /* the file's */
	int fd;
	size_t begin, end; /* bytes of the file: its records */
	size_t limit; /* where the last record begins at most: of a whole file, what comes to it meanwhile is the last range's */
	bool plain;   /* as the reader's */
	size_t step;  /* bytes of a range */
	size_t taken; /* ranges handed out; for one thread at a time */
	pthread_mutex_t lock;
	pthread_cond_t known[CSV_RANGES_WAITS];  /* that of range i has come to be known: i modulo their number */
	struct csv_turn *turn[CSV_RANGES_WAITS]; /* of the ranges that were read; NULL: of none */
	size_t users;                            /* ranges being read, and whoever hands them out */
	size_t next;                             /* the range whose beginning is known: */
	bool quoted;                             /* it begins inside quotes */
	size_t line;                             /* the line that it begins on */
};

/* Takes over what r has not read yet, and its file; *ranges is NULL where r goes on reading: the file is no regular one,
 * or is at its end.  ST_SYSTEM, ST_DATA as csv_reader_next. */
int csv_ranges_open(struct csv_ranges **ranges, struct csv_reader *r, struct err *e);

/* The next range, in a block without bytes, to be released; false after the last. */
bool csv_ranges_take(struct csv_ranges *s, struct csv_block *b);

/* Has r read the range's records, and no more, until the block is released.  r is as csv_reader_feed wants it.  Waits for
 * the ranges before it, which must be under way.  ST_SYSTEM. */
int csv_ranges_read(struct csv_reader *r, const struct csv_block *b, struct err *e);

/* Of a block, or of whoever hands them out; the last one closes the file. */
void csv_ranges_release(struct csv_ranges *s);

#endif
