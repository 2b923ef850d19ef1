/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The one sort by score and the one tie rule: rows are sorted ascending by a key, stably, and
 * rows with equal keys form a block that is never split by anything that ranks.
 *
 * Radix sort (Knuth 5.2.5) on the bits of the double, mapped so that unsigned order is numeric order, without the first bits,
 * which are the same in all: from the lowest byte of the next 32, which tell nearly all rows apart, and then in the same way, or
 * by insertion, in every run of rows that they do not: O(n), 16 bytes a row and as much again while sorting.  Several threads
 * take a part of the rows each: of every digit all parts are counted, which says where the rows of each part go, and then moved.
 */
#ifndef L2D_ORDER_H
#define L2D_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct order_row {
	double key;
	uint64_t item; /* whatever the caller wants carried along */
};

struct order {
	struct order_row *row; /* [n] */
	size_t n, cap;
	size_t jobs; /* threads that sort; 0 is 1 */
};

void order_free(struct order *o);

/* Appends a row.  key must not be NaN; -0 is stored as 0, so that they tie. */
int order_add(struct order *o, double key, uint64_t item, struct err *e);

/* Adds the rows of another order behind those there are, their items moved up by `more`. */
int order_append(struct order *o, const struct order *other, uint64_t more, struct err *e);

/* Sorts ascending by key; rows with equal keys keep their order. */
int order_sort(struct order *o, struct err *e);

/* The end of the tie block that begins at `from` < n of a sorted order. */
size_t order_block_end(const struct order *o, size_t from);

#endif
