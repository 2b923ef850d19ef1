/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows decided one at a time at prices that were learned before, under upper limits that are never exceeded: the row's cheapest
 * agents at cost + price among those whose count is below its limit; batches are independent of each other.
 *
 * The prices are dual variables of an earlier table's optimum.  Where rows and limits are drawn as there, all that is lost is by
 * the sampling error of the prices and of the rows to come: O(sqrt n) over n rows (Agrawal, Wang, Ye 2014, "A dynamic near-optimal
 * algorithm for online linear programming", Operations Research 62).  O(agents) a row, and of memory a batch.
 */
#ifndef L2D_CAPPED_H
#define L2D_CAPPED_H

#include <stdint.h>

#include "math/sum.h"
#include "pacing/price_list.h"
#include "workload/workload.h"

struct capped_batch {
	struct workload_batch out; /* count, rows as they grow; the rest by capped_result */
	struct sum loss;
};

struct capped {
	const struct workload *w;
	struct names agent; /* [m] */
	struct price_list prices;
	struct names batch;
	struct capped_batch *at; /* [batches] */
	size_t cap;
	double *open; /* [m] the row's costs, of those who have room */
};

int capped_init(struct capped *c, const struct workload *w, const struct names *agent, const char *prices, bool batches,
	struct err *e);
void capped_free(struct capped *c);

/* The next row's agents, as pace_batches_row.  ST_DATA where a limit is a share or a lower one, or the batch has no prices;
 * ST_NUMERIC where the limits leave too few agents. */
int capped_row(struct capped *c, const char *batch, size_t n, const struct limit *limit, double *cost, double weight,
	uint32_t *chosen, struct err *e);

/* Of the whole stream, once it has ended. */
const struct workload_batch *capped_result(struct capped *c, size_t batch);

/* Counts and losses of all batches as a state file (summary/state_file.h), read if it is there: the limits go on. */
int capped_read(struct capped *c, const char *path, const char *batch_column, struct err *e);
int capped_write(const struct capped *c, const char *path, const char *batch_column, struct err *e);

#endif
