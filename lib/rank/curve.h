/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Curves over all thresholds.  The rule is: defer iff score > threshold.  There is one point for
 * coverage 1 and then one for every distinct score, after whose tie block, as a whole, was deferred too; the
 * last one has coverage 0.  Sums are exact, so that what is kept is right beside rows of any weight that went before.  O(1) memory
 * on top of the sorted rows.
 */
#ifndef L2D_CURVE_H
#define L2D_CURVE_H

#include <stdbool.h>
#include <stddef.h>

#include "csv/line.h"
#include "rank/scored_rows.h"
#include "rank/scored_runs.h"

struct curve_point {
	double threshold;       /* deferring what is above it gives this point: the largest score that stays,
	                         * and for coverage 0 the largest double below all scores */
	double coverage;        /* weighted share of rows that the model answers */
	double deferred;        /* and of those that it does not: 1 - coverage without its rounding */
	size_t n_model;         /* rows that the model answers */
	size_t n_deferred;      /* rows deferred to an expert who gave an answer */
	size_t n_unscored;      /* rows deferred to an expert who gave none, or none of known outcome: in no accuracy */
	double system_accuracy; /* or mean quality, as the next two; NaN where nothing is scored, as the next two */
	double model_accuracy;  /* of the model on what it keeps */
	double expert_accuracy; /* of the experts on what they get and answer */
	double cost;            /* mean price paid for a row */
	double risk;            /* 1 - model_accuracy: the selective risk; NaN where some outcome is not in [0, 1] */
};

struct curve {
	const struct scored_rows *rows; /* or, where it is not NULL, runs */
	struct scored_runs *runs;
	size_t n, at;              /* rows; how many are deferred: the next block begins here */
	size_t read;               /* of rows: behind the next ones */
	bool alike;                /* rows of one weight and price: what comes next is a block, else a row */
	struct scored_block block; /* to be deferred, or of a row its score */
	struct scored_row row;
	int cost_unit;
	bool beyond;
	bool started, ended;
	double weight; /* of all rows */
	size_t n_deferred, n_unscored;
	struct balance kept, known, right, wrong, answered, expert_right, cost;
};

/* rows are sorted ascending by MINUS the score, so that they are deferred in order; they are kept. */
void curve_start(struct curve *c, const struct scored_rows *rows);

/* The same of runs, which are read twice; what became of that is for scored_runs_status to say. */
void curve_start_runs(struct curve *c, struct scored_runs *runs);

/* The next point; false after the one with coverage 0.  No rows: no points. */
bool curve_next(struct curve *c, struct curve_point *p);

/* Thins a curve to at most n points, evenly by coverage: the first point at or below each of the
 * coverages 1, 1 - 1/(n-1), ..., 0.  n = 0 keeps all; first and last are kept for n >= 2. */
struct curve_thinner {
	size_t n, taken;
};

bool curve_keeps(struct curve_thinner *t, const struct curve_point *p);

/* The columns that every curve has, of a point. */
enum { CURVE_COLUMNS = 5 };
void curve_columns(const struct curve_point *p, struct column c[CURVE_COLUMNS]);

#endif
