/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What was tuned, as a table: a row for each group, and the last one for all rows, of what is known there.
 *
 *   threshold, price     the setting; in the last row the one for groups that were not there, if they have one
 *   coverage, system_accuracy   on the calibration table
 *   bound                --risk: what the error is at most, with the probability that was asked for
 *   system_error, rate   --fair: the error, a row without an answer counting as wrong, and the rate that is limited
 *   price_of_fairness    --fair, in the last row: how much the error is above the least without the limit
 */
#ifndef L2D_TARGETS_REPORT_H
#define L2D_TARGETS_REPORT_H

#include "csv/report.h"
#include "threshold/targets.h"

/* After targets_tune.  Creates the file. */
int targets_report(const struct targets *x, const struct threshold *p, const struct report_options *opt,
	const char *file, struct err *e);

#endif
