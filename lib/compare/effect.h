/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What deferring did, of one system at a time.
 *
 *   deferred   the mean over the deferred rows of (the system is right) - (the model would have been right), over those that both
 *              answered: the average effect of deferring on those who were deferred.  Both outcomes are seen, so it needs no
 *              assumption but that rows, or clusters, are independent.  Its variance is that of the values about the mean
 *   jump       where rows are deferred above a threshold on the score, and only there: the system's accuracy just above it less that
 *              just below, by a line on either side, fitted to the rows that are less than the bandwidth h away with the weights
 *              1 - |score - threshold| / h (regression discontinuity: Hahn, Todd, van der Klaauw 2001; Imbens, Lemieux 2008).  At the
 *              threshold model and expert read the same rows.  The variance is White's with Stata's factor n / (n - 2) on
 *              either side, or of clusters' sums times G / (G - 1)
 *
 * The threshold is midway between the highest score that was kept and the lowest that was deferred.  Intervals are normal;
 * the bias of the lines is not in them.  The bandwidth is 1.84 s n^(-1/5), s the scores' standard deviation, the pilot bandwidth of
 * Imbens and Kalyanaraman 2012 (step 1), unless it is given.
 */
#ifndef L2D_EFFECT_H
#define L2D_EFFECT_H

#include "compare/outcomes.h"
#include "csv/report.h"

struct effect_options {
	double level;
	double bandwidth; /* NaN: by the rule */
};

/* A table: two rows a group of rows and system. */
int effect_report(const struct outcomes *o, const struct effect_options *opt, const struct report_options *report,
	int fd, struct err *e);

#endif
