/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/extend.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"

static int place_columns(struct extend *x, const struct names *computed, struct err *e)
{
	const struct names *header = &x->t->header;
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; i < header->n; i++)
		x->over[i] = NAMES_NONE;
	for (size_t k = 0; !st && k < computed->n; k++) {
		size_t at = names_find(header, computed->name[k].s, computed->name[k].n);

		st = names_add(&x->name, computed->name[k].s, computed->name[k].n, &index, e);
		x->appended[k] = at == NAMES_NONE;
		if (at != NAMES_NONE) {
			x->over[at] = k;
			x->replaces = true;
		}
	}
	return st;
}

int extend_init(
	struct extend *x, const struct table *t, const struct names *computed, int fd, size_t digits, struct err *e)
{
	int st = ST_SYSTEM;

	*x = (struct extend){.t = t, .n = computed->n};
	csv_writer_init(&x->w, fd, digits);
	x->over = mem_alloc(t->header.n, sizeof *x->over, e);
	x->appended = mem_alloc(x->n, sizeof *x->appended, e);
	x->cell_end = mem_alloc(x->n, sizeof *x->cell_end, e);
	if (x->over && x->appended && x->cell_end)
		st = place_columns(x, computed, e);
	if (st)
		extend_free(x);
	return st;
}

void extend_free(struct extend *x)
{
	csv_writer_free(&x->w);
	names_free(&x->name);
	free(x->over);
	free(x->appended);
	free(x->cell_end);
	buf_free(&x->cell);
	*x = (struct extend){0};
}

int extend_number(struct extend *x, double value, struct err *e)
{
	char text[NUM_LENGTH];
	int st = buf_add(&x->cell, text, value == value ? num_print(text, value, x->w.digits) : 0, e);

	x->cell_end[x->cells++] = x->cell.n;
	return st;
}

int extend_text(struct extend *x, const char *s, size_t n, struct err *e)
{
	int st = csv_quote(&x->cell, s, n, e);

	x->cell_end[x->cells++] = x->cell.n;
	return st;
}

int extend_name(struct extend *x, const struct name *name, struct err *e)
{
	return extend_text(x, name->s, name->n, e);
}

static int write_cell(struct extend *x, size_t k, struct err *e)
{
	size_t from = k ? x->cell_end[k - 1] : 0;

	return csv_write_raw(&x->w, x->cell.p ? x->cell.p + from : "", x->cell_end[k] - from, e);
}

/* A row of n fields whose raw bytes are at row->raw; cells are written over or behind them. */
static int write_row(struct extend *x, const struct csv_row *row, struct err *e)
{
	int st = ST_OK;

	if (!x->replaces)
		st = csv_write_raw(&x->w, row->raw, row->rawn, e);
	for (size_t i = 0; !st && x->replaces && i < row->n; i++) {
		size_t n;
		const char *raw = csv_row_raw(row, i, &n);

		st = x->over[i] == NAMES_NONE ? csv_write_raw(&x->w, raw, n, e) : write_cell(x, x->over[i], e);
	}
	for (size_t k = 0; !st && k < x->n; k++)
		if (x->appended[k])
			st = write_cell(x, k, e);
	x->cells = 0;
	x->cell.n = 0;
	return st ? st : csv_write_end(&x->w, e);
}

/* The header as it was read, and the names of the new columns. */
static int write_header(struct extend *x, struct err *e)
{

	int st = csv_write_raw(&x->w, x->t->header_raw.p, x->t->header_raw.n, e);

	x->headed = true;
	for (size_t k = 0; !st && k < x->n; k++)
		if (x->appended[k])
			st = csv_write_text(&x->w, x->name.name[k].s, x->name.name[k].n, e);
	return st ? st : csv_write_end(&x->w, e);
}

int extend_kept_row(struct extend *x, const struct csv_row *row, struct err *e)
{
	int st = x->headed ? ST_OK : write_header(x, e);

	return st ? st : write_row(x, row, e);
}

int extend_row(struct extend *x, struct err *e)
{
	return extend_kept_row(x, &x->t->row, e);
}

int extend_close(struct extend *x, struct err *e)
{
	int st = x->headed ? ST_OK : write_header(x, e);

	if (!st)
		st = csv_writer_close(&x->w, e);
	extend_free(x);
	return st;
}
