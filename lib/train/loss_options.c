/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "train/loss_options.h"

#include <string.h>

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

struct loss_setup loss_options_setup(const struct loss_options *o)
{
	return (struct loss_setup){.alpha = o->alpha, .tight = o->cmax, .free = o->free};
}
