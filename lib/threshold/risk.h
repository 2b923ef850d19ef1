/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The risk guarantee of l2d-threshold --risk: the largest coverage whose system error, the model's where it answers and the
 * expert's where it does not, is at most `risk` with probability 1 - delta over the calibration table.  A deferred row
 * without an answer counts as an error.
 *
 * The test counts independent rows, whatever they weigh: rows of weight 0 are no rows, a common weight of all others
 * changes nothing (two rows of weight 2 are no four observations), and rows that weigh differently are refused.
 *
 * Learn-then-test with fixed-sequence testing (Angelopoulos, Bates, Candes, Jordan, Lei 2021, section 3.2)
 * on exact binomial tests: k errors in n rows reject "error > risk" when P(Bin(n, risk) <= k) <= level,
 * that is when the Clopper-Pearson upper bound is at most `risk`.  Two sequences of rising thresholds are
 * tested, each at the level delta / 2 until its first failure: from -inf (everything is deferred) and from
 * 0 (the rule as it stands).  The sequences run over all doubles, so they do not depend on the data;
 * between two scores the test is the same, so only scores are looked at.  The threshold is the largest that
 * either sequence reached.
 *
 * Where deferred rows are rejected, the error is that of the rows that are kept (selective risk; Geifman & El-Yaniv 2017,
 * "Selective classification for deep neural networks"): given how many a threshold keeps, their errors are binomial as
 * well.  A threshold that keeps nothing proves nothing, so that only the sequence from 0 is there, at the level delta.
 */
#ifndef L2D_RISK_H
#define L2D_RISK_H

#include <stdbool.h>
#include <stddef.h>

#include "threshold/tuning.h"

/* ST_FALSE, with words, when none qualifies; ST_DATA when row weights differ. */
int risk_tune(const struct scored_rows *rows, double risk, double delta, bool reject, struct tuning *t, struct err *e);

/* The largest k with P(Bin(n, p) <= k) <= level, or -1 when there is none. */
double risk_most_errors(size_t n, double p, double level);

/* The upper end of the one-sided Clopper-Pearson interval: the p with P(Bin(n, p) <= k) = level, or 1 when
 * k = n. */
double risk_upper_bound(size_t n, size_t k, double level);

#endif
