/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Statuses and messages.
 *
 * Library functions return a status and, when it is not ST_OK, leave one line
 * of words in the caller's struct err; only a program prints it.  Statuses are
 * the exit statuses of every program, so nothing has to be translated.
 */
#ifndef L2D_ERR_H
#define L2D_ERR_H

#include <stdbool.h>
#include <stddef.h>

enum status {
	ST_END = -1,  /* no more rows; never an exit status */
	ST_SKIP = -2, /* the row lacks a needed cell and is not taken; never an exit status */
	ST_OK = 0,
	ST_FALSE = 1, /* a predicate was false */
	ST_USAGE = 2,
	ST_DATA = 3,    /* the input is wrong */
	ST_SYSTEM = 4,  /* read, write, memory */
	ST_NUMERIC = 5, /* did not converge, infeasible */
};

struct err {
	int status;
	char text[1024]; /* one line of text, no program name; excerpts of data are marked "..." when cut */
};

/* Sets the message, printf-like, and returns status.  Whatever it is made of, the message is one line and does
 * nothing to a terminal: control characters, and bytes that are no UTF-8, become \xHH. */
int err_set(struct err *e, int status, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* The same with a place in front: "FILE:LINE:COLUMN: ". */
int err_at(struct err *e, int status, const char *file, size_t line, size_t column, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));

/* "out of memory", ST_SYSTEM. */
int err_memory(struct err *e);

/* An excerpt of n bytes, among them NUL bytes, that is fit for a message: at most 60 bytes, escaped as err_set
 * does, "..." where it was cut.  Returns out. */
#define ERR_EXCERPT 260
const char *err_excerpt(char out[ERR_EXCERPT], const char *s, size_t n);

/* Prints "PROGRAM: text" on standard error, if there is a text, and returns the status. */
int err_report(const struct err *e, const char *program);

/* Prints "PROGRAM: N rows skipped: a needed cell is missing" on standard error when there were any. */
void err_report_skipped(size_t rows, const char *program);
/* The same of rows that were sent to an agent who has no answer there. */
void err_report_unanswered(size_t rows, const char *program);
/* The same of rows that a fit leaves out, as the outcome of an agent is not known there. */
void err_report_unknown(size_t rows, const char *program);
/* The same of rows that were deferred where there are no experts. */
void err_report_rejected(size_t rows, const char *program);
/* The same where rows are known by their number, not by an id. */
void err_report_numbered(bool numbered, const char *program);

/* Prints "PROGRAM: N cells beyond [0, 1] by at most --round-off clipped" when there were any. */
void err_report_rounded(size_t cells, const char *program);

/* Prints "PROGRAM: replaced columns of the input: LIST (--keep ...)" on standard error, unless the list is empty. */
void err_report_replaced(const char *list, const char *program);

#endif
