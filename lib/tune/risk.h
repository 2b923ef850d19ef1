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
 *
 * For n groups of rows the guarantee is one for all of them at once: with probability 1 - delta no group's system error is above
 * `risk`.  All 2 n sequences (n where rows are rejected) are tested by Holm's procedure (Holm 1979, "A simple sequentially
 * rejective multiple test procedure"), each at the level delta / 2 n until its first failure; when h of them have passed all their
 * tests, the others go on at delta / (2 n - h).  The proof is Holm's: let the first test that may not be passed of each of the m
 * sequences that have one be T_i.  Before one of these is passed, the sequences that are over are among the other 2 n - m, so
 * the level is at most delta / m, and the probability that any of the T_i is passed at most delta.  A group's second sequence
 * is over with its first, whose tests are also all of the second.
 *
 * O(rows), and a round over the sequences for each of the at most 2 n levels.  Where no threshold qualifies the least risk at
 * which one does is found by bisection, of which every step is such a run: whatever passes its tests at a risk does so at a larger one.
 */
#ifndef L2D_RISK_H
#define L2D_RISK_H

#include <stdbool.h>
#include <stddef.h>

#include "tune/tuning.h"

/* ST_FALSE, with the least risk at which one would in its words, when none qualifies; ST_DATA when row weights differ. */
int risk_tune(const struct scored_rows *rows, double risk, double delta, bool reject, struct tuning *t, struct err *e);

/* The same for the n groups of rows: t [n].  *failed is the group that the message is about, n when it is of none. */
int risk_tune_groups(const struct scored_rows *const *rows, size_t n, double risk, double delta, bool reject,
	struct tuning *t, size_t *failed, struct err *e);

/* The largest k with P(Bin(n, p) <= k) <= level, or -1 when there is none. */
double risk_most_errors(size_t n, double p, double level);

/* The upper end of the one-sided Clopper-Pearson interval: the p with P(Bin(n, p) <= k) = level, or 1 when
 * k = n. */
double risk_upper_bound(size_t n, size_t k, double level);

#endif
