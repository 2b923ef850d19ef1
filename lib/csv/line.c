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

static void add(struct line *l, const char *name, size_t n, struct line_cell cell)
{
	struct err ignored;
	size_t index;

	l->failed = l->failed || names_add(&l->name, name, n, &index, &ignored)
		|| array_reserve(&l->cell, &l->cap, index + 1, sizeof *l->cell, &ignored);
	if (!l->failed)
		l->cell[index] = cell;
}

void line_add(struct line *l, const char *name, const char *suffix, size_t n, double value)
{
	struct buf whole = {0};
	struct err ignored;

	l->failed = l->failed || buf_add_string(&whole, name, &ignored)
		|| (suffix && (buf_add_char(&whole, '_', &ignored) || buf_add(&whole, suffix, n, &ignored)));
	add(l, whole.p, whole.n, (struct line_cell){.value = value});
	buf_free(&whole);
}

void line_add_count(struct line *l, const char *name, size_t count)
{
	add(l, name, strlen(name), (struct line_cell){.count = count, .is_count = true});
}

int line_write(const struct line *l, const struct report_options *opt, int fd, struct err *e)
{
	struct report r;
	int st = l->failed ? err_memory(e) : report_open(&r, opt, &l->name, fd, e);

	if (st)
		return st;
	report_row(&r);
	for (size_t i = 0; i < l->name.n; i++)
		if (l->cell[i].is_count)
			csv_write_count(&r.w, l->cell[i].count);
		else
			csv_write_number(&r.w, l->cell[i].value);
	st = csv_write_end(&r.w, e);
	return report_close(&r, st, e);
}
