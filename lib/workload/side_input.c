/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "workload/side_input.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"

/* Sums of as many as there can be rows are finite. */
static const double most = 1e280;

int side_input_init(struct side_input *in, const struct side_options *o, const struct table *t, size_t m, struct err *e)
{
	*in = (struct side_input){.o = o, .group = NAMES_NONE};
	if (o && !isinf(o->budget) && !(in->money = mem_alloc(m, sizeof *in->money, e)))
		return ST_SYSTEM;
	return o && o->group ? table_column(t, o->group, &in->group, e) : ST_OK;
}

int side_input_effort(struct side_input *in, size_t *effort, size_t m, struct err *e)
{
	in->effort = effort;
	in->minutes = mem_alloc(m, sizeof *in->minutes, e);
	return in->minutes ? ST_OK : ST_SYSTEM;
}

void side_input_free(struct side_input *in)
{
	free(in->effort);
	free(in->minutes);
	free(in->money);
	*in = (struct side_input){0};
}

int side_input_minutes(struct side_input *in, struct table *t, size_t a, struct err *e)
{
	int st = ST_OK;

	if (!in->effort)
		return ST_OK;
	in->minutes[a] = 0;
	if (in->effort[a] != NAMES_NONE)
		st = table_needed_number(t, in->effort[a], &in->minutes[a], e);
	if (!st && !(in->minutes[a] >= 0 && in->minutes[a] <= most))
		st = table_bad_cell(t, in->effort[a], "minutes are from 0 to 1e280", e);
	return st;
}

int side_input_money(struct side_input *in, const struct table *t, size_t column, size_t a, double cost, struct err *e)
{
	in->money[a] = cost;
	if (cost >= 0 && cost <= most)
		return ST_OK;
	return table_bad_cell(t, column, "under a budget prices are from 0 to 1e280", e);
}
