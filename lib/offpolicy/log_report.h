/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The tables of l2d-offpolicy: a row for each rule and estimator; or for each two rules, the log's own among them, and estimator: their
 * difference on the same rows, with the columns of l2d-compare.
 *
 * Interval of a difference: percentiles of the paired bootstrap, in whose draws a row counts as often for both.  Test: Wald's, the
 * difference over the standard deviation of the draws as a normal number.  p-values are adjusted for all of the table (Holm 1979).
 */
#ifndef L2D_LOG_REPORT_H
#define L2D_LOG_REPORT_H

#include "csv/report.h"
#include "offpolicy/log_input.h"

/* bounds: no other estimator. */
int log_report(const struct log_input *in, bool bounds, const struct report_options *o, int fd, struct err *e);
int log_report_pairs(const struct log_input *in, const struct report_options *o, int fd, struct err *e);

#endif
