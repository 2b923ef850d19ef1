/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Routing a table: the state of a table_task whose rows are decided one by one, or held until the router has been fitted on
 * them.
 */
#ifndef L2D_ROUTING_H
#define L2D_ROUTING_H

#include "route/route_input.h"
#include "route/route_rows.h"
#include "route/router_options.h"
#include "table/extend.h"

struct routing {
	struct table *t;
	struct route_input_options opt;
	struct route_input in;
	struct router router;
	struct route_rows rows; /* those that are held */
	struct explore explore;
	bool *may; /* [m] be asked on the current row */
};

/* Binds the columns and makes the router. */
int routing_open(struct routing *s, struct table *t, const struct router_options *o,
	const struct route_input_options *with, const struct explore_options *explore, struct err *e);
void routing_free(void *routing);

/* Adds the columns' names; ST_DATA for a table with columns of another decision. */
int routing_name(const struct routing *s, struct names *computed, struct err *e);

/* Of a table_task: decides a row, holds and learns from it. */
int routing_decide(void *routing, struct extend *x, struct err *e);
int routing_hold(void *routing, struct extend *x, struct err *e);

/* After the last row: fits the router to the rows held, decides and writes them. */
int routing_decide_held(struct routing *s, double budget, struct extend *x, struct err *e);

#endif
