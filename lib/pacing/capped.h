/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows decided one at a time at prices that were learned before, under limits that are never exceeded: the row's cheapest
 * agents at cost + the prices of all limits that hold them, among those who have room in each.  Batches are independent of each other.
 *
 * The prices are dual variables of an earlier table's optimum.  Where rows and limits are drawn as there, all that is lost is by
 * the sampling error of the prices and of the rows to come: O(sqrt n) over n rows (Agrawal, Wang, Ye 2014, "A dynamic near-optimal
 * algorithm for online linear programming", Operations Research 62).
 *
 * Lower limits are promises about rows to come: only where their number is known, and only as far as agents are there (pacing/promise).
 * Time for a row O(agents + limits that hold its agents), with promises times the agents; memory O(agents) a batch, and O(limits) a
 * class of rows.
 */
#ifndef L2D_CAPPED_H
#define L2D_CAPPED_H

#include "pacing/capped_parts.h"

/* What a row brings: minutes, money [m] or NULL. */
struct capped_row {
	double *cost; /* [m] */
	double weight;
	const double *minutes, *money;
};

/* rows: how many there will be in each batch; 0: nobody knows. */
int capped_init(struct capped *c, const struct workload *w, const struct names *agent, const char *prices, bool batches,
	size_t rows, struct err *e);
void capped_free(struct capped *c);

/* The next row's agents, as pace_batches_row; of its batch, or, under limits on sets, its class (set_limits_class).  ST_DATA where a
 * limit is none for a stream, or has no price; ST_NUMERIC where the limits leave too few agents. */
int capped_decide(struct capped *c, const struct name *batch, const struct limit *limit, const struct capped_row *row,
	uint32_t *chosen, struct err *e);

/* The batch of that name, without limits where it is new. */
int capped_batch_find(struct capped *c, const struct name *name, size_t *index, struct err *e);

#endif
