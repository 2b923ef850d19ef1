/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/loss_options.h"

#include <string.h>

#include "cases/cases.h"
#include "cases/cases_bind.h"

bool loss_takes(size_t i, const char *option)
{
	static const struct {
		const char *option;
		unsigned flag;
	} needs[] = {
		{"cost", LOSS_COST},
		{"cmax", LOSS_CMAX},
		{"alpha", LOSS_ALPHA},
		{"free", LOSS_FREE},
		{"budget", LOSS_STAGED},
		{"other-answers", LOSS_EXPERTS},
		{"scale", LOSS_GRADED},
	};

	for (size_t k = 0; k < sizeof needs / sizeof *needs; k++)
		if (!strcmp(needs[k].option, option))
			return loss_table[i].flags & needs[k].flag;
	return false;
}

int loss_check_costs(size_t i, const struct table *t, struct err *e)
{
	unsigned flags = loss_table[i].flags;
	struct family cost = {0};
	char shown[ERR_EXCERPT];
	int st = ST_OK;

	if (flags & LOSS_EXPERTS && !(flags & (LOSS_COST | LOSS_CE)))
		st = table_family(t, ROLE_COST, &cost, e);
	if (!st && cost.n) {
		const struct name *name = &t->header.name[cost.column[0]];

		st = err_at(e, ST_DATA, table_file(t), 1, 1,
			"column '%s': the loss %s decides without prices and would ignore it; --columns cost= says that it may",
			err_excerpt(shown, name->s, name->n), loss_name(i));
	}
	family_free(&cost);
	return st;
}

int loss_find_graded(size_t i, const struct loss_options *o, const struct table *t, bool *graded,
	struct quality_scale *scale, struct err *e)
{
	int st = cases_find_graded(t, graded, e);

	*graded = *graded && loss_table[i].flags & LOSS_GRADED;
	*scale = QUALITY_SCALE_NONE;
	if (!st && o->scale && !*graded)
		st = err_set(e, ST_USAGE, "--scale: the table has no qualities");
	return st || !o->scale ? st : quality_scale_parse(o->scale, scale, e);
}

struct loss_setup loss_options_setup(const struct loss_options *o)
{
	return (struct loss_setup){.alpha = o->alpha, .tight = o->cmax, .free = o->free};
}
