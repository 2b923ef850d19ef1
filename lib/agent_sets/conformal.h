/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Calibrating sets of agents on a table with labels: the reach q of all rows, and of every group.
 */
#ifndef L2D_CONFORMAL_H
#define L2D_CONFORMAL_H

#include "agent_sets/agent_set.h"
#include "route/route_input.h"
#include "summary/groups.h"

struct conformal_options {
	double alpha;
	const char *fit;        /* the calibration table */
	const struct names *by; /* columns of groups, each with its own q */
};

struct conformal {
	struct names agent; /* whom it is about */
	struct names group; /* [n] names */
	struct reach *q;    /* [1 + n] of all rows, of each group */
};

int conformal_fit(struct conformal *f, const struct conformal_options *o, const struct route_input_options *input,
	const struct table_options *table, struct err *e);
void conformal_free(struct conformal *f);

/* ST_DATA where an estimate of the current row, taken for a confidence, is none. */
int conformal_check(const struct route_input *in, struct err *e);

#endif
