/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Sorted rows as the bootstrap draws them, one draw at a time: the rows that count in it, in their order, with weights as often as
 * they do.  So what is computed from sorted rows is computed from a draw by the same function, and nothing is sorted again.
 *
 * Memory: 25 bytes a row for keys, counts and the rows of a draw, and 8 for each column of theirs that varies.  Time: some 3 ns a row and
 * draw.
 */
#ifndef L2D_SCORED_DRAWS_H
#define L2D_SCORED_DRAWS_H

#include "rank/scored_rows.h"

struct scored_draws {
	const struct scored_rows *rows;
	uint64_t *key;  /* [rows] in their order */
	uint8_t *count; /* [rows] in the draw */
	struct scored_rows drawn;
};

/* Keeps rows, which are sorted and have keys.  To be freed whatever comes of it. */
int scored_draws_init(struct scored_draws *d, const struct scored_rows *rows, struct err *e);
void scored_draws_free(struct scored_draws *d);

/* The rows of a draw; valid until the next. */
const struct scored_rows *scored_draws_take(struct scored_draws *d, size_t draw);

#endif
