/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
#include "threshold/target_options.h"

#include <math.h>

int target_options_read(
	struct target *t, const struct target_options *o, const struct ambiguity *ambiguity, struct err *e)
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
		.ambiguity = *ambiguity,
		.fair = o->fair,
		.delta = o->delta,
		.by_cost = o->budget_in,
		.exact = o->exact,
	};
	if (o->budget > 1 && !o->budget_in)
		return err_set(e, ST_USAGE, "--budget: a share above 1; --budget-in cost takes prices");
	if (t->kind == TARGET_RISK && !(ambiguity_risk(ambiguity, o->risk) > 0))
		return err_set(e, ST_USAGE,
			"--risk: not above --ambiguity: a system without an error may err that often in the worst case");
	return ST_OK;
}
