/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Cascades of two whose second agent, and whose threshold, depend on what the first one answered (Chen, Zaharia, Zou 2020,
 * "FrugalML"): a base is asked; where its confidence is below the threshold of its answer, the agent that goes with that
 * answer is asked too, and answers.  Two such strategies, with different bases maybe, are mixed by a coin.
 *
 * At a price of cost every base and answer is a problem of its own: of all agents and thresholds those of the largest sum of
 * gain - price cost.  The strategies of the largest worth at all prices are the upper hull of (cost, gain); the edge of the
 * hull at the budget is found by chords, and the coin between its ends is the best mixture of such strategies.
 * Time O(n m^2) a chord, with one sort for each base; memory O(n m).
 */
#ifndef L2D_FRUGAL_H
#define L2D_FRUGAL_H

#include <stdbool.h>
#include <stddef.h>

#include "adaptive/answered.h"

#define FRUGAL_NOBODY SIZE_MAX /* nobody else is asked */

struct frugal_plan {
	size_t base;
	size_t *next; /* [labels] whom to ask below the threshold of the base's answer */
	double *tau;  /* [labels] */
};

struct frugal {
	struct answered seen; /* the rows */
	/* Once fitted. */
	size_t labels;
	struct frugal_plan plan, beyond; /* where part > 0 */
	double part;                     /* the share of rows that a coin gives to `beyond` */
	struct cascade_result mean;
};

/* No rows of m agents; limit of the sum of latencies, infinite for none. */
void frugal_init(struct frugal *f, size_t m, double limit);
void frugal_free(struct frugal *f);

/* For so many labels.  Without a coin: the strategy within the budget.  ST_NUMERIC when no base may be asked on all rows, or the
 * cheapest costs more than the budget. */
int frugal_fit(struct frugal *f, size_t labels, double budget, bool coin, struct err *e);

/* The agent that answers, SIZE_MAX where the base may not be asked, and what is paid.  label: of the base's answer, `labels`
 * or beyond where it is none of them: then nobody else is asked. */
size_t frugal_ask(const struct frugal_plan *p, size_t labels, const struct cascade_row *r, size_t label, double *paid);

#endif
