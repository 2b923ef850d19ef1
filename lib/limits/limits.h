/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Limits on how much every agent answers: "NAME=LO:HI" options and limits files.
 *
 * A bound is a count of rows or a share of the rows; either side may be left out.  A limits file is a table
 * with the columns agent, lo, hi and, if every batch has its own limits, batch; a bound with a percent sign
 * is a share, without one it is a count, an empty one is none.  Whoever the file does not list (in the
 * batch) may not be used (there).
 *
 * Shares become counts by rounding inwards; where no whole number lies between the two bounds, both
 * neighbours are allowed.
 */
#ifndef L2D_LIMITS_H
#define L2D_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/names.h"
#include "base/opt.h"
#include "limits/set_limits.h"

struct limits {
	const struct names *agent; /* [m] */
	bool balanced;             /* agents without a limit share the rest equally */
	bool from_file;
	bool batched;        /* the file has batches */
	struct names batch;  /* [n] of the file; n is 0, with one row of limits, without batches */
	struct limit *limit; /* [max(1, n)][m] */
	size_t cap;
	struct set_limits sets; /* of a file that has a column `set`: all of its limits are there */
};

/* What the command line says of limits. */
struct limits_options {
	struct strings share, count, in_row;
	const char *limits, *sets; /* files, or NULL */
	bool balanced;
};

#define LIMITS_OPTIONS(o)                                                                                              \
	{0, "share", OPT_LIST, &(o).share, "NAME=LO:HI", "limits of the agent's share (repeatable)", NULL},            \
		{0, "count", OPT_LIST, &(o).count, "NAME=LO:HI", "limits of the agent's rows (repeatable)", NULL},     \
		{0, "balanced", OPT_FLAG, &(o).balanced, NULL, "the agents without limits share the rest equally",     \
			NULL},                                                                                         \
		{0, "limits", OPT_STRING, &(o).limits, "FILE", "limits: agent, lo, hi, maybe batch or set", NULL},     \
		{0, "sets", OPT_STRING, &(o).sets, "FILE", "sets of agents as a table: set, agent", NULL},             \
	{                                                                                                              \
		0, "in-row", OPT_LIST, &(o).in_row, "SET=LO:HI", "agents of a row that are from a set (repeatable)",   \
			NULL                                                                                           \
	}

/* All of it, for rows of at most `most` agents.  Keeps agent. */
int limits_open(
	struct limits *l, const struct names *agent, const struct limits_options *o, size_t most, struct err *e);

/* Keeps agent. */
int limits_init(struct limits *l, const struct names *agent, struct err *e);
void limits_free(struct limits *l);

/* --share and --count, each "NAME=LO:HI" with shares in [0, 1] or counts, one of either for an agent.
 * ST_USAGE. */
int limits_options(struct limits *l, const struct strings *share, const struct strings *count, struct err *e);

/* --agents-per-row, "LO:HI".  ST_USAGE. */
int limits_parse_per_row(const char *s, size_t *least, size_t *most, struct err *e);

/* Reads a limits file.  ST_DATA. */
int limits_read(struct limits *l, const char *file, struct err *e);

/* The limits of a batch: [m]; NULL when the file has none for that batch. */
const struct limit *limits_of(const struct limits *l, const char *batch, size_t n);

/* May the agent be used at all? */
bool limits_allow(const struct limits *l, const struct limit *of_batch, size_t agent);

/* Do the limits let nobody have the agent? */
bool limits_shut(const struct limit *limit);

/* Whether each agent's limits can be met by n > 0 rows, or weight of rows, at all.  ST_NUMERIC: the message names the
 * agent. */
int limits_check(const struct limits *l, const struct limit *of_batch, double n, struct err *e);

/* The limits of a batch of n rows as counts of rows: lo, hi: [m].  usable: [m] agents that some row may
 * use, which --balanced divides the rest among. */
int limits_counts(const struct limits *l, const struct limit *of_batch, size_t n, size_t least, size_t most,
	const bool *usable, size_t *lo, size_t *hi, struct err *e);

/* The same as shares of rows.  n is what counts are divided by. */
void limits_shares(const struct limits *l, const struct limit *of_batch, double n, size_t least, size_t most,
	const bool *usable, double *lo, double *hi);

/* Whether shares can be met at all where every agent may answer every row.  ST_NUMERIC: the message names the
 * agents that clash. */
int limits_check_shares(
	const struct limits *l, const double *lo, const double *hi, size_t least, size_t most, struct err *e);

/* The shares, [2 x agents] LO then HI, to be freed, of a whole table whose agents all may answer: by --share, by the coverage of the
 * model, the first agent, unless it is NaN, and balanced; NULL where nothing is asked for. */
int limits_whole_shares(double **limit, const struct names *agent, const struct strings *share, double coverage,
	bool balanced, struct err *e);

#endif
