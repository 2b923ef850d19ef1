/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * All rows decided together under limits on sets of agents and parts of the rows (workload/set_limits); what batches are
 * elsewhere are classes of rows here.
 */
#ifndef L2D_JOINT_H
#define L2D_JOINT_H

#include "workload/workload.h"

/* The sorted rows, which are joint.  chosen: [place][most]; batch: zero, of all rows. */
int joint_decide(const struct workload *w, struct workload_rows *d, uint32_t *chosen, struct workload_batch *batch,
	struct err *e);

#endif
