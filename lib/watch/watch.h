/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A stream of decisions under watch: its tests and their alarms, the band of its accuracy, the window that is under way.
 *
 * Memory: O(agents + tests), 8 KB and 1 KB a test.
 */
#ifndef L2D_WATCH_H
#define L2D_WATCH_H

#include "watch/alarms.h"
#include "watch/mean_sequence.h"
#include "watch/watch_input.h"

/* The rows since the last window was complete. */
struct window {
	struct score score;
	struct tally scored; /* rows of which the confidence in the decision, and whether it was right, is known */
	struct sum conf, right;
	bool *raised;        /* [1 + tests] alarms, as alarms.fresh */
	struct arrival last; /* of the last row; no column */
};

struct watch {
	struct watch_input in;
	struct alarms alarms;
	struct names test;          /* [1 + tests] "all" and the tests' names, "risk", "accuracy_ann" */
	struct mean_sequence right; /* of decisions */
	struct window window;
};

/* Binds the columns.  ST_USAGE for a test that is none, ST_DATA for one that the table has no columns for.  Keeps opt. */
int watch_init(struct watch *w, struct table *t, const struct watch_options *opt, struct err *e);
void watch_free(struct watch *w);

/* Reads the next row; ST_END after the last, ST_SKIP for one of weight 0. */
int watch_next(struct watch *w, struct err *e);

/* Whether the row that was read came after the period of the window that is under way. */
bool watch_is_later(const struct watch *w);

/* Takes the row that was read. */
void watch_take(struct watch *w);

/* Begins the next window. */
int watch_next_window(struct watch *w, struct err *e);

#endif
