/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "csv/cells.h"

#include <stdlib.h>
#include <string.h>

#include "csv/writer.h"

void cells_free(struct cells *c)
{
	csv_reader_free(&c->reader);
	free(c->bytes);
	*c = (struct cells){0};
}

int cells_read(struct cells *c, const char *s, size_t n, bool *whole, struct err *e)
{
	struct err ignored = {0};
	int st;

	*c = (struct cells){0};
	c->bytes = mem_alloc(n + CSV_PADDING, 1, e);
	if (!c->bytes)
		return ST_SYSTEM;
	memcpy(c->bytes, s, n);
	csv_reader_feed(&c->reader, "", c->bytes, n, 1);
	st = csv_reader_next(&c->reader, &c->row, &ignored);
	*whole = !st && c->row.rawn == n;
	if (st == ST_SYSTEM)
		*e = ignored;
	if (!*whole)
		cells_free(c);
	return st == ST_SYSTEM ? st : ST_OK;
}

int cells_columns(struct names *columns, const char *option, const char *list, struct err *e)
{
	struct cells c;
	bool whole;
	int st = list ? cells_read(&c, list, strlen(list), &whole, e) : ST_OK;

	if (st || !list)
		return st;
	if (!whole)
		return err_set(e, ST_USAGE, "--%s: no list of columns: '%.200s'", option, list);
	for (size_t i = 0; !st && i < c.row.n; i++) {
		size_t index, before = columns->n;

		st = names_add(columns, c.row.f[i].p, c.row.f[i].n, &index, e);
		if (!st && columns->n == before)
			st = err_set(e, ST_USAGE, "--%s: a column twice: '%.200s'", option, columns->name[index].s);
	}
	cells_free(&c);
	return st;
}

int cells_write(struct buf *list, const struct names *names, struct err *e)
{
	int st = ST_OK;

	for (size_t i = 0; !st && i < names->n; i++) {
		if (i)
			st = buf_add_char(list, ',', e);
		if (!st)
			st = csv_quote(list, names->name[i].s, names->name[i].n, e);
	}
	return st;
}

int cells_names(struct names *names, const char *s, size_t n, struct err *e)
{
	struct cells c;
	bool whole;
	int st = cells_read(&c, s, n, &whole, e);

	if (st || !whole)
		return st;
	for (size_t i = 0; !st && whole && i < c.row.n; i++) {
		size_t index;

		st = names_add(names, c.row.f[i].p, c.row.f[i].n, &index, e);
		whole = index == i;
	}
	if (!whole)
		names_free(names);
	cells_free(&c);
	return st;
}
