/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The table of l2d-compare: every pair of systems by every measure that both have, in every group of rows and in all rows,
 * with p-values adjusted for all of them together (Holm).
 */
#ifndef L2D_COMPARISON_H
#define L2D_COMPARISON_H

#include "compare/pair.h"
#include "csv/report.h"

struct comparison_options {
	struct pair_options pair;
	unsigned measures; /* bits: those asked for */
	bool asked;        /* they were named: a pair that lacks one is an error */
};

/* ST_DATA when a pair has no measure, or not one that was named.  Of `tables` outcomes: those of rows, or of a table of trials those of
 * its columns, whose names are the measures'; else names is NULL. */
int comparison_report(const struct outcomes *o, size_t tables, const struct names *names,
	const struct comparison_options *opt, const struct report_options *report, int fd, struct err *e);

#endif
