/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The summary of l2d-curve: scored rows (rank/scored_runs.h) as an accumulator of summary/summary.h, and the curve of them.
 */
#ifndef L2D_CURVE_SUMMARY_H
#define L2D_CURVE_SUMMARY_H

#include "decide/decision.h"
#include "summary/summary.h"

enum curve_metric { CURVE_ACCURACY, CURVE_AUROC, CURVE_AP };

struct curve_options {
	struct decision_options decision;
	struct interval_options interval;
	int metric;           /* enum curve_metric */
	const char *positive; /* the positive class of auroc and ap; NULL: the last one */
	size_t points;        /* 0: all of them, of auroc and ap 101 */
	size_t jobs, limit;   /* threads that sort; bytes that each has for rows, 0: no limit */
	bool partial;
};

/* Opened with the options. */
extern const struct summary_kind curve_summary;

#endif
