/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The ways of l2d-combine through a table: combining, saying what asking is worth, and fitting.
 */
#ifndef L2D_COMBINE_COLUMNS_H
#define L2D_COMBINE_COLUMNS_H

#include "combine/combine_input.h"
#include "table/table_run.h"

struct combine_setting {
	enum combine_method method;
	struct combiner m; /* of the methods that are fitted */
	bool renormalize;
	size_t ask;    /* 0: combine */
	double lambda; /* what a unit of cost is in accuracy, once several may be asked */
};

/* Tables with p_* and answer, or with est_*. */
int combine_run(const struct combine_setting *s, const struct table_run *run, struct err *e);

#endif
