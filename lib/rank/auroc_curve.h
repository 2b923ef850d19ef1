/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * AUROC and average precision of a binary system by coverage: its score vector is the expert's 0/1 answer on
 * the rows that are deferred and the model's probability of the positive class on the others (the CheXpert
 * experiment of Mozannar, Sontag 2020).  Rows deferred to an expert without an answer, or to none, are left out.
 *
 * For n + 1 coverages 1, 1 - 1/n, ..., 0 in turn: the smallest one that whole tie blocks allow and that is at
 * least this.
 *
 * All of them come from one pass over the rows by that probability: what is deferred at a coverage stands at the two ends of the order, in
 * sums that are known before.  The rows are sorted once more for it, beyond memory where they are: rank/scored_runs.h.
 * Memory: 40 bytes a row, or the limit.  Time: O(rows (log rows + n)); with intervals O(rows * n * draws).
 */
#ifndef L2D_AUROC_CURVE_H
#define L2D_AUROC_CURVE_H

#include <stdbool.h>
#include <stddef.h>

#include "rank/areas.h"
#include "rank/curve_report.h"
#include "rank/scored_runs.h"

/* A coverage. */
struct auroc_point {
	struct curve_point point;
	size_t at; /* rows before are deferred */
	struct areas_separation separation;
};

/* Sorts the rows by minus the score, so that they are deferred in order; p is the model's probability of the
 * positive class, `right` the true class is that, `expert_right` the expert's answer is.  steps > 0; p [steps + 1], of which *n are there:
 * none where there are no rows. */
int auroc_points(struct scored_runs *rows, size_t steps, struct auroc_point *p, size_t *n, struct err *e);

/* Of sorted rows in memory, those that count at the threshold by the system's score, sorted; to be freed whatever comes of it. */
int auroc_rescore(const struct scored_rows *rows, double threshold, struct scored_rows *scored, struct err *e);

/* Opens a table of the same, with the area or (ap) the average precision; writes that of rows, with the name of the positive
 * class, positive->name[0], which may be absent without rows.  Intervals are of rows in memory. */
int auroc_curve_report_open(struct report *r, bool ap, const struct report_options *opt,
	const struct interval_options *o, int fd, struct err *e);
int auroc_curve_report(struct report *r, struct scored_runs *rows, size_t steps, bool ap, const struct names *positive,
	const struct interval_options *o, struct err *e);

#endif
