/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What rows ask for that is known after the last one only: who has more readers (limits/readers), and then what changes of who
 * has a row already cost (limits/fixed).
 */
#ifndef L2D_WORKLOAD_SETTLE_H
#define L2D_WORKLOAD_SETTLE_H

#include "limits/set_limits.h"
#include "workload/workload_rows.h"

/* What a row's choice of agents cannot keep, for messages: agents who stay, the rule of --in-row, or both. */
const char *workload_settle_wish(bool stays, bool in_row);

/* Of the sorted batch: of its rows with weight those with the largest scores get more readers, and values what changes cost.
 * ST_NUMERIC: a row cannot have its agents. */
int workload_settle_rows(struct workload_rows *d, size_t batch, const struct set_limits *sets, struct err *e);

#endif
