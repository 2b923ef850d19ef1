/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "select/train_part.h"

#include <string.h>

#include "base/buf.h"
#include "math/tally.h"

/* The rows of an array whose part is asked for; NULL where there is no array. */
static int take(const struct train_data *d, size_t part, bool others, size_t n, size_t row, const void *from, void *to,
	struct err *e)
{
	const char *p = from;
	char *q, **out = to;

	*out = NULL;
	if (!from)
		return ST_OK;
	if (!(*out = q = mem_alloc(n * row, 1, e)))
		return ST_SYSTEM;
	for (size_t i = 0; i < d->n; i++)
		if ((d->part[i] == part) != others) {
			memcpy(q, p + i * row, row);
			q += row;
		}
	return ST_OK;
}

int train_part(const struct head *p, const struct train_data *d, size_t part, bool others, struct train_data *out,
	struct err *e)
{
	size_t nf = p->features.n, nc = p->classes.n, ne = p->experts.n;
	const struct {
		size_t row; /* bytes */
		const void *from;
		void *to;
	} array[] = {
		{nf * sizeof *d->x, d->x, &out->x},
		{sizeof *d->y, d->y, &out->y},
		{ne * sizeof *d->e, d->e, &out->e},
		{ne * sizeof *d->c0, d->c0, &out->c0},
		{sizeof *d->w, d->w, &out->w},
		{nc * sizeof *d->f, d->f, &out->f},
		{(1 + ne) * sizeof *d->q, d->q, &out->q},
	};
	int st = ST_OK;

	*out = (struct train_data){0};
	for (size_t i = 0; i < d->n; i++)
		out->n += (d->part[i] == part) != others;
	if (!out->n)
		return err_set(e, ST_DATA, "no rows %s", others ? "are left to train on" : "are held out");
	for (size_t i = 0; !st && i < sizeof array / sizeof *array; i++)
		st = take(d, part, others, out->n, array[i].row, array[i].from, array[i].to, e);
	if (st)
		train_data_free(out);
	else
		out->total = tally_weights(out->w, out->n);
	out->here = out->n;
	return st;
}
