/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "table/record.h"

static int refuse(const struct table *t, size_t column, struct err *e)
{
	char shown[ERR_EXCERPT];
	const struct name *name = &t->header.name[column];

	return err_at(e, ST_DATA, table_file(t), 1, 1,
		"column '%s' is of another decision and would stand beside this one: leave it out of the table",
		err_excerpt(shown, name->s, name->n));
}

int record_check(const struct table *t, unsigned written, struct err *e)
{
	size_t column = NAMES_NONE, readings = names_find(&t->header, "agent_1", 7);
	int st = ST_OK;

	if (t->opt->keep)
		return ST_OK;
	if (!(written & RECORD_SEVERAL) && readings != NAMES_NONE)
		return refuse(t, readings, e);
	if (written & RECORD_SEVERAL)
		st = table_single(t, ROLE_AGENT, false, &column, e);
	if (!st && column == NAMES_NONE && !(written & RECORD_PAID))
		st = table_single(t, ROLE_PAID, false, &column, e);
	if (!st && column == NAMES_NONE && !(written & RECORD_PROPENSITY))
		st = table_single(t, ROLE_PROPENSITY, false, &column, e);
	return st || column == NAMES_NONE ? st : refuse(t, column, e);
}
