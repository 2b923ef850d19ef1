/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Limits on sets of agents and on parts of the rows: a limits file with a column `set`, the sets that it names, and rules
 * about the agents of one row.
 *
 * A line of the file is about one agent, every agent on its own ("*"), a set, or all agents together, and about the rows
 * that have its cells in the table's columns of the same names: an empty cell is any, "*" every value on its own.  Rows that
 * agree in these columns are a class; a limit is a set of leaves, class times agent, and of any two one must hold the other or they
 * must have nothing in common.  Limits of minutes (limits/set_minutes) may cross.
 */
#ifndef L2D_SET_LIMITS_H
#define L2D_SET_LIMITS_H

#include "assign/exchange.h"
#include "assign/problem.h"
#include "base/buf.h"
#include "base/opt.h"
#include "csv/csv.h"
#include "limits/in_row.h"
#include "table/table.h"

#define LIMIT_ROUNDING 1e-9    /* a share times a count this near to a whole number is that number */
#define LIMIT_COUNT_MAX 0x1p53 /* doubles count to here */
#define LIMIT_PRICE_MAX 1e100  /* times a count it is finite */
#define LIMIT_MINUTES_MAX 1e280

struct limit {
	double lo, hi;           /* hi infinite: none */
	bool lo_share, hi_share; /* a share, not a count */
	bool set;                /* named by an option or the file */
};

/* A cell of a limits file: a count, a percentage, or nothing, which leaves all as it is. */
int limit_read(const struct table *t, size_t column, double *x, bool *share, struct err *e);

/* Rounded inwards to counts of n rows; where no whole number lies between the bounds, both neighbours. */
void limit_counts(double low, double high, size_t n, size_t *lo, size_t *hi);

#define SET_EVERY (NAMES_NONE - 1) /* every agent on its own */

struct set_line {
	size_t agent, set; /* a number; SET_EVERY; NAMES_NONE */
	struct limit limit;
	double price;      /* of each reading beyond it; infinite: there may be none */
	double minutes;    /* that the readings take at most; infinite: any */
	size_t line;       /* of the file */
	struct names cell; /* [1 each] what the columns have, in order; equal cells share a name */
	size_t *of_column; /* [columns] the cell's number in it */
};

struct set_limits {
	const struct names *agent; /* [m] */
	struct names set;          /* [sets] */
	bool *member;              /* [sets][m] */
	size_t member_cap, member_used;
	const char *file;    /* there are such limits: NULL, or where from */
	bool minutes;        /* some line limits minutes */
	struct names column; /* of the table, that tell classes apart */
	struct set_line *line;
	size_t n, cap;
	struct exchange_rule rule; /* n = 0: none, or in_row.overlap */
	uint32_t *rule_set;        /* the memory of rule */
	struct in_row in_row;      /* the same rules, also where sets have agents in common */
};

void set_limits_free(struct set_limits *l);

/* Reads --sets: a table with the columns set and agent.  Keeps agent. */
int set_limits_sets(struct set_limits *l, const struct names *agent, const char *file, struct err *e);

/* Reads the limits of a table that has a column `set`, `price` or `minutes`, and closes nothing.  Keeps agent and the file's name. */
int set_limits_read(struct set_limits *l, const struct names *agent, const char *file, struct table *t, struct err *e);

/* --in-row, each "SET=LO:HI", at most `most` agents a row. */
int set_limits_in_row(struct set_limits *l, const struct strings *option, size_t most, struct err *e);

/* Whether the row of x, whose rule is not asked, can be given agents that keep the rules. */
bool set_limits_possible(const struct set_limits *l, const struct exchange *x, size_t row);

/* Finds in the table the columns that tell classes apart; *column: the caller's to free. */
int set_limits_columns(const struct set_limits *l, const struct table *t, size_t **column, struct err *e);

/* The current row's class into key, as a name: its cells in the columns [columns]. */
int set_limits_class(const struct table *t, const size_t *column, size_t n, struct buf *key, struct err *e);

#endif
