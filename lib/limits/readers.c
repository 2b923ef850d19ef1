/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "limits/readers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/opt.h"
#include "limits/set_limits.h"
#include "math/order.h"
#include "number/num_parse.h"

static int find_score(struct readers *r, const struct table *t, const char *where, struct err *e)
{
	const char *value;
	char *name;
	size_t n;
	int st;

	if (!opt_split(where, &n, &value) || strncmp(value, "top:", 4)
		|| num_parse(value + 4, strlen(value + 4), &r->top) || !(r->top >= 0 && r->top <= 1))
		return err_set(
			e, ST_USAGE, "--readings-where: not COLUMN=top:SHARE with a share in [0, 1]: '%.200s'", where);
	if (!(name = mem_copy(where, n, e)))
		return ST_SYSTEM;
	st = table_column(t, name, &r->score, e);
	free(name);
	return st;
}

int readers_find(struct readers *r, const struct table *t, const char *where, struct err *e)
{
	int st;

	*r = (struct readers){.score = NAMES_NONE, .model = NAMES_NONE};
	st = table_single(t, ROLE_READINGS, false, &r->column, e);
	if (!st && where && r->column != NAMES_NONE)
		return err_set(e, ST_USAGE, "--readings-where: the column '%.200s' says how many readers a row has",
			t->header.name[r->column].s);
	return st || !where ? st : find_score(r, t, where, e);
}

static int read_number(const struct readers *r, const struct table *t, size_t *n, struct err *e)
{
	const struct csv_field *f = &t->row.f[r->column];

	if (num_parse_size(f->p, f->n, n))
		return table_bad_cell(t, r->column, "not a number of readers", e);
	if (*n > r->most)
		return table_bad_cell(t, r->column, "more readers than --readings allows", e);
	if (!*n && r->model == NAMES_NONE)
		return table_bad_cell(t, r->column, "0 is the model alone, and it is no agent here", e);
	return ST_OK;
}

int readers_next(const struct readers *r, struct table *t, double *value, size_t m, uint32_t *places, double *score,
	struct err *e)
{
	size_t n;
	int st;

	*places = 1;
	if (r->score != NAMES_NONE)
		return table_needed_number(t, r->score, score, e);
	if (r->column == NAMES_NONE || table_missing(t, r->column))
		return ST_OK;
	st = read_number(r, t, &n, e);
	for (size_t a = 0; !st && a < m; a++)
		if ((a == r->model) != !n)
			value[a] = INFINITY;
	*places = n ? (uint32_t)n : 1;
	return st;
}

int readers_top(const struct readers *r, const double *score, size_t n, double *value, size_t m, uint32_t *places,
	struct err *e)
{
	size_t top = (size_t)floor(r->top * (double)n + LIMIT_ROUNDING);
	struct order o = {.jobs = 1};
	int st = array_reserve(&o.row, &o.cap, n, sizeof *o.row, e);

	for (size_t i = 0; !st && i < n; i++)
		st = order_add(&o, -score[i], i, e);
	if (!st)
		st = order_sort(&o, e);
	for (size_t k = 0; !st && k < top; k++) {
		size_t i = o.row[k].item, usable = 0;

		places[i] = (uint32_t)r->most;
		for (size_t a = 0; a < m; a++) {
			if (a == r->model)
				value[i * m + a] = INFINITY;
			usable += isfinite(value[i * m + a]);
		}
		if (usable < r->most)
			st = err_set(e, ST_NUMERIC, "a row that is to have %zu readers has %zu that may be used",
				r->most, usable);
	}
	order_free(&o);
	return st;
}
