/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The KL projection of gates onto limits of each agent's share.
 *
 *     minimise (1/W) sum_i w_i KL(r_i || q_i)  subject to  LO_m <= (1/W) sum_i w_i r_im <= HI_m
 *
 * over rows r_i of probabilities, W = sum_i w_i (the workload constraint of Nguyen, Do and Carneiro,
 * "Probabilistic learning to defer", ICLR 2025, there per minibatch).  It lives in base because both the
 * constrained E-step and l2d-workload use it.  The solution is r_im proportional to q_im exp(-v_m) with one
 * price v_m = u_m - l_m per agent, which minimises the convex dual
 *
 *     F(v) = (1/W) sum_i w_i log sum_m q_im exp(-v_m) + sum_m (v_m > 0 ? v_m HI_m : v_m LO_m).
 *
 * Newton's method: every pass over the rows gives value, gradient and Hessian of the smooth part; the
 * quadratic model with the kinks at v_m = 0 is solved among the m prices without touching the rows, and the
 * step is halved until F decreases.  Usually 5 to 10 passes of O(n m^2) operations and one logarithm a row;
 * memory O(m^2).
 *
 * Where several processes (parallel/peers.h) have rows, of consecutive segments that peers_part deals out, sums are taken segment by
 * segment and along the tree of these: all come to the same prices, for any number of processes.
 *
 * The limits can be met iff for every set S of agents the rows that only S may answer weigh at most HI(S),
 * and the rows that S may answer at all weigh at least LO(S) (Hall's condition).  In an infeasible problem
 * the prices run away along such a set; it is looked for among the level sets of the prices and verified.
 * The weights of sets of rows are counts or exact sums, divided by W once: no rounding makes a clash.
 */
#ifndef L2D_KLPROJECT_H
#define L2D_KLPROJECT_H

#include <stddef.h>

#include "base/err.h"
#include "base/names.h"

struct klproject {
	size_t n, m;     /* rows of all processes, agents */
	const double *q; /* [rows][m] of the process's: gates, >= 0, at least one > 0 in a row; 0: may not answer */
	const double *w; /* [rows] weights >= 0, or NULL for ones */
	const double *lo, *hi;     /* [m] limits of the shares */
	const struct names *agent; /* [m] for messages */
	const size_t *begin; /* [segments + 1] the rows where segments begin; NULL: there is one, and one process */
	size_t segments;     /* a power of two */
};

struct klproject_result {
	double *share;   /* [m] shares reached; the caller's */
	double value;    /* the dual's value: minus the mean KL divergence paid for the limits */
	double residual; /* largest violation of a limit or of complementary slackness */
	size_t passes;   /* passes over the rows */
};

/* Finds the prices.  price: [m], the start (zeros, or the prices of a similar problem), replaced by u - l;
 * +inf for an agent with hi = 0.  ST_NUMERIC: the limits clash (the message names the agents), or no
 * convergence to KLPROJECT_TOLERANCE. */
int klproject_solve(const struct klproject *p, double *price, struct klproject_result *r, struct err *e);

/* Shares are means of n terms in [0, 1], summed in blocks: their rounding error stays well below this. */
#define KLPROJECT_TOLERANCE 1e-11

/* W: the sum of the weights, exact but for one rounding. */
double klproject_weight(const double *w, size_t n);

/* out = the projected row: q_m exp(-price_m), normalised.  out may be q. */
void klproject_row(const double *q, const double *price, size_t m, double *out);

#endif
