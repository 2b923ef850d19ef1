/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Thresholds on a deferral score, tuned on a calibration table: a row is deferred iff its score is above the
 * threshold, so rows with equal scores go together.
 *
 * Rows are given as the curve's (rank/scored_rows.h, measure/curve.h): sorted by minus the score, with what
 * becomes of them either way.  The candidates are the points of the curve.  Where a target would be met
 * exactly by a part of the block of rows at the threshold, `part` says how large a part: a coin may then
 * defer such rows.
 */
#ifndef L2D_TUNING_H
#define L2D_TUNING_H

#include <stddef.h>

#include "base/err.h"
#include "rank/curve.h"
#include "rank/scored_rows.h"

struct tuning {
	double value;          /* defer iff score > value; -inf defers all, inf none */
	double part;           /* of the rows with score = value that may be deferred too, or 0 */
	struct curve_point at; /* what the curve says there */
	double bound;          /* risk_tune: upper confidence bound of the system's error; else NaN */
	double error, rate;    /* fair_tune: the system's error, and the rate that is limited; else 0 */
};

/* What a point of the curve is as a threshold: t->value and t->at are set. */
void tuning_set(struct tuning *t, const struct curve_point *p);

/* The same, so that what defers everything, or nothing, on this table does so everywhere. */
void tuning_set_everywhere(struct tuning *t, const struct curve_point *p);

/* The same for point i of the curve of sorted rows, from that of coverage 1 on. */
void tuning_set_point(const struct scored_rows *rows, size_t i, struct tuning *t);

/* The smallest threshold at which the model answers at least the share `coverage`. */
void tuning_coverage(const struct scored_rows *rows, double coverage, struct tuning *t);

/* The smallest threshold >= 0 at which at most the share `budget` of rows is deferred, or, by_cost, the mean
 * price of a row is at most `budget`.  ST_NUMERIC, with words, when even deferring nothing costs more. */
int tuning_budget(const struct scored_rows *rows, double budget, bool by_cost, struct tuning *t, struct err *e);

/* The threshold with the highest system accuracy; of equals the one with the largest coverage. */
int tuning_best(const struct scored_rows *rows, struct tuning *t, struct err *e);

#endif
