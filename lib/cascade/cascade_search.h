/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The best thresholds of a cascade under its budget.
 *
 * First the Lagrangian: a price lambda of cost at which two cascades, one within the budget and one beyond it, are worth
 * the same and none is worth more (Everett 1963; found as a vertex of the upper hull of all (cost, gain), each step a
 * search for a cascade above the chord).  The chord at the budget is what mixing the two yields, and bounds every
 * cascade within it.  Then the budget itself, by the same branch and bound with the price adapted from box to box:
 * thresholds within the budget that none surpasses.
 *
 * Boxes of thresholds are bounded by cascade_bound and halved along an earlier threshold.  Three stages are one box for
 * the Lagrangian, O(n log n); each further stage, and the budget itself, may take O(n) boxes more: few where
 * confidences tell right from wrong, more than there is time for where they are noise.  After a fixed amount of work the search
 * stops and says by how much the optimum may be above what it has.
 */
#ifndef L2D_CASCADE_SEARCH_H
#define L2D_CASCADE_SEARCH_H

#include <stdbool.h>

#include "cascade/cascade_rows.h"

struct cascade_found {
	uint32_t at[CASCADE_STAGES]; /* [m - 1] thresholds, as ranks */
	double bound;                /* of the mean gain within the budget, where no proof was found */
	bool proven, affordable;     /* the optimum to 1e-12 of the gains' mean size; within the budget at all */
};

int cascade_search(const struct cascade_rows *r, struct cascade_found *found, struct err *e);

#endif
