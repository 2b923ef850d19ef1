/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Reading CSV (RFC 4180), fast.
 *
 * A record without a quote character is split by a plain scanner, 64 bytes at a time (scan/scan).  A record
 * with one goes through libcsv, the reference, whose surprises are absorbed here: it drops blank lines
 * (a one-column table would lose rows), trims unquoted fields, takes a lone CR for a line end, ignores
 * ragged rows and BOMs, and accepts an unterminated quote unless both strict flags are set.  What becomes
 * of each input that is not RFC 4180 is tabled in l2d-csv(5).
 *
 * Memory: the longest record and one read.  Time: O(bytes).
 */
#ifndef L2D_CSV_H
#define L2D_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "scan/scan.h"

/* The scanner looks (and no more) this many bytes past the end of what it scans. */
#define CSV_PADDING SCAN_BLOCK

/* Bytes of the longest record unless --max-record says otherwise: beyond any real one, and what a quote that is never
 * closed may cost in memory. */
#define CSV_MAX_RECORD ((size_t)1 << 30)

struct csv_row {
	const char *raw; /* the record as it was read, without its line end */
	size_t rawn;
	struct csv_field *f; /* [n] */
	size_t n;            /* at least 1 */
	size_t line;         /* of the record's first byte, from 1 */
};

/* What to do when no byte is there yet of an input that is no file: returns for how many milliseconds to wait for one
 * before it is called again, -1: for ever, 0: the input is at its end. */
struct csv_idle {
	int (*call)(void *arg); /* NULL: nothing */
	void *arg;
};

struct csv_reader {
	const char *name; /* for messages; not a copy */
	int fd;
	bool eof;
	bool live; /* a read may wait: no regular file */
	struct csv_idle idle;
	bool fed; /* p is the caller's */
	bool ranged; /* of the file only the records that begin up to byte `limit` are read, see csv/ranges.h, csv/share.h */
	size_t offset; /* the byte of the file that is read next */
	size_t limit;
	bool plain;        /* a quoted newline is refused, see csv/share.h */
	bool all_libcsv;   /* test switch: no record takes the fast path */
	size_t chunk;      /* bytes asked of one read */
	size_t max_record; /* bytes of the longest record; 0: CSV_MAX_RECORD */
	char *p;           /* [cap + CSV_PADDING] */
	size_t cap;
	size_t start, end;   /* bytes read and not yet consumed */
	size_t line;         /* of byte `start` */
	struct csv_field *f; /* [fcap] */
	size_t fcap;
	struct buf text; /* unquoted text of a record that libcsv parsed */
};

/* Reads from fd, which stays the caller's to close.  The environment variable L2D_TEST_CHUNK sets the
 * bytes asked of one read: a test switch, it changes no result. */
int csv_reader_init(struct csv_reader *r, int fd, const char *name, struct err *e);
void csv_reader_free(struct csv_reader *r);

/* Reads n bytes of memory instead, which begin with the record on that line; p has CSV_PADDING bytes behind them
 * and stays the caller's.  r is zero-initialised, or was given other bytes before. */
void csv_reader_feed(struct csv_reader *r, const char *name, char *p, size_t n, size_t line);

/* Reads the first bytes and skips a byte order mark, unless that was done.  ST_DATA when the input is not text. */
int csv_reader_begin(struct csv_reader *r, struct err *e);
/* Reads `chunk` more bytes, or what there is; r->eof says that there was nothing. */
int csv_reader_fill(struct csv_reader *r, struct err *e);

/* The next record, valid until the next call.  ST_END at the end of the input, ST_DATA for
 * malformed quoting, a lone carriage return or a record that is longer than max_record, ST_SYSTEM for a failing read or no memory. */
int csv_reader_next(struct csv_reader *r, struct csv_row *row, struct err *e);

/* Whole records, as bytes for csv_reader_feed. */
struct csv_block {
	const char *name;          /* the input's */
	size_t file;               /* its number, for the caller */
	size_t line;               /* of the first byte */
	size_t at;                 /* where the records begin in bytes.p */
	struct buf bytes;          /* bytes.n of them, with CSV_PADDING bytes behind */
	struct csv_ranges *ranges; /* not NULL: the records are to be read from a file, see csv/ranges.h, */
	size_t number;             /* and are those of its range of that number */
};

/* About a megabyte of whole records, at least one; their quoting is not checked, but a newline between two quotes
 * does not end a record.  Fewer where the input runs dry, if `idle` is called then.  ST_END at the end of the input. */
int csv_reader_block(struct csv_reader *r, struct csv_block *b, struct err *e);

/* How often c is among n bytes. */
size_t csv_count_byte(const char *p, size_t n, char c);

/* The raw bytes of field i. */
const char *csv_row_raw(const struct csv_row *row, size_t i, size_t *n);

/* Line and byte column, both from 1, of byte `at` of the record: a quoted newline starts a line. */
void csv_row_place(const struct csv_row *row, size_t at, size_t *line, size_t *column);

#endif
