/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What a frontier is computed from, and its state (--partial): sums of what single agents, an oracle and the cheapest policy spend, and the rows' steps away from that
 * policy, one line each.  Agents are members, in the order of the table.
 */
#ifndef L2D_FRONTIER_STATE_H
#define L2D_FRONTIER_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"
#include "inference/draw_sums.h"
#include "inference/interval.h"
#include "decide/paired.h"
#include "route/gaps.h"
#include "route/route_input.h"
#include "summary/state.h"

struct frontier_options {
	struct route_input_options in;
	struct interval_options interval;
	bool partial; /* a state is written */
};

struct frontier_report {
	bool constants; /* policies that compare nothing alone */
	size_t m;       /* agents; where states are read, those that have turned up */
	size_t single_cap, asked_cap, alone_cap;
	struct frontier frontier;
	struct spending *single; /* [m] over the rows where the agent may be asked */
	struct spending oracle;  /* over the rows where some agent is known to be right or wrong */
	struct gaps gaps;        /* those of them where some agent is not */
	struct paired lost;      /* while it is written: of the policies with the constant */
	size_t rows;             /* that have a weight */
	size_t *asked;           /* [m] rows where the agent may be asked */
	size_t constant;         /* the best single agent, while it is written; m: none */
	struct draw_sums *alone; /* [m] with intervals: of the single agents, */
	struct draw_sums shared; /* of the oracle, of the frontier's current policy */
	size_t draws;
	double level; /* of intervals; 0: none */
};

/* Room for m agents. */
int frontier_report_reserve(struct frontier_report *r, size_t m, struct err *e);

/* Everything that changes a frontier, but for the table. */
int frontier_state_sign(
	struct buf *signature, const struct frontier_options *o, const struct table_options *table, struct err *e);

int frontier_state_write(
	const struct frontier_report *r, const struct names *agent, struct state_out *o, struct err *e);

/* Adds the item, which may be of an agent that is new; *taken is false when it is no part of a frontier. */
int frontier_state_read(
	struct frontier_report *r, struct names *agent, struct state_item *i, bool *taken, struct err *e);

#endif
