/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What became of the rows, in sentences; and the files of results, this one and the report of workload/workload_output.
 */
#ifndef L2D_WORKLOAD_TEXT_H
#define L2D_WORKLOAD_TEXT_H

#include "csv/report.h"
#include "workload/workload_batch.h"
#include "workload/workload_input.h"

#define WORKLOAD_RESULTS_OPTIONS(file, text)                                                                           \
	{0, "report", OPT_STRING, &(file), "FILE", "write the loss, its bound, the prices", NULL},                     \
	{                                                                                                              \
		0, "sentences", OPT_STRING, &(text), "FILE", "write the same for people", NULL                         \
	}

struct workload_results {
	struct report report;
	struct csv_writer text;
	bool reports, tells; /* which of them is open */
};

/* The files, NULL: none.  A file that is open is closed by workload_results_close, whatever the status, which it returns. */
int workload_results_open(struct workload_results *r, const struct report_options *opt, const char *report,
	const char *text, struct err *e);
int workload_results_add(struct workload_results *r, const struct name *batch, const struct workload_input *in,
	const struct workload_batch *b, struct err *e);
int workload_results_close(struct workload_results *r, int status, struct err *e);

#endif
