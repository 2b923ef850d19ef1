/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A binary heap of rows by a key, the smallest first; equal keys by row.
 */
#ifndef L2D_HEAP_H
#define L2D_HEAP_H

#include <stddef.h>

#include "base/err.h"

struct heap_item {
	double key;
	size_t row;
};

struct heap {
	struct heap_item *item; /* [n]; the first one is the smallest */
	size_t n, cap;
};

void heap_free(struct heap *h);

/* Appends without order; heap_order must follow before the first heap_push or heap_pop. */
int heap_append(struct heap *h, double key, size_t row, struct err *e);
void heap_order(struct heap *h); /* O(n) */

int heap_push(struct heap *h, double key, size_t row, struct err *e); /* O(log n) */
void heap_pop(struct heap *h);                                        /* O(log n); n > 0 */

#endif
