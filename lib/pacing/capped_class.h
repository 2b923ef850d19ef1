/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Limits on sets and parts of the rows in a stream (pacing/capped): which of them hold for rows of a class is found when its first
 * row comes, and those that turn up then get their caps and prices.
 */
#ifndef L2D_CAPPED_CLASS_H
#define L2D_CAPPED_CLASS_H

#include "pacing/capped_parts.h"

/* Why the limit cannot be kept while rows come, or NULL. */
const char *capped_unfit(const struct capped *c, const struct limit *limit, bool soft);

/* The class of that name, with the limits that hold for it, which get caps where they have none.  ST_DATA where one of them is none for a
 * stream, or has no price. */
int capped_class_find(struct capped *c, struct capped_batch *b, const struct name *class, size_t *index, struct err *e);

#endif
