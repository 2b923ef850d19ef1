/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The decision record, l2d-csv(5): agent, answer and paid of rows with one reader, agent_1, answer_1, ... of rows with
 * several.  A program that decides must not leave columns of another decision beside its own: whoever reads the table next
 * would take one for the other.
 */
#ifndef L2D_RECORD_H
#define L2D_RECORD_H

#include <stdbool.h>

#include "table/table.h"

/* Before a decision about the rows is written, of one reader or of several, with what was paid for it or without: ST_DATA
 * names a column of another decision that would stand beside it. */
int record_check(const struct table *t, bool several, bool paid, struct err *e);

#endif
