/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What became of the rows of a batch.
 */
#ifndef L2D_WORKLOAD_BATCH_H
#define L2D_WORKLOAD_BATCH_H

#include "base/err.h"
#include "base/names.h"

/* What a limit counts. */
enum workload_unit { WORKLOAD_ROWS, WORKLOAD_MINUTES, WORKLOAD_MONEY, WORKLOAD_GROUP /* rows, of a group */ };

/* What became of a batch.  Rows of weight 0 are none of it. */
struct workload_batch {
	size_t rows;
	struct names limit;       /* whose lo, hi, share, count and price follow those of the agents */
	enum workload_unit *unit; /* [m] of lo, hi and count */
	double *lo, *hi;          /* [m] counts; project, pace: shares */
	double *share;            /* [m] of the rows */
	double *count;            /* [m] rows */
	double *price;            /* [m] NaN where the mode has none */
	double *mean;             /* [m] mean loss of a group; NaN of others */
	double *over, *under;     /* [m] rows above a soft limit, and below it; NaN of others */
	double *paid;             /* [m] what they cost */
	double *changed;          /* [m] rows that the agent had (limits/fixed) and has no more; NaN of others */
	double all_changed;       /* together */
	double all_paid;          /* together, in loss; NaN without soft limits */
	double loss, bound, gap;  /* NaN likewise; project: bound is the mean divergence, gap the violation */
	double steps;             /* readings moved, or passes over the rows */
};

int workload_batch_init(struct workload_batch *b, size_t m, struct err *e);
void workload_batch_free(struct workload_batch *b);

#endif
