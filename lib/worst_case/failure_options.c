/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "worst_case/failure_options.h"

#include <math.h>

#include "summary/state.h"

int failure_sign(struct buf *signature, const struct failure_options *o, struct err *e)
{
	int st = state_sign(signature, "experts", o->silent ? "next" : "model", e);

	if (!st)
		st = state_sign(signature, "over", o->over ? "answered" : "asked", e);
	for (size_t i = 0; !st && i < o->rises; i++)
		st = state_sign_number(signature, "rise", o->rise[i], e);
	for (size_t v = 0; !st && v < o->each.name.n; v++) {
		st = state_sign(signature, "rise-of", o->each.name.name[v].s, e);
		if (!st)
			st = state_sign_number(signature, "rise", o->each.value[v], e);
	}
	return st || !o->corrupt ? st : state_sign_number(signature, "corrupt", (double)o->corrupt, e);
}

int failure_check(const struct failure_options *o, const struct names *expert, struct err *e)
{
	const struct names *each = &o->each.name;

	for (size_t v = 0; v < each->n; v++)
		if (names_find(expert, each->name[v].s, each->name[v].n) == NAMES_NONE)
			return err_set(e, ST_DATA, "--rise: no expert '%.200s'", each->name[v].s);
	return ST_OK;
}

double failure_rise(const struct failure_options *o, const struct name *expert, double at)
{
	double own = named_number(&o->each, expert);

	return !isnan(at) ? at : isnan(own) ? 0 : own;
}
