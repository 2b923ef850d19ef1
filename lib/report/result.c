/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "report/result.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csv/csv.h"
#include "number/num_parse.h"
#include "number/num_print.h"

/* What is seen of a number. */
enum { SHOWN_DIGITS = 4 };

void result_free(struct result *r)
{
	names_free(&r->column);
	buf_free(&r->text);
	free(r->end);
	*r = (struct result){0};
}

static int take_row(struct result *r, const struct csv_row *row, struct err *e)
{
	int st = array_reserve(&r->end, &r->cap, r->cells + row->n, sizeof *r->end, e);

	for (size_t i = 0; !st && i < row->n; i++) {
		st = buf_add(&r->text, row->f[i].p, row->f[i].n, e);
		r->end[r->cells++] = r->text.n;
	}
	r->rows++;
	return st;
}

static int take_header(struct result *r, const struct csv_row *row, struct err *e)
{
	size_t index;
	int st = ST_OK;

	for (size_t i = 0; !st && i < row->n; i++)
		st = names_add(&r->column, row->f[i].p, row->f[i].n, &index, e);
	return st;
}

int result_read(struct result *r, int fd, const char *name, struct err *e)
{
	struct csv_reader reader;
	struct csv_row row;
	int st;

	lseek(fd, 0, SEEK_SET);
	st = csv_reader_init(&reader, fd, name, e);
	if (st)
		return st;
	st = csv_reader_begin(&reader, e);
	if (!st && !(st = csv_reader_next(&reader, &row, e)))
		st = take_header(r, &row, e);
	while (!st && !(st = csv_reader_next(&reader, &row, e)))
		st = row.n == r->column.n ? take_row(r, &row, e) : err_set(e, ST_DATA, "%s: a ragged row", reader.name);
	csv_reader_free(&reader);
	return st == ST_END ? ST_OK : st;
}

size_t result_column(const struct result *r, const char *name)
{
	return names_find(&r->column, name, strlen(name));
}

struct name result_cell(const struct result *r, size_t row, size_t column)
{
	size_t at = row * r->column.n + column, from;

	if (column == NAMES_NONE)
		return (struct name){0};
	from = at ? r->end[at - 1] : 0;
	return (struct name){r->text.p + from, r->end[at] - from};
}

double result_number(const struct result *r, size_t row, size_t column)
{
	struct name cell = result_cell(r, row, column);
	double x;

	return cell.n && !num_parse(cell.s, cell.n, &x) ? x : NAN;
}

void put_result(struct text *t, const struct result *r, size_t row, size_t column)
{
	struct name cell = result_cell(r, row, column);
	double x = result_number(r, row, column);
	char digits[NUM_LENGTH];

	if (!cell.n)
		put(t, "–");
	else if (isnan(x))
		put_markup_name(t, &cell);
	else {
		/* A count has all its digits. */
		bool count = x == floor(x) && fabs(x) < 1e15;

		put(t, "<data value=\"%.*s\">", (int)cell.n, cell.s);
		put(t, "%.*s</data>", (int)num_print(digits, x, count ? 0 : SHOWN_DIGITS), digits);
	}
}

void put_estimate(struct text *t, const struct result *r, size_t row, const char *name)
{
	char lo[256], hi[256];
	size_t low, high;

	snprintf(lo, sizeof lo, "%s_lo", name);
	snprintf(hi, sizeof hi, "%s_hi", name);
	low = result_column(r, lo);
	high = result_column(r, hi);
	put_result(t, r, row, result_column(r, name));
	if (!result_cell(r, row, low).n || !result_cell(r, row, high).n)
		return;
	put(t, " <span class=\"interval\">(");
	put_result(t, r, row, low);
	put(t, " to ");
	put_result(t, r, row, high);
	put(t, ")</span>");
}
