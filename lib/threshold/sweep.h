/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A rule at many costs in one pass: for every price c0 of asking an expert, what the system does on
 * labelled rows.
 */
#ifndef L2D_SWEEP_H
#define L2D_SWEEP_H

#include <stddef.h>

#include "base/err.h"
#include "measure/score.h"
#include "csv/report.h"
#include "threshold/threshold_input.h"

struct sweep {
	size_t n;            /* costs */
	double *cost;        /* [n] */
	struct score *score; /* [n] agents: the model, and all experts as one */
};

/* "LO:HI:STEP": LO, LO + STEP, ... up to HI.  The costs are decimals of 15 digits, so that 0.15 is 0.15.
 * ST_USAGE. */
int sweep_init(struct sweep *s, const char *grid, struct err *e);
void sweep_free(struct sweep *s);

/* Takes the input's current row at every cost. */
void sweep_add(struct sweep *s, struct threshold *p, const struct threshold_input *t);

/* One row for every cost. */
int sweep_report(const struct sweep *s, const struct report_options *o, int fd, struct err *e);

#endif
