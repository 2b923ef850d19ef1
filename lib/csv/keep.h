/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows kept in memory as their raw bytes, for programs that decide only after the last row.
 */
#ifndef L2D_KEEP_H
#define L2D_KEEP_H

#include <stddef.h>

#include "base/buf.h"
#include "csv/csv.h"

struct keep {
	struct buf bytes; /* the rows one after the other */
	size_t *end;      /* [n] where row i ends in bytes */
	size_t n, cap;
	struct csv_field *f; /* the fields of the row last asked for */
	size_t fcap;
};

void keep_free(struct keep *k);
int keep_add(struct keep *k, const struct csv_row *row, struct err *e);

/* Row i as its raw bytes alone, without fields. */
struct csv_row keep_bytes(const struct keep *k, size_t i);

/* Row i with its raw bytes and raw fields (no values: f[].p is the raw text too), valid until the next call. */
int keep_row(struct keep *k, size_t i, struct csv_row *row, struct err *e);

#endif
