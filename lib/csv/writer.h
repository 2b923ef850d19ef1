/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Writing CSV: LF, minimal quoting, every write checked.
 *
 * A writer keeps its first failure: what is written after it is dropped, and the end of the record and the closing
 * report it, so nothing in between has to be checked.
 *
 * Nothing reaches the file before the buffer is full or the writer is closed, so a program that finds
 * bad data early, and closes its writer with that status, has written nothing.
 */
#ifndef L2D_WRITER_H
#define L2D_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/names.h"

/* Bytes from which on the end of a record writes them: as much as a pipe usually holds. */
enum { CSV_WRITER_HOLDS = 64 * 1024 };

struct csv_writer {
	int fd;
	int digits;    /* significant digits of numbers; 0: shortest that reads back */
	int error;     /* errno of the first failure, ENOMEM without memory; 0: none */
	size_t fields; /* written in the current record */
	bool bare;     /* the only field of the record so far is empty */
	struct buf out;

	/* csv_writer_pick: which fields of a record are written, and in which order. */
	size_t *picked, *end; /* [picks] the fields' numbers; [all] where each of the record's ends in out */
	size_t picks, all;    /* 0 picks: all fields as they come */
	size_t record;        /* where the record begins in out */
};

/* fd below 0: what is written stays in w->out.  digits as in num_print; more than a double holds is the shortest. */
void csv_writer_init(struct csv_writer *w, int fd, size_t digits);
/* Creates the file, or empties it.  ST_SYSTEM; then there is nothing to close. */
int csv_writer_create(struct csv_writer *w, const char *path, size_t digits, struct err *e);

/* Of every record, of which each has `all` fields, only the picks whose numbers are `picked`, all different, are written, in that order.  Copies them.
 * ST_SYSTEM. */
int csv_writer_pick(struct csv_writer *w, const size_t *picked, size_t picks, size_t all, struct err *e);

/* One field each; text is quoted where it must be, NaN (undefined) is an empty field. */
void csv_write_text(struct csv_writer *w, const char *s, size_t n);
void csv_write_string(struct csv_writer *w, const char *s);
/* NULL: an empty field. */
void csv_write_name(struct csv_writer *w, const struct name *name);
void csv_write_number(struct csv_writer *w, double x);
void csv_write_numbers(struct csv_writer *w, const double *x, size_t n);
void csv_write_count(struct csv_writer *w, size_t n);
/* The same for several fields in one go: room for that many of NUM_LENGTH bytes and the commas, into which the caller puts fields
 * with a comma before each but the record's first; then how far it came.  NULL: the writer has failed. */
char *csv_write_here(struct csv_writer *w, size_t fields);
void csv_wrote(struct csv_writer *w, size_t fields, const char *end);
/* Bytes that are CSV already, one field or several. */
void csv_write_raw(struct csv_writer *w, const char *s, size_t n);

/* Ends the record.  ST_SYSTEM when this or anything before it failed. */
int csv_write_end(struct csv_writer *w, struct err *e);

/* Writes what is there; whether nothing has failed so far. */
bool csv_writer_flush(struct csv_writer *w);

/* Writes what is left, or drops it when `status` says that something else failed; closes the file and frees w in both
 * cases.  Returns status, or where that is ST_OK ST_SYSTEM for any failure of the writer. */
int csv_writer_close(struct csv_writer *w, int status, struct err *e);
/* The same for a file that is wanted whatever failed, a trace: what is left is written in any case. */
int csv_writer_close_whole(struct csv_writer *w, int status, struct err *e);

/* Frees w and drops what was not written; the file, if there is one, stays open. */
void csv_writer_free(struct csv_writer *w);

/* Appends text to b as one field, quoted where it must be. */
int csv_quote(struct buf *b, const char *s, size_t n, struct err *e);

#endif
