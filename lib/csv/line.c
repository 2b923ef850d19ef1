/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "csv/line.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

void line_free(struct line *l)
{
	names_free(&l->name);
	free(l->cell);
	*l = (struct line){0};
}

static void add(struct line *l, const char *name, size_t n, const struct column *cell)
{
	size_t index, before = l->name.n;
	struct err ignored;

	l->failed = l->failed || names_add(&l->name, name, n, &index, &ignored)
		|| array_reserve(&l->cell, &l->cap, index + 1, sizeof *l->cell, &ignored);
	if (l->failed)
		return;
	l->twice |= index < before;
	l->cell[index] = *cell;
}

void line_add_cell(struct line *l, const struct name *name, const char *suffix, const struct column *cell)
{
	struct buf whole = {0};
	struct err ignored;

	l->failed =
		l->failed || buf_add(&whole, name->s, name->n, &ignored) || buf_add_string(&whole, suffix, &ignored);
	add(l, whole.p, whole.n, cell);
	buf_free(&whole);
}

void line_add(struct line *l, const char *name, const char *suffix, size_t n, double value)
{
	struct buf whole = {0};
	struct err ignored;

	l->failed = l->failed || buf_add_string(&whole, name, &ignored)
		|| (suffix && (buf_add_char(&whole, '_', &ignored) || buf_add(&whole, suffix, n, &ignored)));
	add(l, whole.p, whole.n, &(struct column){.value = value, .interval = ""});
	buf_free(&whole);
}

void line_add_count(struct line *l, const char *name, size_t count)
{
	add(l, name, strlen(name), &(struct column){.kind = COLUMN_COUNT, .count = count});
}

void line_add_cells(struct line *l, const struct column *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add(l, c[i].name, strlen(c[i].name), &c[i]);
}

void line_add_columns(struct line *l, const struct column *c, size_t n, const char *suffix)
{
	for (size_t i = 0; i < n; i++)
		if (c[i].kind == COLUMN_COUNT)
			line_add_count(l, c[i].name, c[i].count);
		else
			line_add(l, c[i].name, suffix, suffix ? strlen(suffix) : 0, c[i].value);
}

int report_open_line(struct report *r, const struct report_options *opt, const struct line *l, int fd, struct err *e)
{
	if (l->twice)
		return err_set(e, ST_DATA, "two columns of the output have one name");
	return l->failed ? err_memory(e) : report_open(r, opt, &l->name, fd, e);
}

int report_line(struct report *r, const struct line *l, struct err *e)
{
	return l->failed ? err_memory(e) : report_columns(r, l->cell, l->name.n, e);
}

int report_open_columns(
	struct report *r, const struct report_options *opt, const struct column *c, size_t n, int fd, struct err *e)
{
	struct names names = {0};
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; !st && i < n; i++)
		st = names_add(&names, c[i].name, strlen(c[i].name), &index, e);
	if (!st)
		st = report_open(r, opt, &names, fd, e);
	names_free(&names);
	return st;
}

int report_columns(struct report *r, const struct column *c, size_t n, struct err *e)
{
	report_row(r);
	for (size_t i = 0; i < n; i++)
		if (c[i].kind == COLUMN_TEXT)
			csv_write_name(&r->w, c[i].text);
		else if (c[i].kind == COLUMN_WORD)
			csv_write_string(&r->w, c[i].word ? c[i].word : "");
		else if (c[i].kind == COLUMN_NUMBER)
			csv_write_number(&r->w, c[i].value);
		else if (c[i].count != NAMES_NONE)
			csv_write_count(&r->w, c[i].count);
		else
			csv_write_name(&r->w, NULL);
	return csv_write_end(&r->w, e);
}
