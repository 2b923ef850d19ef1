/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* A row's cells as the numbers of its case: every cell that is asked for is checked here and nowhere else. */
#ifndef L2D_CASES_READ_H
#define L2D_CASES_READ_H

#include "cases/case.h"

/* The row that the table is at, for several cases of one row.  ST_SKIP where it lacks a needed cell under --na-action skip. */
int cases_read(struct cases *c, struct err *e);

/* The answer in the cell as a class, or as another number (--other-answers wrong); NAMES_NONE where it is missing. */
int cases_class(struct cases *c, size_t column, size_t *class, struct err *e);

/* The cell as an agent's number; NAMES_NONE where it is missing. */
int cases_agent(const struct cases *c, size_t column, size_t *agent, struct err *e);

#endif
