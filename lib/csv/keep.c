/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "csv/keep.h"

#include <stdbool.h>
#include <stdlib.h>

void keep_free(struct keep *k)
{
	buf_free(&k->bytes);
	free(k->end);
	free(k->f);
	*k = (struct keep){0};
}

int keep_add(struct keep *k, const struct csv_row *row, struct err *e)
{
	int st = array_reserve(&k->end, &k->cap, k->n + 1, sizeof *k->end, e);

	if (!st)
		st = buf_add(&k->bytes, row->raw, row->rawn, e);
	if (!st)
		k->end[k->n++] = k->bytes.n;
	return st;
}

struct csv_row keep_bytes(const struct keep *k, size_t i)
{
	size_t from = i ? k->end[i - 1] : 0;

	return (struct csv_row){.raw = k->bytes.p + from, .rawn = k->end[i] - from};
}

/* The record was read once, so its quotes are in order: a comma between two of them is text. */
int keep_row(struct keep *k, size_t i, struct csv_row *row, struct err *e)
{
	size_t field = 0;
	bool quoted = false;
	int st = ST_OK;

	*row = keep_bytes(k, i);
	for (size_t at = 0; !st && at <= row->rawn; at++) {
		if (at < row->rawn && row->raw[at] == '"')
			quoted = !quoted;
		if (at < row->rawn && (quoted || row->raw[at] != ','))
			continue;
		st = array_reserve(&k->f, &k->fcap, row->n + 1, sizeof *k->f, e);
		if (!st)
			k->f[row->n++] = (struct csv_field){row->raw + field, at - field, field};
		field = at + 1;
	}
	row->f = k->f;
	return st;
}
