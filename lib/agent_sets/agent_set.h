/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Which agents to ask of one row, together.
 *
 * Agents stand in order of their confidence.  Were they right or wrong independently, the first r of them would all be wrong with
 * probability M_r = (1 - conf_1) ... (1 - conf_r).  The reach of the r-th is S_r = 1 - M_{r-1}: the sets {r : S_r <= q} grow with q,
 * as in the adaptive prediction sets of Romano, Sesia & Candes 2020, "Classification with valid and adaptive coverage" (NeurIPS 33),
 * with agents for classes.  A set holds an agent who is right iff q is at least the reach of the first one who is.  Split conformal
 * prediction takes for q the smallest reach that no more than alpha (n + 1) - 1 of n calibration rows exceed: rows that
 * are exchangeable with those then have a right agent in their set with probability 1 - alpha at least (Vovk, Gammerman &
 * Shafer 2005), whatever the confidences are worth.  Rows of one reach may be put in order by a coin u of their own: then
 * an agent whose reach is that of q is in the set iff u is at most q's, and the probability is below 1 - alpha + 1 / (n + 1) where the
 * first agent alone does not make it larger.
 */
#ifndef L2D_AGENT_SET_H
#define L2D_AGENT_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Puts the agents that may be asked, those with a key, into order [m], the largest key first, of equals the first agent; returns how
 * many there are.  O(m^2). */
size_t agent_set_order(const double *key, size_t m, uint32_t *order);

/* A calibration row: the reach of its first right agent, infinite where nobody is right; its coin, weight and group. */
struct reach {
	double s, u, w;
	size_t group;
};

/* The reach of the first agent in order [n] who is right. */
double agent_set_reach(const double *conf, const bool *right, const uint32_t *order, size_t n);

/* How many of order [n], at least 1, are within reach of q on a row with the coin u. */
size_t agent_set_within(const double *conf, const uint32_t *order, size_t n, const struct reach *q, double u);

/* How many of order [n], at least 1, are best: the k of the smallest M_k + lambda times the sum of their costs + k times each; of
 * equals the smallest. */
size_t agent_set_best(
	const double *conf, const double *cost, double lambda, double each, const uint32_t *order, size_t n);

/* q of n rows, which are put into order; a row of weight w is w rows.  Of infinite reach where no set will do. */
struct reach agent_set_quantile(struct reach *v, size_t n, double alpha);

#endif
