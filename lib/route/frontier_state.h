/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The state of a frontier: sums of what single agents, an oracle and the cheapest policy spend, and the rows' steps away from that
 * policy, one line each.  Agents are members, in the order of the table.
 */
#ifndef L2D_FRONTIER_STATE_H
#define L2D_FRONTIER_STATE_H

#include <stdbool.h>

#include "base/names.h"
#include "route/frontier_report.h"
#include "summary/state.h"

/* Everything that changes a frontier, but for the table. */
int frontier_state_sign(
	struct buf *signature, const struct frontier_options *o, const struct table_options *table, struct err *e);

int frontier_state_write(
	const struct frontier_report *r, const struct names *agent, struct state_out *o, struct err *e);

/* Adds the item, which may be of an agent that is new; *taken is false when it is no part of a frontier. */
int frontier_state_read(
	struct frontier_report *r, struct names *agent, struct state_item *i, bool *taken, struct err *e);

#endif
