/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What is asked, checked against the table: its columns, limits, and which agents a row may have.
 */
#ifndef L2D_WORKLOAD_START_H
#define L2D_WORKLOAD_START_H

#include "csv/csv.h"
#include "workload/workload.h"

/* What a row costs with an agent: 1 - conf and cost, or -log q; by themselves the former where the table has conf_*. */
enum workload_loss { WORKLOAD_LOSS_AUTO, WORKLOAD_LOSS_CONF, WORKLOAD_LOSS_GATE };

/* Whether the rows of the table have their own numbers of agents: at most `most`, or 2 where that is 0; in mode assign alone. */
int workload_settle(struct workload *w, const struct table *t, struct err *e);

/* The limits of the command line, which the mode must keep. */
int workload_limits(struct workload *w, struct limits *l, struct workload_input *r, const struct limits_options *o,
	const char *batch, struct err *e);

/* Binds the table's columns.  ST_NUMERIC where there are fewer agents than a row needs. */
int workload_open(const struct workload *w, struct workload_input *r, struct table *t, enum workload_loss loss,
	bool renormalize, struct err *e);

/* The input's next row and its batch, the cell in batch_column (NAMES_NONE: all rows are one batch, ""), or its class under limits on sets; agents whose
 * limits leave them nothing there are shut out.  *limit: [m] of the batch.  ST_END after the last row; ST_DATA where the
 * limits do not list the batch, ST_NUMERIC where fewer agents are left than a row needs. */
int workload_next(const struct workload *w, struct workload_input *r, size_t batch_column, struct csv_field *batch,
	const struct limit **limit, struct err *e);

#endif
