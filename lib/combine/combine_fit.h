/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Fitting a combiner on a table and writing its model file.
 */
#ifndef L2D_COMBINE_FIT_H
#define L2D_COMBINE_FIT_H

#include "combine/confusion.h"
#include "table/table_run.h"

struct combine_fit_setting {
	enum combine_method method;
	struct confusion_options confusion;
	double penalty; /* of stacking */
	bool renormalize;
	const struct names *by; /* groups that have numbers of their own; none */
	int fd;
};

int combine_fit_run(const struct combine_fit_setting *s, const struct table_run *run, struct err *e);

#endif
