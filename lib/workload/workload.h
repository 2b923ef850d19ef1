/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Decides the rows of a table: every batch on its own, under its limits.
 */
#ifndef L2D_WORKLOAD_H
#define L2D_WORKLOAD_H

#include <stdint.h>

#include "base/err.h"
#include "workload/limits.h"
#include "workload/workload_rows.h"

enum workload_mode { WORKLOAD_ASSIGN, WORKLOAD_PROJECT, WORKLOAD_GREEDY, WORKLOAD_PACE };

struct workload {
	enum workload_mode mode;
	size_t least, most; /* agents per row */
	double step;        /* of pace */
	const struct limits *limits;
	bool own;          /* rows have their own number of agents, up to most, which least is */
	const char *where; /* --readings-where, or NULL */
};

/* What became of a batch.  Rows of weight 0 are none of it. */
struct workload_batch {
	size_t rows;
	struct names limit;      /* whose lo, hi, share, count and price follow those of the agents */
	double *lo, *hi;         /* [m] counts; project, pace: shares */
	double *share;           /* [m] of the rows */
	double *count;           /* [m] rows */
	double *price;           /* [m] NaN where the mode has none */
	double loss, bound, gap; /* NaN likewise; project: bound is the mean divergence, gap the violation */
	double steps;            /* readings moved, or passes over the rows */
};

int workload_batch_init(struct workload_batch *b, size_t m, struct err *e);
void workload_batch_free(struct workload_batch *b);

/* What a row costs with an agent: 1 - conf and cost, or -log q; by themselves the former where the table has conf_*. */
enum workload_loss { WORKLOAD_LOSS_AUTO, WORKLOAD_LOSS_CONF, WORKLOAD_LOSS_GATE };

/* Whether the rows of the table have their own numbers of agents: at most `most`, or 2 where that is 0; in mode assign alone. */
int workload_settle(struct workload *w, const struct table *t, struct err *e);

/* The limits of the command line, which the mode must keep. */
int workload_limits(const struct workload *w, struct limits *l, const struct names *agent,
	const struct limits_options *o, const char *batch, struct err *e);

/* Binds the table's columns.  ST_NUMERIC where there are fewer agents than a row needs. */
int workload_open(const struct workload *w, struct workload_input *r, struct table *t, enum workload_loss loss,
	bool renormalize, struct err *e);

/* The input's next row and its batch, the cell in batch_column (NAMES_NONE: all rows are one batch, ""), or its class under limits on sets; agents whose
 * limits leave them nothing there are shut out.  *limit: [m] of the batch.  ST_END after the last row; ST_DATA where the
 * limits do not list the batch, ST_NUMERIC where fewer agents are left than a row needs. */
int workload_next(const struct workload *w, struct workload_input *r, size_t batch_column, struct csv_field *batch,
	const struct limit **limit, struct err *e);

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
