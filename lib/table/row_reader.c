/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/row_reader.h"

#include <stdint.h>

int row_reader_open(struct row_reader *r, const struct table_run *run, struct err *e)
{
	int st = table_open_whole(&r->t, run->options, run->files, e);

	r->open = !st;
	r->next = SIZE_MAX;
	return st;
}

void row_reader_close(struct row_reader *r)
{
	if (r->open)
		table_close(&r->t);
	r->open = false;
}

int row_reader_changed(const struct row_reader *r, struct err *e)
{
	return err_set(e, ST_DATA, "%.400s was changed while it was read", table_file(&r->t));
}

static int read_row(struct row_reader *r, row_read_fn *read, void *ctx, struct err *e)
{
	int st;

	do
		st = read(ctx, e);
	while (st == ST_SKIP);
	r->next++;
	return st == ST_END ? row_reader_changed(r, e) : st;
}

static int skip_rows(struct row_reader *r, bool holes, size_t n, row_read_fn *read, void *ctx, struct err *e)
{
	int st = ST_OK;

	if (holes) {
		for (size_t i = 0; !st && i < n; i++)
			st = read_row(r, read, ctx, e);
		return st;
	}
	r->next += n;
	for (size_t i = 0; !st && i < n; i++)
		st = table_next(&r->t, e);
	return st == ST_END ? row_reader_changed(r, e) : st;
}

/* Goes to a row: on from where the reader is, or from a place before the row. */
static int go_to(struct row_reader *r, const struct places *p, bool holes, size_t row, row_read_fn *read, void *ctx,
	struct err *e)
{
	const struct place *before;
	int st;

	if (row >= r->next && row - r->next <= p->step)
		return skip_rows(r, holes, row - r->next, read, ctx, e);
	before = places_before(p, row);
	st = places_go(p, &r->t, before, e);
	r->next = before->row;
	return st ? st : skip_rows(r, holes, row - before->row, read, ctx, e);
}

int row_reader_take(struct row_reader *r, const struct places *p, bool holes, size_t row, row_read_fn *read, void *ctx,
	struct err *e)
{
	int st = go_to(r, p, holes, row, read, ctx, e);

	if (!st)
		st = read_row(r, read, ctx, e);
	if (st)
		r->next = SIZE_MAX;
	return st;
}
