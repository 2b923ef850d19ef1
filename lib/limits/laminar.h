/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Sets of which any two are one inside the other, or have nothing in common: a laminar family, and the forest that it is.
 * Time O(n log n + the sets' sizes), memory O(n + leaves).
 */
#ifndef L2D_LAMINAR_H
#define L2D_LAMINAR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct laminar_set {
	size_t *leaf; /* [n] none twice */
	size_t n;
};

struct laminar {
	size_t n;      /* sets */
	size_t *order; /* [n] the k-th smallest set; equal ones as they came */
	size_t *up; /* [n] the next larger set that holds the k-th smallest one, as its place in that order; n: none */
	size_t *first;      /* [leaves] the place of the smallest set that holds the leaf, n: none */
	size_t crossing[2]; /* two sets that cross; the first is n where there are none */
};

int laminar_init(struct laminar *l, const struct laminar_set *set, size_t n, size_t leaves, struct err *e);
void laminar_free(struct laminar *l);

#endif
