/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/target_options.h"

#include <math.h>

int target_options_read(struct target *t, const struct target_options *o, struct err *e)
{
	bool covered = !isnan(o->coverage), budgeted = !isnan(o->budget);

	*t = (struct target){
		.kind = covered           ? TARGET_COVERAGE
			: budgeted        ? TARGET_BUDGET
			: o->best         ? TARGET_BEST
			: !isnan(o->risk) ? TARGET_RISK
			: o->fair >= 0    ? TARGET_FAIR
					  : TARGET_NONE,
		.value = covered       ? o->coverage
			: budgeted     ? o->budget
			: o->fair >= 0 ? o->tolerance
				       : o->risk,
		.fair = o->fair,
		.delta = o->delta,
		.by_cost = o->budget_in,
		.exact = o->exact,
	};
	if (o->budget > 1 && !o->budget_in)
		return err_set(e, ST_USAGE, "--budget: a share above 1; --budget-in cost takes prices");
	return ST_OK;
}
