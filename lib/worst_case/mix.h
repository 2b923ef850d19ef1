/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The worst mix of groups in a ball around a given one: what a system is worth at least when the shares q of its groups are not
 * known but near p (distributionally robust optimisation over groups; Sagawa, Koh, Hashimoto, Liang 2020, "Distributionally robust
 * neural networks for group shifts", has all mixes).  With a_v what the system is worth on group v, q minimises sum q_v a_v:
 *   interval  |q_v - p_v| <= R: the shares of the worst groups first are as large as they may be
 *   tv        sum |q - p| / 2 <= R: the part R moves from the best groups to the worst one
 *   chi2      sum (q - p)^2 / p <= R: q_v = p_v max(0, c - d a_v); with S the groups of positive share, P their sum and m and s^2 the mean
 *             and the variance of a over them, the worst is m - s sqrt((1 + R) P - 1)
 * (Ben-Tal et al. 2013).  O(n^2) for n groups.
 */
#ifndef L2D_MIX_H
#define L2D_MIX_H

#include <stddef.h>

#include "tune/ambiguity.h"

/* p [n] adds up to 1, a [n] is NaN for what nobody knows, where p is 0; q [n] is the worst mix; order [n] is scratch.  Returns what it is
 * worth. */
double mix_worst(const struct ambiguity *ball, const double *p, const double *a, size_t n, double *q, size_t *order);

/* The mean of a over the mix; what has no share does not count. */
double mix_mean(const double *q, const double *a, size_t n);

#endif
