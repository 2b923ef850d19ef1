/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The measures of a ranking in many draws, and under many exchanges of rows between two rankings: rows are sorted once and pass
 * in their order, with sums for each draw beside them.  O(rows draws) time; O(draws) memory but for the parts in which threads take
 * them.
 */
#ifndef L2D_RANKING_DRAWS_H
#define L2D_RANKING_DRAWS_H

#include "compare/ranking.h"

/* value [draws]: AURC, or AUROC, in every one of the draws. */
int ranking_draws(const struct ranking *r, bool aurc, double *value, size_t draws, size_t jobs, struct err *e);

/* The differences of AURC, b's less a's, when rows change sides: in each of n permutations every row's place in the one order
 * and outcome is exchanged with its place and outcome in the other one or not, by its key.  Places are shares of the weight, so that
 * scores need not be on one scale (Venkatraman 2000, "A permutation test to compare receiver operating characteristic curves",
 * Biometrics 56, does so with ROC curves). */
int ranking_swapped(
	const struct ranking *a, const struct ranking *b, double *difference, size_t n, size_t jobs, struct err *e);

#endif
