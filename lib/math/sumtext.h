/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Exact sums as text: the numbers that sum_pop lists, joined by their signs, for instance `12.5+1e-17`; what no double
 * can hold is a double and a power of two, `0.75p1100`.  That is how partial states are written; reading gives the same sum.
 */
#ifndef L2D_SUMTEXT_H
#define L2D_SUMTEXT_H

#include <stddef.h>

#include "base/buf.h"
#include "math/sum.h"

/* Appends the text of the sum; an empty sum is "0". */
int sum_print(const struct sum *s, struct buf *out, struct err *e);

/* Adds the terms of the text to the sum.  Returns NULL, or what is wrong in words, as num_parse. */
const char *sum_parse(struct sum *s, const char *text, size_t n);

#endif
