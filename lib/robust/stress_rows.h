/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows of a table with their radii, or with their features attacked.
 */
#ifndef L2D_STRESS_ROWS_H
#define L2D_STRESS_ROWS_H

#include "robust/stress_input.h"
#include "table/table_run.h"

struct stress_rows_options {
	struct stress_input_options input;
	bool attacked; /* of one goal, by changes of at most `radius`; else radii are added */
	double radius;
};

/* Reads the table and writes it.  Memory: O(columns) a thread. */
int stress_rows_run(const struct stress_rows_options *o, const struct table_run *run, struct err *e);

#endif
