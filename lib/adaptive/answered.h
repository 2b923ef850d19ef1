/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows of a cascade with what their agents answered: what policies that hear answers are fitted to.  Memory: O(n m).
 */
#ifndef L2D_ANSWERED_H
#define L2D_ANSWERED_H

#include <stdint.h>

#include "cascade/cascade.h"

#define ANSWERED_NONE UINT32_MAX /* no answer */

struct answered {
	struct cascade rows;
	uint32_t *answer; /* [n][m] labels */
	size_t cap;
};

/* No rows of m agents; limit of the sum of latencies, infinite for none. */
void answered_init(struct answered *s, size_t m, double limit);
void answered_free(struct answered *s);
/* answer: [m] numbers of labels, ANSWERED_NONE for none.  A row of weight 0 is left out. */
int answered_add(struct answered *s, const struct cascade_row *r, const double *gain, const uint32_t *answer,
	double weight, struct err *e);

#endif
