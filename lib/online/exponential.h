/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Exponential weights over advisers, who each say with which probability they would ask every agent: Exp3 (Auer, Cesa-Bianchi,
 * Freund, Schapire 2002, "The nonstochastic multiarmed bandit problem", SIAM J. Comput. 32, figure 1), where every agent
 * advises itself, Exp4 (section 7) and, where all outcomes are seen, Hedge (Freund, Schapire 1997).  With n agents, gains g in
 * [0, 1], estimated as g_hat = g [asked] / p, and y_i, the advice's gain:
 *
 *   p_a = (1 - gamma) sum_i q_i xi_i(a) + gamma / n,   q_i = w_i / sum w,   w_i = exp(gamma / n * sum of y_i)
 *
 * gamma = min(1, sqrt(n log k / ((e - 1) t))), k advisers, at row t, unless it is given.  Exp3.S (section 8), for worlds that
 * change, shares part of the weights: w_i = w_i exp(gamma y_i / n) + e alpha / k sum w, gamma = min(1, sqrt(k alpha (log(k /
 * alpha) + e) / (e - 1))) unless it is given: the paper's for one change in 1 / alpha rows.  Forgetting multiplies the sums of
 * gains, and t, which is then the number of rows that still count; or drops blocks, as online/ridge.h does.  O(k) memory.
 */
#ifndef L2D_EXPONENTIAL_H
#define L2D_EXPONENTIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct exponential {
	size_t k;       /* advisers */
	double gamma;   /* NaN: by the row */
	double alpha;   /* of Exp3.S; 0: Exp3 */
	double t;       /* rows decided that are not forgotten */
	double *gain;   /* [k] estimated sums; of Exp3.S the logarithms of weights that sum to 1 */
	double *weight; /* [k] q, as exponential_probabilities left it */
	double *block;  /* [k] the current block's part of the sums; NULL: there are no blocks */
	double block_t; /* its rows */
};

/* blocks: not with alpha above 0. */
int exponential_init(struct exponential *x, size_t k, double gamma, double alpha, bool blocks, struct err *e);
void exponential_free(struct exponential *x);

/* A row's probabilities p [n]: advice [k x n] sums to 1 in each row over the allowed agents. */
void exponential_probabilities(struct exponential *x, const double *advice, const bool *allowed, size_t n, double *p);

/* y [k] estimated gains of the advisers on a row with n agents. */
void exponential_add(struct exponential *x, const double *y, size_t n);
void exponential_discount(struct exponential *x, double factor);
/* Begins the next block, where there are any. */
void exponential_next_block(struct exponential *x);

#endif
