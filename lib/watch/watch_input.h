/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows of a stream of decisions as its tests see them (watch/watch_test.h).
 *
 * Rows of weight 0 are none; all other weights must be equal, as a sequential test takes rows and not weights.
 */
#ifndef L2D_WATCH_INPUT_H
#define L2D_WATCH_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "decide/arrival.h"
#include "decide/decision.h"
#include "measure/score.h"
#include "watch/watch_test.h"

struct watch_options {
	struct decision_options decision;
	double risk;       /* of the test of that name; NaN: none */
	double delta;      /* level of the alarms and of the band */
	size_t run_length; /* 0: alarms are at level delta */
	const char *tests; /* kinds, separated by commas; NULL: all that the table allows */
	size_t seed;
	struct moment period; /* windows are as long as this; 0: windows are of rows */
};

struct watch_input {
	const struct watch_options *opt;
	struct decision d;
	size_t id_column;       /* NAMES_NONE without */
	size_t *latency_column; /* [agents] likewise */
	bool decided;           /* the table has decisions */
	struct arrival arrival;
	double weight; /* of every row; 0: none has come yet */
	size_t rows;   /* so far; where there is no id, a row's number is its name */

	/* The current row. */
	struct watch_row row;
	struct watch_agent *agent; /* [agents] row.agent */
	double system;             /* the decision's outcome: 1 or 0, right or not; NaN where nobody knows */
	double *alone;             /* [agents] each one's */
};

/* Binds the columns.  Keeps opt. */
int watch_input_init(struct watch_input *in, struct table *t, const struct watch_options *opt, struct err *e);
void watch_input_free(struct watch_input *in);

/* The next row; ST_END after the last, ST_SKIP for one of weight 0. */
int watch_input_next(struct watch_input *in, struct err *e);

#endif
