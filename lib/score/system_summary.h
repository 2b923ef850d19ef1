/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The summary of l2d-score: the sums of measure/system.h as an accumulator of summary/summary.h, and what is asked of them.
 */
#ifndef L2D_SYSTEM_SUMMARY_H
#define L2D_SYSTEM_SUMMARY_H

#include "measure/system.h"
#include "summary/summary.h"

struct system_summary_options {
	struct system_options system;
	int area;     /* enum areas_rule */
	double power; /* the risk to certify; NaN: it is not asked for */
	double delta, probability;
	const char *positive; /* the positive class of rates by group */
	size_t jobs;          /* threads that sort */
};

/* Opened with the options. */
extern const struct summary_kind system_summary;

#endif
