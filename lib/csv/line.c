/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "csv/line.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "number/num_print.h"

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

/* Where the fields end that the n numbers and counts are. */
static char *print_columns(char *at, const struct column *c, size_t n, bool first, int digits)
{
	for (size_t i = 0; i < n; i++) {
		if (!first || i)
			*at++ = ',';
		if (c[i].kind == COLUMN_COUNT)
			at += c[i].count == NAMES_NONE ? 0 : num_print_size(at, c[i].count);
		else if (c[i].value == c[i].value)
			at += num_print(at, c[i].value, digits);
	}
	return at;
}

/* Writes the first ones, which are numbers and counts; returns how many. */
static size_t write_numbers(struct csv_writer *w, const struct column *c, size_t n)
{
	size_t k = 0;
	char *at;

	while (k < n && (c[k].kind == COLUMN_NUMBER || c[k].kind == COLUMN_COUNT))
		k++;
	if (k && (at = csv_write_here(w, k)))
		csv_wrote(w, k, print_columns(at, c, k, !w->fields, w->digits));
	return k;
}

int report_columns(struct report *r, const struct column *c, size_t n, struct err *e)
{
	report_row(r);
	for (size_t i = 0; (i += write_numbers(&r->w, c + i, n - i)) < n; i++)
		if (c[i].kind == COLUMN_TEXT)
			csv_write_name(&r->w, c[i].text);
		else
			csv_write_string(&r->w, c[i].word ? c[i].word : "");
	return csv_write_end(&r->w, e);
}
