/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Accumulators as tables (--partial, --merge): one exact sum a row, under the name of the part of the
 * state that it belongs to and its place there (a bin, a grid point, a score).
 *
 *   state   what was accumulated and how; states merge only when it is equal.  A program whose parts change in a way that its readers
 *           cannot tell signs `version` (state_sign), 2 or more; without it a state is of version 1
 *   group   the group of rows, as summary/groups.h names it; empty where rows are not grouped
 *   member  the class or the expert, empty where there is one only
 *   part    the name of the sum, behind a number and a colon where there are several alike; the last row's is `end`
 *   place   its index, or the score of a row; at the end the number of rows before
 *   value   the sum, as in math/sumtext.h, or the numbers of a row, separated by spaces; at the end the sum modulo 2^64
 *           of the hashes of the rows before, 16 hexadecimal digits
 *
 * Rows may come in any order, but for the end.  States may follow each other in one file, with or without the header
 * between them.  What is no whole state, or was changed, is refused.
 */
#ifndef L2D_STATE_H
#define L2D_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/opt_rules.h"
#include "csv/report.h"
#include "math/sum.h"
#include "math/tally.h"
#include "cases/class_use.h"
#include "table/table.h"

enum state_column {
	STATE_COLUMN_STATE,
	STATE_COLUMN_GROUP,
	STATE_COLUMN_MEMBER,
	STATE_COLUMN_PART,
	STATE_COLUMN_PLACE,
	STATE_COLUMN_VALUE,
	STATE_COLUMNS
};

/* [STATE_COLUMNS + 1] their names, and NULL. */
extern const char *const state_column_name[];

/* The part of a state's last row. */
#define STATE_END "end"

/* What the cells of a row contribute to the check. */
uint64_t state_hash(const struct csv_field cell[STATE_COLUMNS]);

#define STATE_OPTIONS(partial, merge)                                                                                  \
	{0, "partial", OPT_FLAG, &(partial), NULL, "write the state instead, for --merge", NULL},                      \
	{                                                                                                              \
		0, "merge", OPT_FLAG, &(merge), NULL, "the input is states written by --partial", NULL                 \
	}

/* States are read by the names of their columns; every cell is needed, as it was written, in all its digits. */
#define STATE_RULES                                                                                                    \
	{"merge", OPT_EXCLUDES, "columns na na-action round-off jobs"},                                                \
	{                                                                                                              \
		"partial", OPT_EXCLUDES, "digits tag"                                                                  \
	}

struct state_out {
	struct report report;
	struct report_options opt; /* those of the program, with all digits */
	const char *state;         /* written in every row; not copies */
	struct name group, member;
	bool numbered; /* parts are of one of several alike */
	size_t number; /* of that one */
	struct buf text;
	size_t rows;
	uint64_t check;
};

/* What a state is of: the program's name first (value NULL), then each option that changes the sums and was given (value
 * not NULL, not NaN).  Keeps the text terminated. */
int state_sign(struct buf *signature, const char *option, const char *value, struct err *e);
int state_sign_number(struct buf *signature, const char *option, double value, struct err *e);

/* The options of programs that measure a decision: the price and the name of an expert, and whether probabilities are
 * divided by their sum. */
int state_sign_decision(struct buf *signature, double cost, const char *expert, bool renormalize, struct err *e);

/* ST_USAGE when digits are asked for: a state is exact. */
int state_out_init(struct state_out *o, const struct report_options *opt, const char *state, int fd, struct err *e);
/* Writes the end; as csv_writer_close. */
int state_out_close(struct state_out *o, int status, struct err *e);

/* What writes the rows of a state. */
typedef int state_write(const void *arg, struct state_out *o, struct err *e);
/* All of it: opens (opt may be NULL: none given), writes, closes. */
int state_put(const struct report_options *opt, const char *state, int fd, state_write *write, const void *arg,
	struct err *e);

/* Rows are of this group, and no member, from here on; not a copy. */
void state_out_group(struct state_out *o, const struct name *group);
/* Rows are of this member from here on; not a copy. */
void state_out_member(struct state_out *o, const struct name *member);

/* Parts are of the number-th of several alike from here on, as state_is_numbered reads them. */
void state_out_number(struct state_out *o, size_t number);

int state_write_sum(struct state_out *o, const char *part, double place, const struct sum *value, struct err *e);
int state_write_tally(struct state_out *o, const char *part, double place, const struct tally *value, struct err *e);
int state_write_count(struct state_out *o, const char *part, double place, size_t value, struct err *e);
/* n > 0 numbers, those behind the last one that is not 0 left out. */
int state_write_numbers(
	struct state_out *o, const char *part, double place, const double *value, size_t n, struct err *e);

/* A row of a state that is read. */
struct state_item {
	const char *group; /* not terminated, as the next three */
	size_t group_length;
	const char *member;
	size_t member_length;
	const char *part;
	size_t part_length;
	const char *value;
	size_t value_length;
	double place;
	const char *wrong; /* NULL, or what is wrong with the value, in words */
};

/* Adds the item to what arg is; *taken is false when the item is no part of it. */
typedef int state_take(void *arg, struct state_item *i, bool *taken, struct err *e);

/* Reads states from files (summary/state_in.h has them an item at a time).  ST_DATA for a row of another state than `state`, one that nobody takes or whose value is
 * wrong, and for a state that is not whole. */
int state_read(const struct table_options *opt, const struct strings *files, const char *state, state_take *take,
	void *arg, struct err *e);

/* A binary measure has one positive class, its member; ST_DATA for several, or for another one than `positive`, where that
 * is not NULL. */
int state_one_positive(const struct names *member, const char *positive, struct err *e);

bool state_is(const struct state_item *i, const char *part);
/* Whether the item is of one of n alike: its number then, and the part that it is of that one. */
bool state_is_numbered(struct state_item *i, size_t n, size_t *number);
/* The item's place as an index below n, or n. */
size_t state_index(const struct state_item *i, size_t n);

/* Add the value, or set i->wrong: any sum, one that is not below 0, a count. */
void state_add_sum(struct state_item *i, struct sum *s);
void state_add_amount(struct state_item *i, struct sum *s);
void state_add_count(struct state_item *i, size_t *n);
/* The item's numbers; those that are left out are 0. */
void state_numbers(struct state_item *i, double *value, size_t n);

/* Where the classes of a table without p_* turned up (cases/class_use.h): an answer that is no label of its own part may be one
 * of another part, so only who merges can refuse it.  One row a name and part: `class_label`, `class_answer`. */
int state_write_classes(const struct class_uses *u, const struct names *classes, struct state_out *o, struct err *e);
/* Adds the item; *taken is false when it is another one. */
int state_read_classes(struct class_uses *u, struct names *classes, struct state_item *i, bool *taken, struct err *e);

#endif
