/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The frontier as a table, with what a figure compares it to: every agent alone, random mixing of single
 * agents, and an oracle who knows who is right.
 */
#ifndef L2D_FRONTIER_REPORT_H
#define L2D_FRONTIER_REPORT_H

#include <stddef.h>

#include "base/err.h"
#include "base/names.h"
#include "decide/frontier.h"
#include "csv/report.h"

struct frontier_report {
	size_t m;
	struct frontier frontier;
	struct spending *single; /* [m] over the rows where the agent may be asked */
	struct spending oracle;  /* over the rows where some agent is known to be right or wrong */
	size_t rows;             /* that have a weight */
	size_t *asked;           /* [m] rows where the agent may be asked */
};

int frontier_report_init(struct frontier_report *r, size_t m, struct err *e);
void frontier_report_free(struct frontier_report *r);
int frontier_report_add(struct frontier_report *r, const struct outcome *o, double weight, struct err *e);

/* Writes the table: policy, agent, lambda_min, lambda_max, cost, conf, accuracy. */
int frontier_report_write(
	struct frontier_report *r, const struct names *agent, const struct report_options *opt, int fd, struct err *e);

#endif
