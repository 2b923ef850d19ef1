/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Paces the rows, every batch on its own.  Memory: O(agents) a batch.
 */
#ifndef L2D_PACE_BATCHES_H
#define L2D_PACE_BATCHES_H

#include <stdint.h>

#include "base/err.h"
#include "base/names.h"
#include "math/sum.h"
#include "pacing/pace.h"
#include "workload/workload.h"

struct pace_batch {
	struct pace pace;
	struct workload_batch out; /* lo, hi as shares; the rest by pace_batches_end */
	struct sum loss;
};

struct pace_batches {
	const struct workload *w;
	const struct names *agent;
	struct names batch;    /* in the order of their first rows */
	struct pace_batch *at; /* [batches] */
	size_t cap;
};

void pace_batches_init(struct pace_batches *s, const struct workload *w, const struct names *agent);
void pace_batches_free(struct pace_batches *s);

/* The next row's agents: chosen: [w->most] in rising order, AGENT_NONE after the last one.  cost: [m]; limit: [m] of its
 * batch.  A row of weight 0 is no row: it gets its cheapest agents (workload/workload.h) and moves nothing. ST_DATA when a limit is a count, ST_NUMERIC when limits clash. */
int pace_batches_row(struct pace_batches *s, const char *batch, size_t n, const struct limit *limit, double *cost,
	double weight, uint32_t *chosen, struct err *e);

/* Completes the results of batch b. */
const struct workload_batch *pace_batches_result(struct pace_batches *s, size_t b);

#endif
