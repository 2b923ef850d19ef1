/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "adaptive/answered.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

void answered_init(struct answered *s, size_t m, double limit)
{
	*s = (struct answered){0};
	cascade_init(&s->rows, m, limit);
}

void answered_free(struct answered *s)
{
	cascade_free(&s->rows);
	free(s->answer);
	*s = (struct answered){0};
}

int answered_add(struct answered *s, const struct cascade_row *r, const double *gain, const uint32_t *answer,
	double weight, struct err *e)
{
	size_t m = s->rows.m, at = s->rows.n * m;
	int st;

	if (!(weight > 0))
		return ST_OK;
	st = array_reserve(&s->answer, &s->cap, at + m, sizeof *s->answer, e);
	if (st)
		return st;
	memcpy(s->answer + at, answer, m * sizeof *answer);
	return cascade_add(&s->rows, r, gain, weight, e);
}
