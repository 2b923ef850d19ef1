/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows that wait until lambda or the thresholds are known: their bytes, and what a router will choose by.
 *
 * Memory: the rows, 8 a row, and 28 bytes for each row and agent.
 */
#ifndef L2D_ROUTE_ROWS_H
#define L2D_ROUTE_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "csv/keep.h"
#include "decide/explore.h"
#include "route/route_input.h"

struct route_rows {
	size_t m; /* agents */
	struct keep keep;
	double *score, *cost, *latency; /* [rows][m] */
	uint32_t *answer;               /* [rows][m] */
	double *toss;                   /* [rows] */
	struct explored *explored;      /* [rows] */
	size_t cap[6];
};

void route_rows_free(struct route_rows *h);

/* Adds the input's current row. */
int route_rows_add(struct route_rows *h, const struct route_input *p, const struct explored *explored, struct err *e);

/* Row i and its bytes, valid until the next call. */
int route_rows_get(struct route_rows *h, size_t i, struct route_row *r, struct csv_row *row, struct err *e);

#endif
