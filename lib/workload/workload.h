/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Decides the rows of a table: every batch on its own, under its limits.
 */
#ifndef L2D_WORKLOAD_H
#define L2D_WORKLOAD_H

#include <stdint.h>

#include "base/err.h"
#include "csv/report.h"
#include "workload/limits.h"
#include "workload/workload_rows.h"

enum workload_mode { WORKLOAD_ASSIGN, WORKLOAD_PROJECT, WORKLOAD_GREEDY, WORKLOAD_PACE };

struct workload {
	enum workload_mode mode;
	size_t least, most; /* agents per row */
	double step;        /* of pace */
	const struct limits *limits;
};

/* What became of a batch. */
struct workload_batch {
	size_t rows;
	double *lo, *hi;         /* [m] counts; project, pace: shares */
	double *share;           /* [m] of the rows */
	double *count;           /* [m] rows */
	double *price;           /* [m] NaN where the mode has none */
	double loss, bound, gap; /* NaN likewise; project: bound is the mean divergence, gap the violation */
	double steps;            /* readings moved, or passes over the rows */
};

int workload_batch_init(struct workload_batch *b, size_t m, struct err *e);
void workload_batch_free(struct workload_batch *b);

/* Decides the sorted rows.  assign, greedy: chosen[place][most] are the agents, AGENT_NONE after the
 * last one; project: d->value becomes the projected gates.  batch: [d->batch.n], zero, gets the results.
 * ST_NUMERIC: limits clash; the message names the batch and the agents. */
int workload_decide(const struct workload *w, struct workload_rows *d, uint32_t *chosen, struct workload_batch *batch,
	struct err *e);

/* The results as a table in a file: a row for every batch and agent, and one with an empty agent for the
 * batch. It is not written where status, of what went before, is not ST_OK. */
int workload_report_open(struct report *r, const struct report_options *opt, const char *file, struct err *e);
int workload_report(struct report *r, const struct name *name, const struct names *agent,
	const struct workload_batch *b, struct err *e);

#endif
