/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The common measure of weights: the largest number of which every one of them is a whole multiple, so that a row of
 * k units is k rows (Euclid's algorithm, with least absolute remainders).  Decimals such as 0.1 and 0.3 have one as
 * decimals, though not as doubles: multiples may be off by their rounding.  There is none where the largest weight is more
 * than UNIT_MOST of them, as with weights that are no counts.
 */
#ifndef L2D_UNIT_H
#define L2D_UNIT_H

#include <stddef.h>

#include "base/err.h"

#define UNIT_MOST 65536

/* Sets *unit for n > 0 weights, all positive and finite, in any order; 0 when there is none.  O(n) time and memory. */
int unit_find(const double *weight, size_t n, double *unit, struct err *e);

#endif
