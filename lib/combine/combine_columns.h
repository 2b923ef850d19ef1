/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows of l2d-combine: combining.
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

/* The table with p_* and answer. */
int combine_run(const struct combine_setting *s, const struct table_run *run, struct err *e);

#endif
