/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A system of a model and experts as rows of decisions and as an accumulator of them: what l2d-score says of it.
 *
 * Memory: 16 bytes a row, as in rank/scored_rows.h, and exact sums for every agent.
 */
#ifndef L2D_SYSTEM_H
#define L2D_SYSTEM_H

#include <stdbool.h>

#include "csv/line.h"
#include "decide/decision.h"
#include "inference/draw_sums.h"
#include "inference/interval.h"
#include "inference/row_keys.h"
#include "measure/score.h"
#include "measure/score_draws.h"
#include "rank/areas.h"
#include "rank/scored_rows.h"
#include "summary/state.h"

/* Of the label, the first names that turn up: with three the table has more than two classes, and no rates by class. */
enum { SYSTEM_LABELS = 3 };

struct system_rows {
	struct decision decision;
	bool grouped;       /* rates by class are added up */
	struct names label; /* [at most SYSTEM_LABELS] */
	struct names agent; /* "model" first */
	double *alone;      /* [agents] what each one's outcome is in the current row */
	double best;        /* where labels are noisy: cases_best */
	bool noisy;         /* they are: rates by class are not known */
	const struct interval_options *interval;
	struct row_keys keys; /* of the current row */
};

/* What the rows are read by. */
struct system_options {
	struct decision_options decision;
	struct interval_options interval;
	bool partial; /* a state is written */
	bool grouped; /* with the rates of fairness */
};

/* Keeps opt; t NULL: rows come from states.  To be freed whatever comes of it. */
int system_rows_open(struct system_rows *s, struct table *t, const struct system_options *opt, struct err *e);
/* The next row.  ST_END after the last. */
int system_rows_next(struct system_rows *s, struct err *e);
void system_rows_free(struct system_rows *s);

/* The system on the rows of a label. */
struct system_label {
	struct score_rate rate;
	struct draw_sums drawn; /* with intervals: scored and right in every draw */
};

/* The accumulator, which is zero at first. */
struct system_sums {
	struct score score;
	struct scored_rows rows;                     /* by the score of deferral */
	struct score_draws draws;                    /* with intervals */
	struct system_label by_label[SYSTEM_LABELS]; /* when grouped */
};

/* Makes room for all agents of s. */
int system_sums_fill(struct system_sums *x, const struct system_rows *s, struct err *e);
void system_sums_free(struct system_sums *x);
/* Adds the current row. */
int system_sums_add(struct system_sums *x, struct system_rows *s, struct err *e);
/* Adds what the other took, whose agents are those of s, of its own reader. */
int system_sums_merge(struct system_sums *x, struct system_rows *s, const struct system_sums *other,
	const struct system_rows *other_rows, struct err *e);

int system_sums_write(const struct system_sums *x, const struct system_rows *s, struct state_out *o, struct err *e);
/* Adds the item, with its agent to s if that is new; *taken is false when it is no part of this. */
int system_sums_read(struct system_sums *x, struct system_rows *s, struct state_item *i, bool *taken, struct err *e);
/* After the last item: ST_DATA when the sums contradict each other. */
int system_sums_check(const struct system_sums *x, struct err *e);

/*
 * How groups are treated: rates of the system, and for all rows the largest difference of each between two groups where it is
 * defined.  The false positive rate is the share of the rows of the negative class, of those with an answer, on which the system
 * says another one; the false negative rate that of the positive class; both are empty unless there are two classes.
 *
 * A group has its excess, too: its accuracy less that of all rows, in a draw that of the draw.
 *
 * In a draw of the bootstrap the difference is that of the deviations of the groups' rates from those of the rows, for the simultaneous
 * interval of inference/interval.h; a draw without a rate that a group has is left out, as one of the others alone would be too
 * small.
 */
enum { SYSTEM_RATES = 4 };

struct system_fairness {
	const char *positive; /* see classes_positive */
	bool all;             /* the row is that of all, whose groups were before it */
	bool by_class;        /* there are rates by class */
	size_t class[2];      /* the labels' numbers, the negative one's first */
	double *lo,
		*hi; /* [1 + draws][SYSTEM_RATES] of the groups so far, those of the rows first, then deviations; NaN: of none */
	struct system_sums whole; /* of all groups, without their rows */
	double *of_all;           /* [1 + draws] its accuracy; NULL: not known yet */
};

/* Before the first columns, for each group: what all rows are worth, with which it is compared. */
int system_fairness_foresee(
	struct system_fairness *f, const struct system_sums *x, const struct system_rows *s, struct err *e);

void system_fairness_free(struct system_fairness *f);

/* Adds the columns, with intervals where they are asked for; sorts the rows, to which nothing is to be added after.  f NULL: without
 * rates of groups; else it is widened by those of x, unless that is all. */
int system_sums_columns(struct system_sums *x, const struct system_rows *s, enum areas_rule area,
	struct system_fairness *f, struct line *l, struct err *e);

#endif
