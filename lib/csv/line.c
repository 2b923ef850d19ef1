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

static int add(struct line *l, const char *name, size_t n, struct line_cell cell, struct err *e)
{
	size_t index;
	int st = names_add(&l->name, name, n, &index, e);

	if (!st)
		st = array_reserve(&l->cell, &l->cap, index + 1, sizeof *l->cell, e);
	if (!st)
		l->cell[index] = cell;
	return st;
}

int line_add(struct line *l, const char *name, const char *suffix, size_t n, double value, struct err *e)
{
	struct buf whole = {0};
	int st = buf_add_string(&whole, name, e);

	if (!st && suffix)
		st = buf_add_char(&whole, '_', e);
	if (!st && suffix)
		st = buf_add(&whole, suffix, n, e);
	if (!st)
		st = add(l, whole.p, whole.n, (struct line_cell){.value = value}, e);
	buf_free(&whole);
	return st;
}

int line_add_count(struct line *l, const char *name, size_t count, struct err *e)
{
	return add(l, name, strlen(name), (struct line_cell){.count = count, .is_count = true}, e);
}

int line_write(const struct line *l, const struct report_options *opt, int fd, struct err *e)
{
	struct report r;
	int st = report_open(&r, opt, &l->name, fd, e);

	if (st)
		return st;
	st = report_row(&r, e);
	for (size_t i = 0; !st && i < l->name.n; i++)
		st = l->cell[i].is_count ? csv_write_count(&r.w, l->cell[i].count, e)
					 : csv_write_number(&r.w, l->cell[i].value, e);
	if (!st)
		st = csv_write_end(&r.w, e);
	if (!st)
		return report_close(&r, e);
	report_free(&r);
	return st;
}
