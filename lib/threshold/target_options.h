/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A target as options say it.
 */
#ifndef L2D_TARGET_OPTIONS_H
#define L2D_TARGET_OPTIONS_H

#include <stdbool.h>

#include "threshold/target.h"

struct target_options {
	double coverage, budget, risk; /* one of them at most; NaN where not given */
	double delta;
	double tolerance;
	int budget_in; /* 1: cost */
	int fair;      /* enum fair; below 0: not given */
	bool best, exact;
};

/* The target among the options, whose ranges have been checked.  ST_USAGE: a budget that is no share, a risk that not even a system
 * without errors has in the worst case. */
int target_options_read(
	struct target *t, const struct target_options *o, const struct ambiguity *ambiguity, struct err *e);

#endif
