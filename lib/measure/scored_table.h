/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows that curves are computed from, as a table: what --partial writes and --merge reads.
 *
 *   score, right (0 or 1), expert (0 or 1, empty without an answer), weight, model_cost, expert_cost
 */
#ifndef L2D_SCORED_TABLE_H
#define L2D_SCORED_TABLE_H

#include "measure/scored_rows.h"
#include "csv/report.h"
#include "table/table.h"

/* The score column is `sign` times the rows' score. */
int scored_table_write(
	const struct scored_rows *rows, int sign, const struct report_options *opt, int fd, struct err *e);
/* Adds all rows of the table. */
int scored_table_read(struct scored_rows *rows, int sign, struct table *t, struct err *e);

#endif
