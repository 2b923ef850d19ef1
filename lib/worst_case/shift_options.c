/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "worst_case/shift_options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/num.h"
#include "summary/state.h"
#include "table/table.h"

void shift_free(struct shift_options *o)
{
	names_free(&o->value);
	free(o->share);
	o->share = NULL;
}

static int add_share(struct shift_options *o, const char *value, size_t n, double part, struct err *e)
{
	size_t index, before = o->value.n;
	int st = names_add(&o->value, value, n, &index, e);

	if (!st && o->value.n == before)
		return err_set(e, ST_USAGE, "--mix: a value twice: '%.200s'", o->value.name[index].s);
	if (!st && o->value.n > SHIFT_VALUES)
		return err_set(e, ST_USAGE, "--mix: more than %d values", SHIFT_VALUES);
	if (!st)
		o->share[index] = part;
	return st;
}

/* "VALUE=PART,VALUE=PART": the last '=' parts them. */
static int read_list(struct shift_options *o, const char *list, struct err *e)
{
	int st = ST_OK;

	while (!st && *list) {
		size_t n = strcspn(list, ","), name = n;
		double part;

		while (name && list[name - 1] != '=')
			name--;
		if (!name || num_parse(list + name, n - name, &part) || !(part >= 0))
			return err_set(e, ST_USAGE, "--mix: not VALUE=PART with PART from 0: '%.*s'",
				(int)(n < 200 ? n : 200), list);
		st = add_share(o, list, name - 1, part, e);
		list += n + (list[n] == ',');
	}
	return st;
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
			st = add_share(o, t->row.f[value].p, t->row.f[value].n, part, e);
	}
	return st == ST_END ? ST_OK : st;
}

static int read_file(struct shift_options *o, struct err *e)
{
	const struct table_options plain = {0};
	const char *file = o->mix_file;
	const struct strings files = {.v = &file, .n = 1};
	struct table t;
	int st = table_open(&t, &plain, &files, e);

	if (st)
		return st;
	st = read_rows(o, &t, e);
	table_close(&t);
	return st;
}

int shift_read(struct shift_options *o, struct err *e)
{
	double sum = 0;
	int st = ambiguity_check(&o->ball, e);

	if (!st && !(o->share = mem_alloc(SHIFT_VALUES + 1, sizeof *o->share, e)))
		st = ST_SYSTEM;
	for (size_t i = 0; !st && i < o->mix.n; i++)
		st = read_list(o, o->mix.v[i], e);
	if (!st && o->mix_file)
		st = read_file(o, e);
	for (size_t v = 0; v < o->value.n; v++)
		sum += o->share[v];
	if (!st && o->value.n && !(sum > 0 && isfinite(sum)))
		return err_set(e, ST_USAGE, "--mix: the parts add up to %g", sum);
	for (size_t v = 0; v < o->value.n; v++)
		o->share[v] /= sum;
	return st;
}

int shift_sign(struct buf *signature, const struct shift_options *o, struct err *e)
{
	int st = state_sign(signature, "shift-by", o->column, e);

	for (size_t v = 0; !st && v < o->value.n; v++) {
		st = state_sign(signature, "mix", o->value.name[v].s, e);
		if (!st)
			st = state_sign_number(signature, "share", o->share[v], e);
	}
	if (st || !(o->ball.size > 0))
		return st;
	st = state_sign_number(signature, "radius", o->ball.size, e);
	return st ? st : state_sign(signature, "ball", ball_name((size_t)o->ball.ball), e);
}
