/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A table: several files (or standard input) with one header, read row by row, with columns
 * known by their roles.
 *
 * Memory: the longest record and one read.
 */
#ifndef L2D_TABLE_H
#define L2D_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/names.h"
#include "base/opt.h"
#include "base/progress.h"
#include "csv/csv.h"
#include "csv/ranges.h"
#include "csv/share.h"
#include "number/num_parse.h"
#include "table/role.h"

enum na_action { NA_ERROR, NA_SKIP };
enum available { AVAILABLE_COLUMNS, AVAILABLE_ANSWERED };
enum other_answers { OTHER_ANSWERS_ERROR, OTHER_ANSWERS_WRONG };

/* What the options of every program that reads a table set. */
struct table_options {
	struct strings columns; /* --columns */
	const char *schema;     /* --schema: the file that holds the header, NULL: the input does */
	const char *na;         /* --na: what is missing besides the empty cell, separated by commas */
	int na_action;          /* enum na_action */
	int available;          /* --available: enum available, of the programs that decide */
	double round_off;  /* --round-off: how far beyond [0, 1] a probability is clipped to it; 0: it is refused */
	int other_answers; /* --other-answers: enum other_answers, of the programs that read answers */
	bool keep;         /* --keep: of the programs that write columns, see table/extend.h */
	size_t max_record; /* --max-record: bytes; 0: CSV_MAX_RECORD */
	const char *shard; /* --shard: K/N, of the operands; NULL: all */
	bool no_quoted_newlines; /* --no-quoted-newlines */
	const char *shows;       /* the program's name, where it shows how many rows are read; NULL: it does not */
	struct progress_options progress;
};

#define TABLE_OPTIONS(o)                                                                                               \
	{0, "columns", OPT_LIST, &(o).columns, "ROLE=COLUMN...", "which columns have which role, see l2d-csv(5)",      \
		NULL},                                                                                                 \
		{0, "schema", OPT_STRING, &(o).schema, "FILE", "the input has no header line; take FILE's", NULL},     \
		{0, "na", OPT_STRING, &(o).na, "LIST", "cells that mean missing, besides the empty one", NULL},        \
		{0, "na-action", OPT_CHOICE, &(o).na_action, "error|skip",                                             \
			"what to do with a row whose needed cell is missing", "error"},                                \
		{0, "max-record", OPT_COUNT, &(o).max_record, "BYTES", "the longest record that is read",              \
			"1073741824", "[1, 2^64]"},                                                                    \
		{0, "shard", OPT_STRING, &(o).shard, "K/N",                                                            \
			"read the K-th of N shares of the rows, or of several files", NULL},                           \
	{                                                                                                              \
		0, "no-quoted-newlines", OPT_FLAG, &(o).no_quoted_newlines, NULL,                                      \
			"--shard: no cell has a newline, so nothing before the share is read", NULL                    \
	}

/* Of programs that show progress: while rows are read, on a terminal, unless rows are written there. */
#define ROWS_PROGRESS_OPTIONS(o) PROGRESS_OPTIONS((o).progress)

/* Of the programs that read probabilities.  Published tables are rounded to three digits at the least; what is further off was no
 * probability. */
#define ROUND_OFF_OPTION(o)                                                                                            \
	{                                                                                                              \
		0, "round-off", OPT_NUMBER, &(o).round_off, "X",                                                       \
			"clip a probability that is beyond [0, 1] by at most X", "0", "[0, 0.001]"                     \
	}

/* Of the programs that tell rows apart by a name. */
#define KEY_OPTION(key, help)                                                                                          \
	{                                                                                                              \
		0, "key", OPT_STRING, &(key), "COLUMN", help, "the role id"                                            \
	}

/* What is said on standard error after the last row. */
struct table_counts {
	size_t skipped;    /* rows dropped by NA_SKIP */
	size_t rounded;    /* cells clipped by --round-off */
	size_t unanswered; /* rows sent by a decision to an agent that has no answer there */
	size_t unknown;    /* rows left out of a fit for an outcome that nobody knows */
	size_t rejected;   /* rows deferred without experts */
	bool numbered;     /* rows went by their number, so that one thread takes them all, in order */
};

void table_add_counts(struct table_counts *to, const struct table_counts *from);
void table_report_counts(const struct table_counts *counts, const char *program);

struct table {
	const struct table_options *opt;
	const char *const *file; /* [nfile]; "-" is standard input */
	size_t nfile, next_file; /* what is being read is file next_file - 1 */
	struct csv_share share;
	struct buf share_name; /* of a reader that does not know what lies before its share */
	struct csv_reader reader;
	bool reading;              /* the reader's file is open */
	struct csv_ranges *ranges; /* what table_block hands out of a regular file; NULL: the reader reads */
	struct names header;
	struct buf header_raw; /* the header's bytes, for passing through */
	struct names na;
	struct roles roles;
	struct csv_row row;       /* the current row */
	struct csv_idle idle;     /* for the readers of further files: table_idle sets it */
	size_t rows;              /* read so far */
	struct progress progress; /* of a table that is opened, not of one that follows */
	struct table_counts counts;
};

/* Opens the first file and reads the header.  Keeps the pointers.  No files: standard input.
 * ST_SYSTEM when a file cannot be read, ST_DATA for an empty file or a name that stands twice. */
int table_open(struct table *t, const struct table_options *opt, const struct strings *files, struct err *e);
/* The same of a file that an option names: --shard is not of it. */
int table_open_whole(struct table *t, const struct table_options *opt, const struct strings *files, struct err *e);
/* A plain table of one file, of limits, prices and the like, to which no option of the input applies.  Keeps the address. */
int table_open_file(struct table *t, const char **file, struct err *e);
void table_close(struct table *t);

/* Before any table: joins the processes (parallel/peers.h) that --shard auto shares it among. */
int table_join(const struct table_options *opt, struct err *e);

/* Has t->rows, which then may have been 0 only, say how many rows of all files come before those of --shard. */
int table_number_rows(struct table *t, struct err *e);

/* Shows that so many rows are read, now and then. */
void table_show_rows(struct table *t, size_t rows);

/* The next whole records of the table, or where to read them, across its files, in place of table_next.  ST_END after the last. */
int table_block(struct table *t, struct csv_block *b, struct err *e);

/* What to do while the input, if it is no file, has nothing to read. */
void table_idle(struct table *t, struct csv_idle idle);

/* A second table with the same options, header and roles, which reads what table_feed gives it: for threads that
 * share the rows of t. */
int table_follow(struct table *t, const struct table *first, struct err *e);
int table_feed(struct table *t, struct csv_block *b, struct err *e);
/* The block's memory may go: what was fed is forgotten. */
void table_fed(struct table *t);
/* The same with the reading handed over to the second table: what t reads from then on is what it is fed. */
int table_hand_over(struct table *t, struct table *first, struct err *e);
/* After t, which is then closed, has read all: what is wrong with all of the rows is said of the last file, as if first had read
 * them. */
void table_hand_back(struct table *t, struct table *first);

/* Reads the next row into t->row.  ST_END after the last; ST_DATA for a ragged row or a file with another header. */
int table_next(struct table *t, struct err *e);

/* Has table_next go on with the record at a byte of a file, of number 1 .. nfile, which is on that line; --shard is then forgotten. */
int table_go(struct table *t, size_t file, size_t offset, size_t line, struct err *e);

/* The name of the file that the current row is in. */
const char *table_file(const struct table *t);

/* The columns of a role.  table_family accepts none, unless --columns named them; table_need does not. */
int table_family(const struct table *t, enum role role, struct family *f, struct err *e);
int table_need(const struct table *t, enum role role, struct family *f, struct err *e);
/* Whether the column has a role that says something about columns; ST_DATA where --columns names one that is not there. */
int table_has_role(const struct table *t, enum role role, size_t column, bool *has, struct err *e);
/* The one column of a role; NAMES_NONE where it is absent and not needed, ST_DATA for several. */
int table_single(const struct table *t, enum role role, bool need, size_t *column, struct err *e);
/* ST_DATA: none of n roles has a column; there is no column of that name; none for the member. */
int table_absent(const struct table *t, const enum role *role, size_t n, struct err *e);
int table_no_column(const struct table *t, const char *name, struct err *e);
int table_no_member(const struct table *t, enum role role, const struct name *member, struct err *e);
/* The place of a column by its name; ST_DATA when it is absent. */
int table_column(const struct table *t, const char *name, size_t *column, struct err *e);

/* The place of the column that --key names, or, where that is NULL, of the role id. */
int table_key(const struct table *t, const char *key, size_t *column, struct err *e);

/* Whether the cell is empty or one of --na. */
bool table_missing(const struct table *t, size_t column);

/* Nearly every cell is just a number: true then; else the next function tells. */
static inline bool table_plain_number(const struct table *t, size_t column, double *x)
{
	const struct csv_field *f = &t->row.f[column];

	return f->n && !t->na.n && !num_parse(f->p, f->n, x);
}

/* The cell as a number; NaN where it is missing. */
int table_number(const struct table *t, size_t column, double *x, struct err *e);

/* The cell as a number that the row needs: as table_cell_missing where it is missing. */
int table_needed_number(struct table *t, size_t column, double *x, struct err *e);
/* How many of the first of n columns have cells that are just numbers of a few digits, as most are; those are in x, which may be written
 * up to its end. */
size_t table_plain_numbers(const struct table *t, const size_t *column, size_t n, double *x);
/* Those of n columns. */
int table_needed_numbers(struct table *t, const size_t *column, size_t n, double *x, struct err *e);

/* Checks that x, of a cell, lies in [0, 1], or is missing (NaN).  Beyond by at most --round-off it is clipped, and counted. */
int table_probability(struct table *t, size_t column, double *x, struct err *e);

/* ST_DATA "FILE:LINE:COLUMN: column 'NAME': WHAT: 'VALUE'". */
int table_bad_cell(const struct table *t, size_t column, const char *what, struct err *e);

/* A needed cell is missing: ST_DATA, or ST_SKIP with t->counts.skipped one higher when rows are to be skipped. */
int table_cell_missing(struct table *t, size_t column, struct err *e);

#endif
