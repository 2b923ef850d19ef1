/*
 * Thresholds on a deferral score, tuned on a calibration table: a row is deferred iff its score is above the
 * threshold, so rows with equal scores go together.
 *
 * Rows are given as the curve's (measure/tied.h, measure/curve.h): sorted by minus the score, with what
 * becomes of them either way.  The candidates are the points of the curve.  Where a target would be met
 * exactly by a part of the block of rows at the threshold, `part` says how large a part: a coin may then
 * defer such rows.
 */
#ifndef L2D_THRESHOLD_H
#define L2D_THRESHOLD_H

#include <stddef.h>

#include "base/err.h"
#include "measure/curve.h"
#include "measure/tied.h"

struct threshold {
	double value;          /* defer iff score > value; -inf defers all, inf none */
	double part;           /* of the rows with score = value that may be deferred too, or 0 */
	struct curve_point at; /* what the curve says there */
	double bound;          /* threshold_risk: upper confidence bound of the system's error; else NaN */
};

/* The smallest threshold at which the model answers at least the share `coverage`. */
void threshold_coverage(const struct tied *rows, double coverage, struct threshold *t);

/* The smallest threshold >= 0 at which at most the share `budget` of rows is deferred, or, by_cost, the mean
 * price of a row is at most `budget`.  ST_NUMERIC, with words, when even deferring nothing costs more. */
int threshold_budget(const struct tied *rows, double budget, bool by_cost, struct threshold *t,
	struct err *e);

/* The threshold with the highest system accuracy; of equals the one with the largest coverage. */
int threshold_best(const struct tied *rows, struct threshold *t, struct err *e);

/*
 * The largest coverage whose system error, the model's where it answers and the expert's where it does not,
 * is at most `risk` with probability 1 - delta over the calibration table.  A deferred row without an
 * answer counts as an error.
 *
 * Learn-then-test with fixed-sequence testing (Angelopoulos, Bates, Candes, Jordan, Lei 2021, section 3.2)
 * on exact binomial tests: k errors in n rows reject "error > risk" when P(Bin(n, risk) <= k) <= level,
 * that is when the Clopper-Pearson upper bound is at most `risk`.  Two sequences of rising thresholds are
 * tested, each at the level delta / 2 until its first failure: from -inf (everything is deferred) and from
 * 0 (the rule as it stands).  The sequences run over all doubles, so they do not depend on the data;
 * between two scores the test is the same, so only scores are looked at.  The threshold is the largest that
 * either sequence reached.
 *
 * ST_FALSE, with words, when none qualifies; ST_DATA when row weights differ.
 */
int threshold_risk(const struct tied *rows, double risk, double delta, struct threshold *t, struct err *e);

/* The largest k with P(Bin(n, p) <= k) <= level, or -1 when there is none. */
double threshold_most_errors(size_t n, double p, double level);

/* The upper end of the one-sided Clopper-Pearson interval: the p with P(Bin(n, p) <= k) = level, or 1 when
 * k = n. */
double threshold_upper_bound(size_t n, size_t k, double level);

#endif
