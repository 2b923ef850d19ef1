/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The tables of l2d-ece: a row a member, with class-mean as the last one of kind class; or a row a bin of every member.
 * After estimand_errors_end.
 */
#ifndef L2D_ESTIMAND_REPORT_H
#define L2D_ESTIMAND_REPORT_H

#include <stdbool.h>

#include "csv/report.h"
#include "measure/estimand_errors.h"

/* How a summary is put. */
struct estimand_norm {
	const char *name; /* of the column ece's norm, as in the output */
	double p;         /* the norm, 1 or more, may be infinite */
	bool half;        /* halves class_brier */
};

/* The norm of that name, "max" or a number from 1 up; ST_USAGE. */
int estimand_norm_parse(struct estimand_norm *n, const char *name, bool half, struct err *e);

/* Opens the table, writes the rows. */
int estimand_report_open(struct report *r, const struct estimand_errors *x, const struct estimand_norm *norm,
	const struct report_options *opt, int fd, struct err *e);
int estimand_report(struct report *r, const struct estimand_errors *x, const struct estimand *s,
	const struct estimand_norm *norm, struct err *e);

int estimand_report_bins_open(
	struct report *r, const struct estimand_errors *x, const struct report_options *opt, int fd, struct err *e);
int estimand_report_bins(struct report *r, const struct estimand_errors *x, const struct estimand *s, struct err *e);

#endif
