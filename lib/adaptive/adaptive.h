/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Adaptive policies: after every answer that was bought, ask another agent, whoever that is, or stop and give one of the
 * answers that are there.
 *
 * States are what is known of a row (adaptive_states.h).  A row that is in one state when some agents have been asked is there
 * whoever was first, so the best action of every state comes from those of the states with more answers, by backwards
 * induction (Bellman 1957; with data in place of known probabilities Murphy 2005, "A generalization error for Q-learning"): a row
 * is worth its gain where one stops, and the value of its next state less price x cost where an agent is asked.  The value of an
 * action in a state is the mean over its rows, drawn to that of the coarser state,
 *
 *   Q(state, action) = (sum of share x worth + smoothing x Q(coarser state, action)) / (share of the state + smoothing)
 *
 * (MacKay, Peto 1995, "A hierarchical Dirichlet language model", whose prior counts are a share of all rows here, so that a
 * common factor of the weights is nothing).  Without smoothing no policy over these states is worth more on these rows; a
 * state that no row was in is decided as its coarser one.
 *
 * A budget is met by the price: policies at the corners of the upper hull of (cost, gain), by chords, the means being exact
 * ones over the rows.  What was found is compared with all cascades of these agents, in any order, by branch and bound
 * (cascade_hull.h) with what the policy is worth as the floor; where a cascade is worth more on these rows, it is taken.
 *
 * Time O(2^m n m) a price, and the cascades'; memory 4 bytes for each of 2^m sets of agents and each row, and 80 a state.
 */
#ifndef L2D_ADAPTIVE_H
#define L2D_ADAPTIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "adaptive/adaptive_states.h"
#include "adaptive/answered.h"
#include "cascade/cascade_fit.h"

struct adaptive_options {
	double budget;    /* NaN: none */
	double lambda;    /* the price of cost, without a budget */
	double smoothing; /* a share of all rows */
	size_t bins;      /* of confidences, of equal mass */
	bool coin;        /* a coin meets the budget */
};

struct adaptive {
	struct answered seen; /* the rows */

	/* Once fitted. */
	struct adaptive_bins bins;
	struct adaptive_cells cells;
	uint8_t *plan, *beyond; /* [cells] actions; beyond: where part > 0 */
	uint8_t *reached;       /* [cells] bit 0: by some row under the plan, 1: beyond */
	double part;            /* the share of rows that a coin gives to `beyond` */
	struct cascade_result mean;
	bool by_cascade; /* a cascade was better: then that, and its means are `mean` */
	struct cascade_fit cascade;
	double bound; /* no cascade is worth more, where it is not proven that none is worth more than the policy; or NaN */
};

/* No rows of m agents, at most ADAPTIVE_AGENTS. */
void adaptive_init(struct adaptive *f, size_t m);
void adaptive_free(struct adaptive *f);

/* n > 0.  ST_NUMERIC when the cheapest policy costs more than the budget. */
int adaptive_fit(struct adaptive *f, const struct adaptive_options *o, struct err *e);

/* The agent that answers, SIZE_MAX where none may be asked, and what is paid. */
size_t adaptive_ask(
	const struct adaptive *f, bool beyond, const struct cascade_row *r, const uint32_t *answer, double *paid);

#endif
