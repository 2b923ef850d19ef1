/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "worst_case/shift_options.h"

#include <math.h>

#include "summary/state.h"
#include "table/table.h"

void shift_free(struct shift_options *o)
{
	named_numbers_free(&o->to);
}

static int read_rows(struct shift_options *o, struct table *t, struct err *e)
{
	size_t value, share;
	int st = table_column(t, o->column, &value, e);

	if (!st)
		st = table_column(t, "share", &share, e);
	while (!st && !(st = table_next(t, e))) {
		double part;

		st = table_needed_number(t, share, &part, e);
		if (!st && !(part >= 0))
			st = table_bad_cell(t, share, "a share below 0", e);
		if (!st)
			st = named_numbers_add(&o->to, "--mix-file", t->row.f[value].p, t->row.f[value].n, part, e);
	}
	return st == ST_END ? ST_OK : st;
}

static int read_file(struct shift_options *o, struct err *e)
{
	const char *file = o->mix_file;
	struct table t;
	int st = table_open_file(&t, &file, e);

	if (st)
		return st;
	st = read_rows(o, &t, e);
	table_close(&t);
	return st;
}

int shift_read(struct shift_options *o, struct err *e)
{
	struct named_numbers *to = &o->to;
	double sum = 0;
	int st = ambiguity_check(&o->ball, e);

	for (size_t i = 0; !st && i < o->mix.n; i++)
		st = named_numbers_read(to, "--mix", o->mix.v[i], INFINITY, e);
	if (!st && o->mix_file)
		st = read_file(o, e);
	if (!st && to->name.n > SHIFT_VALUES)
		return err_set(e, ST_USAGE, "--mix: more than %d values", SHIFT_VALUES);
	for (size_t v = 0; !st && v < to->name.n; v++)
		sum += to->value[v];
	if (!st && to->name.n && !(sum > 0 && isfinite(sum)))
		return err_set(e, ST_USAGE, "--mix: the parts add up to %g", sum);
	for (size_t v = 0; !st && v < to->name.n; v++)
		to->value[v] /= sum;
	return st;
}

int shift_sign(struct buf *signature, const struct shift_options *o, struct err *e)
{
	int st = state_sign(signature, "shift-by", o->column, e);

	for (size_t v = 0; !st && v < o->to.name.n; v++) {
		st = state_sign(signature, "mix", o->to.name.name[v].s, e);
		if (!st)
			st = state_sign_number(signature, "share", o->to.value[v], e);
	}
	if (st || !(o->ball.size > 0))
		return st;
	st = state_sign_number(signature, "radius", o->ball.size, e);
	return st ? st : state_sign(signature, "ball", ball_name((size_t)o->ball.ball), e);
}
