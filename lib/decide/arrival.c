/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "decide/arrival.h"

#include <math.h>
#include <string.h>

int arrival_open(struct arrival *a, struct table *t, struct err *e)
{
	return table_single(t, ROLE_TIME, false, &a->column, e);
}

int arrival_cell(struct table *t, size_t column, struct moment *m, struct err *e)
{
	const struct csv_field *f = &t->row.f[column];
	const char *wrong;

	if (table_missing(t, column))
		return table_cell_missing(t, column, e);
	wrong = moment_parse(f->p, f->n, m);
	return wrong ? table_bad_cell(t, column, wrong, e) : ST_OK;
}

int arrival_next(struct arrival *a, struct table *t, struct err *e)
{
	struct moment m;
	const char *wrong = NULL;
	const struct csv_field *f;
	int st = a->column == NAMES_NONE ? ST_OK : arrival_cell(t, a->column, &m, e);

	if (st || a->column == NAMES_NONE)
		return st;
	if (a->seen && m.date != a->now.date)
		wrong = m.date ? "a date, after numbers" : "a number, after dates";
	if (!wrong && a->seen && m.x < a->now.x)
		wrong = "earlier than the row before";
	f = &t->row.f[a->column];
	if (!wrong && f->n >= sizeof a->cell)
		wrong = "longer than 63 bytes";
	if (wrong)
		return table_bad_cell(t, a->column, wrong, e);
	memcpy(a->cell, f->p, f->n);
	a->cell[f->n] = '\0';
	a->seen = true;
	a->now = m;
	return ST_OK;
}

void arrival_numbers(const struct arrival *a, double x[ARRIVAL_NUMBERS])
{
	x[ARRIVAL_SEEN] = a->seen;
	x[ARRIVAL_DATE] = a->seen && a->now.date;
	x[ARRIVAL_NOW] = a->seen ? a->now.x : 0;
}

bool arrival_take(struct arrival *a, const double x[ARRIVAL_NUMBERS])
{
	a->seen = x[ARRIVAL_SEEN] == 1;
	a->now = (struct moment){x[ARRIVAL_NOW], x[ARRIVAL_DATE] == 1};
	for (int k = 0; k < ARRIVAL_NOW; k++)
		if (x[k] != 0 && x[k] != 1)
			return false;
	return isfinite(x[ARRIVAL_NOW]) && (a->seen || (x[ARRIVAL_NOW] == 0 && x[ARRIVAL_DATE] == 0));
}
