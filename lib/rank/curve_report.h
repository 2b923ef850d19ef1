/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A curve as a table, with intervals at its points where they are asked for (o->level above 0): of what the rule with the point's
 * threshold comes to.
 */
#ifndef L2D_CURVE_REPORT_H
#define L2D_CURVE_REPORT_H

#include "csv/line.h"
#include "inference/interval_columns.h"
#include "rank/curve.h"

/* Opens a table of n columns, with those of intervals; writes a row of them, with the draws kept in all (NULL: without intervals). */
int curve_open_columns(struct report *r, const struct report_options *opt, const struct column *c, size_t n,
	const struct interval_options *o, int fd, struct err *e);
int curve_report_columns(
	struct report *r, struct interval_columns *all, const struct column *c, size_t n, double level, struct err *e);

/* Opens a table of curves; sorts rows and writes their curve, thinned to n points.  Rows with a limit have no intervals. */
int curve_report_open(
	struct report *r, const struct report_options *opt, const struct interval_options *o, int fd, struct err *e);
int curve_report(struct report *r, struct scored_runs *rows, size_t n, const struct interval_options *o, struct err *e);

#endif
