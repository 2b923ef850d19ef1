/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A share of what is to be read, so that N processes, wherever they run, read every record once (--shard K/N).
 *
 * Of several files a share is whole files: those behind the first floor((K - 1) F / N) of F, up to floor(K F / N).  Of one file it
 * is the records that begin in a range of bytes: the range is cut without regard to records, and of the bytes before it the
 * quotes are counted, since a newline between quotes ends no record.  Where it is said that there are no such newlines
 * nothing before the range is read, and one that is there is refused.
 *
 * Time: of the bytes before the range, that of reading them.
 */
#ifndef L2D_SHARE_H
#define L2D_SHARE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "csv/csv.h"

struct csv_share {
	size_t k, n; /* the k-th of n; n 0: all */
	bool plain;  /* no newline is quoted */
};

/* "K/N" with 1 <= K <= N <= 2^32; "auto" among processes that have joined (parallel/peers.h): each its own; text NULL: all.  ST_USAGE. */
int csv_share_parse(struct csv_share *s, const char *text, bool plain, struct err *e);

/* The share has the files from *first on, without *end, of n. */
void csv_share_files(const struct csv_share *s, size_t n, size_t *first, size_t *end);

/* ST_USAGE: r reads no file of a known size. */
int csv_share_check(const struct csv_reader *r, struct err *e);

/* Has r, which has read the header, read the share's records alone.  With `plain` lines are numbered from the range on, and
 * `name`, which then is r's, says from which byte.  ST_USAGE, ST_SYSTEM. */
int csv_share_begin(struct csv_reader *r, const struct csv_share *s, struct buf *name, struct err *e);

/* Has r read nothing more. */
void csv_share_nothing(struct csv_reader *r);

/* How many records of the reader's file, the header among them, begin before byte `to`, where one begins or the file ends. */
int csv_share_records(const struct csv_reader *r, size_t to, size_t *n, struct err *e);

#endif
