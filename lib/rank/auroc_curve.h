/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * AUROC and average precision of a binary system by coverage: its score vector is the expert's 0/1 answer on
 * the rows that are deferred and the model's probability of the positive class on the others (the CheXpert
 * experiment of Mozannar, Sontag 2020).  Rows deferred to an expert without an answer, or to none, are left out.
 *
 * For n + 1 coverages 1, 1 - 1/n, ..., 0 in turn: the smallest one that whole tie blocks allow and that is at
 * least this.  Memory O(rows), time O(rows * n); with intervals O(rows * n * draws).
 */
#ifndef L2D_AUROC_CURVE_H
#define L2D_AUROC_CURVE_H

#include <stdbool.h>
#include <stddef.h>

#include "rank/areas.h"
#include "rank/curve_report.h"
#include "rank/scored_rows.h"

struct auroc_curve {
	const struct scored_rows *rows;
	struct curve curve;
	struct curve_point point, ahead;
	bool more; /* `ahead` is a point */
	size_t steps, step;
	size_t at, ahead_at; /* rows before are deferred at the points */
};

/* rows are sorted by minus the score, so that they are deferred in order, and kept; p is the model's probability of the
 * positive class, `right` the true class is that, `expert_right` the expert's answer is.  steps > 0. */
void auroc_curve_start(struct auroc_curve *m, const struct scored_rows *rows, size_t steps);
/* The next coverage: its point on the curve and the rows by the system's score, sorted for areas_separation, which are to be freed
 * whatever comes of it.  ST_END after coverage 0. */
int auroc_curve_next(struct auroc_curve *m, struct curve_point *p, struct scored_rows *scored, struct err *e);

/* Opens a table of the same, with the area or (ap) the average precision; writes that of sorted rows, with the name of the positive
 * class, positive->name[0], which may be absent without rows. */
int auroc_curve_report_open(struct report *r, bool ap, const struct report_options *opt,
	const struct interval_options *o, int fd, struct err *e);
int auroc_curve_report(struct report *r, struct scored_rows *rows, size_t steps, bool ap, const struct names *positive,
	const struct interval_options *o, struct err *e);

#endif
