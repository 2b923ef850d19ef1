/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Writing CSV: LF, minimal quoting, every write checked.
 *
 * Nothing reaches the file before the buffer is full or the writer is closed, so a program that finds
 * bad data early, and drops its writer, has written nothing.
 */
#ifndef L2D_WRITER_H
#define L2D_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct csv_writer {
	int fd;
	int digits;    /* significant digits of numbers; 0: shortest that reads back */
	size_t fields; /* written in the current record */
	bool bare;     /* the only field of the record so far is empty */
	struct buf out;
};

/* digits as in num_print; more than a double holds is the shortest. */
void csv_writer_init(struct csv_writer *w, int fd, size_t digits);
/* Creates the file, or empties it.  ST_SYSTEM. */
int csv_writer_create(struct csv_writer *w, const char *path, size_t digits, struct err *e);
/* Drops what was not written. */
void csv_writer_free(struct csv_writer *w);

/* One field each; text is quoted where it must be, NaN (undefined) is an empty field. */
int csv_write_text(struct csv_writer *w, const char *s, size_t n, struct err *e);
int csv_write_string(struct csv_writer *w, const char *s, struct err *e);
int csv_write_number(struct csv_writer *w, double x, struct err *e);
int csv_write_numbers(struct csv_writer *w, const double *x, size_t n, struct err *e);
int csv_write_count(struct csv_writer *w, size_t n, struct err *e);
/* Bytes that are CSV already, one field or several. */
int csv_write_raw(struct csv_writer *w, const char *s, size_t n, struct err *e);
int csv_write_end(struct csv_writer *w, struct err *e);

/* Writes what is left, closes the file and reports any failure; frees the writer. */
int csv_writer_close(struct csv_writer *w, struct err *e);

/* Appends text to b as one field, quoted where it must be. */
int csv_quote(struct buf *b, const char *s, size_t n, struct err *e);

#endif
