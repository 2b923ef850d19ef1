/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What is written of a workload: the rows with agent and answer, or in mode project the gates, and what became of the
 * batches.
 */
#ifndef L2D_WORKLOAD_OUTPUT_H
#define L2D_WORKLOAD_OUTPUT_H

#include "csv/report.h"
#include "table/extend.h"
#include "workload/workload.h"

/* Names the columns that are added. */
int workload_columns_name(
	const struct workload *w, const struct workload_input *r, struct names *computed, struct err *e);

/* Writes the input's current row; chosen: [most] agents. */
int workload_columns_write(const struct workload *w, const struct workload_input *r, const uint32_t *chosen,
	struct extend *x, struct err *e);

/* Writes the decided rows in the order in which they came; chosen: [place][most]. */
int workload_columns_write_rows(const struct workload *w, const struct workload_input *r, struct workload_rows *d,
	const uint32_t *chosen, struct extend *x, struct err *e);

/* The results as a table in a file: a row for every batch and agent, and one with an empty agent for the
 * batch. It is not written where status, of what went before, is not ST_OK. */
int workload_report_open(struct report *r, const struct report_options *opt, const char *file, struct err *e);
int workload_report(struct report *r, const struct name *name, const struct names *agent,
	const struct workload_batch *b, struct err *e);

#endif
