/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Backwards induction over what is known of a row: the best action of every state at a price of cost (adaptive.h).
 *
 * The rows are in an order of their own, so that the sums of doubles have the same terms in the same order whatever order they
 * came in.  Time O(2^m n m) for n rows and m agents; memory 4 bytes for each row and set of agents.
 */
#ifndef L2D_ADAPTIVE_INDUCTION_H
#define L2D_ADAPTIVE_INDUCTION_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "adaptive/adaptive_states.h"
#include "cascade/cascade.h"

/* A policy with its means over the rows. */
struct adaptive_policy {
	uint8_t *action; /* [cells] */
	struct cascade_result mean;
};

struct induction {
	const struct cascade *rows;
	const uint32_t *answer; /* [n][m] */
	double smoothing;       /* a share of all rows */
	struct adaptive_bins bins;
	struct adaptive_cells cells;
	struct arena arena;          /* of the arrays */
	size_t n, m, sets;           /* rows, agents, 2^m sets of agents */
	uint32_t *row;               /* [n] the rows in their order */
	double *share;               /* [n] of all weight */
	uint32_t *cell;              /* [sets][n] ADAPTIVE_NONE where the row may not ask all of the set */
	uint32_t *first;             /* [sets + 1] set s has the cells first[s + 1] .. first[s] - 1 */
	double gain_size, cost_size; /* means of the largest magnitudes */
};

/* Keeps rows and answers; bins of confidences of equal mass, at most so many. */
int induction_init(struct induction *x, const struct cascade *rows, const uint32_t *answer, size_t bins,
	double smoothing, struct err *e);
void induction_free(struct induction *x);

/* What rounding may come to at a price. */
double induction_slack(const struct induction *x, double price);

/* Values and actions of all cells, for gain_factor x gain - price x cost; then the policy, [cells], with its exact means. */
void induction_solve(struct induction *x, double gain_factor, double price, struct adaptive_policy *p);

/* Sets the bit in [cells] where rows come to under the policy. */
void induction_reach(const struct induction *x, const uint8_t *action, uint8_t bit, uint8_t *reached);

#endif
