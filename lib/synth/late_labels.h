/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Labels that come late, or never.
 *
 * Each label is missing with probability R: its cell is empty.  The others come D rows later, D being geometric with
 * mean M, P(D = d) = q (1 - q)^d with q = 1 / (1 + M), and label_row is the row after whose decision the label is known; D = 0 is
 * at once.  Random numbers are hashes of the seed and the row's id.
 */
#ifndef L2D_LATE_LABELS_H
#define L2D_LATE_LABELS_H

#include <stdbool.h>
#include <stdint.h>

#include "table/extend.h"

struct late_labels {
	double missing; /* R; negative: nothing hides labels */
	double delay;   /* M; negative: no column label_row */
	const struct table *t;
	size_t column; /* the label's */
};

/* Binds the label, and names the columns: the label's own, where labels are missing, and label_row. */
int late_labels_bind(struct late_labels *l, const struct table *t, struct names *computed, struct err *e);

/* Whether the label of the row with that key is missing, and how many rows it is late otherwise. */
bool late_labels_missing(const struct late_labels *l, uint64_t row_key);
double late_labels_delay(const struct late_labels *l, uint64_t row_key);

/* Writes their cells for the current row, of that number, from 1. */
void late_labels_write(const struct late_labels *l, size_t row, uint64_t row_key, struct extend *x);

#endif
