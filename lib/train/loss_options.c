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

struct loss_setup loss_options_setup(const struct loss_options *o)
{
	return (struct loss_setup){.alpha = o->alpha, .tight = o->cmax, .free = o->free};
}
