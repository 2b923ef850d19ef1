/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The decision record, l2d-csv(5): agent, answer and paid of rows with one reader, agent_1, answer_1, ... of rows with
 * several, propensity of those with one.  A program that decides must not leave columns of another decision beside its own: whoever reads the table next
 * would take one for the other.
 */
#ifndef L2D_RECORD_H
#define L2D_RECORD_H

#include "table/table.h"

/* What is written of a decision beside the agent, or the agents of several readers. */
enum { RECORD_SEVERAL = 1, RECORD_PAID = 2, RECORD_PROPENSITY = 4 };

/* Before a decision about the rows is written: ST_DATA names a column of another decision that would stand beside it. */
int record_check(const struct table *t, unsigned written, struct err *e);

#endif
