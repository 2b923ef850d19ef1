/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Which columns of a table its cases read: the classes, the agents and where each of them has its cells. */
#ifndef L2D_CASES_BIND_H
#define L2D_CASES_BIND_H

#include "cases/case.h"

/* Of cases_init: sets the classes, agents and columns of *c, whose other members stand already. */
int cases_bind(struct cases *c, unsigned need, unsigned want, struct err *e);

/* Whether the table has qualities or losses. */
int cases_find_graded(const struct table *t, bool *graded, struct err *e);

#endif
