/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Thresholds, one a group, of least system error such that a rate of the system differs by at most a tolerance between any two
 * groups (a limit of fairness: Mozannar & Sontag 2020 leave it for future work; equal rates for groups are those of Hardt, Price,
 * Srebro 2016, "Equality of opportunity in supervised learning").  The rate is
 *   coverage  the share of the group's weight that the model answers
 *   error     that on which the system is wrong
 *   tpr       on the group's rows of the positive class that on which the system is right: the true positive rate
 * and the system error is taken over all groups, by weight.  A deferred row without an answer counts as wrong.
 *
 * Only a group's breakpoints matter, its scores and -inf: between two of them no row is decided otherwise.  With all
 * breakpoints of all groups sorted by their rate, a choice is fair iff it lies in a window [L, L + tolerance], where L may be
 * taken to be one of the rates; in a window every group takes its breakpoint of least error by itself.  The window slides over
 * the N breakpoints; a queue for each group, from which whatever is worse than a later one has been dropped, has that
 * breakpoint at its head.  So the optimum over all combinations is found exactly: O(N log N) time, O(N) memory.  The errors
 * of a window are summed exactly; of choices that are equally wrong the one that keeps most rows with the model is taken.
 */
#ifndef L2D_FAIR_H
#define L2D_FAIR_H

#include <stddef.h>

#include "tune/tuning.h"

enum fair { FAIR_COVERAGE, FAIR_ERROR, FAIR_TPR };

/* Rates are quotients of doubles: one that is the limit in decimals may come out a few units in the last place above. */
#define FAIR_ROUNDING 1e-12

struct fair_group {
	struct scored_rows *rows;     /* at least one */
	struct scored_rows *positive; /* those of the positive class, for tpr; at least one */
};

struct fair_result {
	double error; /* of the system, by weight over all groups */
	double price; /* how much it is above that of the thresholds that are best without the limit */
};

/* Sorts the rows of the n groups; t [n].  ST_FALSE, with words, when no thresholds are that fair. */
int fair_tune(const struct fair_group *g, size_t n, enum fair kind, double tolerance, struct tuning *t,
	struct fair_result *r, struct err *e);

#endif
