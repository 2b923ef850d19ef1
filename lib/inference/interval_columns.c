/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "inference/interval_columns.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

int interval_columns_init(struct interval_columns *x, size_t columns, size_t draws, struct err *e)
{
	*x = (struct interval_columns){columns, draws, mem_alloc(columns, draws * sizeof *x->value, e)};
	return x->value ? ST_OK : ST_SYSTEM;
}

void interval_columns_free(struct interval_columns *x)
{
	free(x->value);
	*x = (struct interval_columns){0};
}

void interval_columns_draw(struct interval_columns *x, const struct column *c, size_t draw)
{
	for (size_t i = 0; i < x->columns; i++)
		x->value[i * x->draws + draw] = c[i].value;
}

struct interval interval_columns_of(struct interval_columns *x, size_t i, double estimate, double level)
{
	return interval_bca(x->value + i * x->draws, x->draws, estimate, level);
}

const char INTERVAL_SIMULTANEOUS[] = "_simultaneous";

/* The ends of the interval of column i of that name. */
static void add_ends(struct interval_columns *x, size_t i, const struct name *name, const struct column *c,
	double level, struct line *to)
{
	struct interval ends = {NAN, NAN};
	char suffix[32];

	if (x && c->interval == INTERVAL_SIMULTANEOUS)
		ends = interval_simultaneous(x->value + i * x->draws, x->draws, c->value, level);
	else if (x) /* what a column says of another is no interval of its value */
		ends = *c->interval ? interval_percentile(x->value + i * x->draws, x->draws, level)
				    : interval_columns_of(x, i, c->value, level);
	snprintf(suffix, sizeof suffix, "%.20s_lo", c->interval);
	line_add_cell(to, name, suffix, &(struct column){.value = ends.lo});
	snprintf(suffix, sizeof suffix, "%.20s_hi", c->interval);
	line_add_cell(to, name, suffix, &(struct column){.value = ends.hi});
}

void interval_columns_add(struct interval_columns *x, const struct line *l, double level, struct line *to)
{
	to->failed |= l->failed;
	to->twice |= l->twice;
	for (size_t i = 0; !to->failed && i < l->name.n; i++) {
		line_add_cell(to, &l->name.name[i], "", &l->cell[i]);
		if (l->cell[i].interval)
			add_ends(x, i, &l->name.name[i], &l->cell[i], level, to);
	}
	line_add_cell(
		to, &(struct name){(char *)"interval", 8}, "", &(struct column){.kind = COLUMN_WORD, .word = "bca"});
}
