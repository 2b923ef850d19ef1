/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Sets of agents for the rows of a table: the rules set and topk of l2d-route.  Writes agent_1, answer_1, ... and paid.
 * Memory: O(agents); of the calibration table 24 bytes a row.
 */
#ifndef L2D_AGENT_SETS_H
#define L2D_AGENT_SETS_H

#include "agent_sets/agent_sets_options.h"
#include "table/table_run.h"

/* ST_FALSE where no set will do: on too many calibration rows nobody is right, or there are too few. */
int agent_sets_run(const struct agent_sets *o, const struct table_run *run, struct err *e);

#endif
