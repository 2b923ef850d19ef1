/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * All rows decided together under limits on sets of agents and parts of the rows (limits/set_limits); what batches are
 * elsewhere are classes of rows here.
 */
#ifndef L2D_JOINT_H
#define L2D_JOINT_H

#include "workload/workload.h"

/* The sorted rows, which are joint.  chosen: [place][most]; batch: zero, of all rows. */
int joint_decide(const struct workload *w, struct workload_rows *d, uint32_t *chosen, struct workload_batch *batch,
	struct err *e);

/* Who answers every row, and what that comes to. */
struct workload_plan {
	uint32_t *chosen;             /* [rows][most] in sorted order */
	struct workload_batch *batch; /* [batches + 1] */
	size_t nbatch;
};

/* Decides all rows, by batches or jointly; sorts them first.  To be freed whatever comes of it. */
int workload_plan_make(
	struct workload_plan *p, const struct workload *w, struct workload_rows *d, size_t jobs, struct err *e);
void workload_plan_free(struct workload_plan *p);

#endif
