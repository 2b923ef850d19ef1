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
#include "threshold/threshold.h"

struct sweep {
	size_t n;            /* costs */
	double *cost;        /* [n] */
	struct score *score; /* [n] agents: the model, and all experts as one */
};

/* "LO:HI:STEP": LO, LO + STEP, ... up to HI.  The costs are decimals of 15 digits, so that 0.15 is 0.15.
 * ST_USAGE. */
int sweep_init(struct sweep *s, const char *grid, struct err *e);
void sweep_free(struct sweep *s);

/* r is the table's row, not yet the threshold's; label, model and the experts' answers are classes, NAMES_NONE
 * where not known. */
void sweep_add(struct sweep *s, struct threshold *p, const struct rule_row *r, const bool *available, double weight,
	size_t label, size_t model, const size_t *answer);

/* One row for every cost. */
int sweep_report(const struct sweep *s, const struct report_options *o, int fd, struct err *e);

#endif
