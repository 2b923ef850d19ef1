/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/* Cases of threads and processes that have read parts of one table: what they have numbered becomes one numbering. */
#ifndef L2D_CASES_JOIN_H
#define L2D_CASES_JOIN_H

#include "cases/cases.h"

/* Adds where classes have turned up in the rows of another thread. */
int cases_merge(struct cases *c, const struct cases *other, struct err *e);

/* The same of all names that the other has given numbers to: *to, the caller's to free, has what they are in c. */
int cases_take_over(struct cases *c, const struct cases *other, size_t **to, struct err *e);

/* The same of the cases of all processes (parallel/peers.h), which have read parts of the same files: c has the names of all, and *to says
 * what its own numbers are. */
int cases_gather(struct cases *c, size_t **to, struct err *e);

#endif
