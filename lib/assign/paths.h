/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Successive shortest paths on the network of assign/graph, as assign/assign.h describes them.
 */
#ifndef L2D_PATHS_H
#define L2D_PATHS_H

#include "assign/graph.h"

/* Solves all levels, the small ones only for their prices: a sample may be infeasible where the whole is not.  ST_NUMERIC:
 * there is no way for what is left over; the message names the limits that are cut between the nodes that it can reach, which are
 * w->done, and the others. */
int paths_solve(struct graph *w, struct err *e);

#endif
