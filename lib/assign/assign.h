/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Exact assignment of rows to agents under limits on each agent's count: the transportation problem
 *
 *     minimise sum_ij cost_ij x_ij
 *     subject to  least <= sum_j x_ij <= most,  lo_j <= sum_i x_ij <= hi_j,  0 <= x_ij <= 1,
 *
 * whose solutions are integral (the constraint matrix is totally unimodular).  More general limits are on sums of x over
 * agents and rows; as long as of any two such sets one holds the other or they have nothing in common (a laminar family), the
 * problem is a minimum cost flow in a tree, and integral, too (Schrijver, "Combinatorial Optimization", 2003, section 13.4).
 *
 * Agents are few and rows are many, so the network is kept among the agents: a row that could change from
 * agent a to agent b is an arc a -> b of length cost_ib - cost_ia, and of parallel arcs only the shortest,
 * the top of a heap, matters; under limits on parts of the rows each class of rows that no limit tells apart has its own agents.  Successive shortest paths (Ahuja, Magnanti, Orlin, "Network Flows", 1993,
 * ch. 9) with prices as potentials then move one reading at a time along a path found by Dijkstra's method
 * among the m classes + limits + 2 nodes.  Good prices make that cheap: the first eighth of the rows is solved first, and
 * its first eighth before it, so that at full size only the sampling error of the prices, O(sqrt(n m))
 * readings, is left to move.  Rows should therefore come in an order unrelated to their costs (by hash,
 * for example).
 * Heaps hold only the arcs whose reduced length is small at the present prices and are refilled, deeper,
 * when a path would need more.
 *
 * A sample may be infeasible where the whole is not: its prices are then those with which as much as possible was moved.
 * The answer is proved optimal twice: no cycle of exchanges is cheaper than nothing (assign/residual.h; what rounding
 * has left of such cycles is exchanged), and by the dual: bound = sum_i (the cheapest choice of row i at cost_ij + price_j)
 * - sum_j price_j (price_j > 0 ? hi_j : lo_j), which no assignment can be below; a limit's price counts for all that is below it.
 *
 * Time O(n m) for a pass, of which there are about ten, and O(m^2 + k m log n) for each of the moved
 * readings; memory O(n k + m^2) beside the costs, and up to O(n k m) where most rows are indifferent.
 * One thread does all of it: of 200,000 rows and 10 agents this takes 0.06 s, a fifth of what l2d-workload needs with one thread
 * (half is reading), and only half of that are passes over the rows; the paths follow one another.
 */
#ifndef L2D_ASSIGN_H
#define L2D_ASSIGN_H

#include <stddef.h>
#include <stdint.h>

#include "assign/problem.h"
#include "base/err.h"
#include "decide/best_agent.h"

struct assign_result {
	/* The arrays are the caller's. */
	uint32_t *chosen; /* [n][most] the row's agents in rising order, AGENT_NONE after the last */
	size_t *count;    /* [m] readings of every agent; with a forest of every limit, [n] */
	double *price;    /* [m] what one more reading by the agent would save; negative: it would cost.
	                     Where nothing can be moved for one more reading, prices only compare agents.
	                     With a forest of every limit, [n]. */
	double objective; /* total cost */
	double bound;     /* the dual's value, at the prices or at those with which the solver ended: the larger one */
	double gap;       /* (objective - bound) / the sum of the absolute costs, or of price times limit if larger */
	size_t moved;     /* readings moved at full size */
};

/* Ties are broken by the rows' order.  ST_NUMERIC: the limits clash, the message names the agents; or the gap is above
 * 1e-9, or a cycle of exchanges is left. */
int assign_solve(const struct assign *p, struct assign_result *r, struct err *e);

/* A problem with limits of its own, those of the given one at first. */
struct assign_own {
	struct assign p;
	struct forest forest;
	size_t n, *lo, *hi; /* [n] of the agents or the forest's */
};

int assign_own_init(struct assign_own *c, const struct assign *p, struct err *e);
void assign_own_free(struct assign_own *c);

/* *bound = the dual's value for any finite prices of agents, without a forest: never above the optimum. */
int assign_bound(const struct assign *p, const double *price, double *bound, struct err *e);

#endif
