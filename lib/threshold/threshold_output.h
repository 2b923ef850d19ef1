/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The columns that a threshold adds to the rows: score, but under the rule that reads it, agent, answer.  Where the table
 * has readers, instead of the latter two agent_1, ..., answer_1, ..., and answer if it is there: a deferred row keeps its
 * readers, any other one has one.
 */
#ifndef L2D_THRESHOLD_OUTPUT_H
#define L2D_THRESHOLD_OUTPUT_H

#include "table/extend.h"
#include "threshold/targets.h"
#include "threshold/threshold_input.h"
#include "threshold/threshold_rows.h"

int threshold_output_name(const struct threshold_input *t, enum rule rule, struct names *computed, struct err *e);

/* Settles the choice about the input's current row and writes the row. */
int threshold_output_row(
	struct threshold *p, struct threshold_input *t, struct threshold_choice *c, struct extend *x, struct err *e);

/* The same for all rows that were kept, each by the setting that was tuned for its group. */
int threshold_output_rows(struct threshold *p, const struct targets *targets, struct threshold_input *t,
	struct threshold_rows *rows, struct extend *x, struct err *e);

#endif
