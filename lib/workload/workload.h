/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Decides the rows of a table: every batch on its own, under its limits.
 */
#ifndef L2D_WORKLOAD_H
#define L2D_WORKLOAD_H

#include <stdint.h>

#include "base/err.h"
#include "limits/limits.h"
#include "workload/side_limits.h"
#include "workload/workload_batch.h"
#include "workload/workload_rows.h"

enum workload_mode { WORKLOAD_ASSIGN, WORKLOAD_PROJECT, WORKLOAD_GREEDY, WORKLOAD_PACE, WORKLOAD_ONLINE };

struct workload {
	enum workload_mode mode;
	size_t least, most; /* agents per row */
	double step;        /* of pace */
	const struct limits *limits;
	bool own;           /* rows have their own number of agents, up to most, which least is */
	const char *where;  /* --readings-where, or NULL */
	const char *change; /* --change-cost, or NULL */
	const struct side_options *side_options;
	struct side_limits side;
};

/* A row of weight 0 is no row: it counts in no limit and moves no price.  It goes to its cheapest agents among those whose
 * upper limit is not 0, or among all if those are too few; in mode project, which this is not for, its gates are those at
 * the prices.  It has from least to most of them.  cost: [m], changed; chosen: [w->most] in rising order. */
void workload_idle_row(const struct workload *w, const struct limit *limit, size_t m, size_t least, size_t most,
	double *cost, uint32_t *chosen);

/* Decides the sorted rows.  assign, greedy: chosen[place][most] are the agents, AGENT_NONE after the
 * last one; project: d->value becomes the projected gates.  batch: [d->batch.n], zero, gets the results.
 * ST_NUMERIC: limits clash; the message names the batch and the agents. */
int workload_decide(const struct workload *w, struct workload_rows *d, uint32_t *chosen, struct workload_batch *batch,
	struct err *e);

#endif
