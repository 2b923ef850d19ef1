/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows of l2d-combine --ask: est_* of the model, which is the combination of what is there, and of every expert.
 * What experts may answer is said by a fitted combiner of confusion matrices, the same on every row, or, of a weighted vote, by
 * each one's confidence on the row.
 */
#ifndef L2D_COMBINE_ASK_H
#define L2D_COMBINE_ASK_H

#include "combine/combine_columns.h"

/* Method is COMBINE_WEIGHTED or COMBINE_CONFUSION.  Writes the table with est_*. */
int combine_ask(const struct combine_setting *s, const struct table_run *run, struct err *e);

#endif
