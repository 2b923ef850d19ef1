/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * How an expert confuses classes: a table with a row for every label (y), the probabilities of its answers in p_*.
 */
#ifndef L2D_CONFUSION_H
#define L2D_CONFUSION_H

#include "table/table.h"

/* cumulative [classes x classes]: P(answer | label) as running sums.  Takes the columns of opt.  ST_DATA unless every class has
 * one row, and no other name is there. */
int confusion_read(double *cumulative, const struct names *classes, const char *file, const struct table_options *opt,
	struct err *e);

#endif
