/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Fitting a combiner to every group of rows by itself.  An expert without an answer in a group has there what it has in all rows.
 * Memory beside the rows: those of the largest group once more.
 */
#ifndef L2D_GROUP_FIT_H
#define L2D_GROUP_FIT_H

#include "combine/confusion.h"
#include "summary/groups.h"

/* Fits the numbers of m, which has its names and room. */
typedef int group_fit_fn(const void *set, struct combiner *m, const struct combine_data *d, struct err *e);

/* m is fitted to all rows; sets its groups: those of g, in their order, rows [d->n] being in group[i].  An error names the group. */
int group_fit(struct combiner *m, const struct groups *g, const size_t *group, const struct combine_data *d,
	group_fit_fn *fit, const void *set, struct err *e);

#endif
