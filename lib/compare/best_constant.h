/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The best constant: the agent that would do best if it answered every row, by its accuracy, or quality where that is known, less lambda times its cost over the
 * rows on which it has an answer.  What is chosen on one part of the data and measured on another is no better by luck.
 */
#ifndef L2D_BEST_CONSTANT_H
#define L2D_BEST_CONSTANT_H

#include "base/buf.h"
#include "decide/decision.h"
#include "table/table.h"

/* Appends the agent's name, terminated; of equal ones the first.  ST_DATA where nobody answers. */
int best_constant(const char *file, const struct table_options *table, const struct decision_options *opt,
	double lambda, struct buf *name, struct err *e);

#endif
