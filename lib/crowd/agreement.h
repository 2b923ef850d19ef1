/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * How far voters agree beyond chance.
 *
 *   Krippendorff's alpha, nominal: 1 - (n - 1) sum_u d_u / sum_{c != k} n_c n_k, d_u = (m_u^2 - sum_c n_uc^2) / (m_u - 1), over items u
 *     of m_u >= 2 votes, n_uc of them for c; n_c, n the sums (Krippendorff 2011, "Computing Krippendorff's alpha-reliability")
 *   Fleiss' kappa: (P - Q) / (1 - Q), P the mean share of an item's pairs of votes that agree, Q = sum_c (n_c / n)^2, where all items have
 *     the same number of votes (Fleiss 1971, "Measuring nominal scale agreement among many raters", Psychological Bulletin 76)
 *   Cohen's kappa of two workers: the same with P their agreement on the items of both and Q = sum_c of the products of their shares
 *     (Cohen 1960, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20)
 *
 * Intervals: the estimate less the jackknife's bias, and Student's quantile times its standard error, leaving out items (Tukey 1958,
 * "Bias and confidence in not-quite large samples", Annals of Mathematical Statistics 29; Efron, Tibshirani 1993, chapter 11); a weight
 * counts items.
 *
 * Time: O(votes x classes); Cohen's of all pairs O(workers x votes + pairs x classes^2).
 */
#ifndef L2D_AGREEMENT_H
#define L2D_AGREEMENT_H

#include "crowd/votes.h"

struct agreement {
	double value, lo, hi; /* NaN: not defined */
	double n;             /* items */
};

int agreement_alpha(const struct votes *v, double level, struct agreement *a, struct err *e);
int agreement_fleiss(const struct votes *v, double level, struct agreement *a, struct err *e);

/* Of the table of two workers' labels, cell [nclass x nclass] items each. */
struct agreement agreement_cohen(const double *cell, size_t nclass, double level);

/* Calls pair for all pairs of workers who share an item. */
int agreement_pairs(const struct votes *v, double level,
	int (*pair)(void *ctx, size_t a, size_t b, const struct agreement *k, struct err *e), void *ctx, struct err *e);

#endif
