/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The grid of costs that --sweep asks for.
 */
#ifndef L2D_SWEEP_COSTS_H
#define L2D_SWEEP_COSTS_H

#include <stddef.h>

#include "base/err.h"

struct sweep_costs {
	size_t n;     /* at least 1 */
	double *cost; /* [n] */
};

/* "LO:HI:STEP": LO, LO + STEP, ... up to HI.  The costs are decimals of 15 digits, so that 0.15 is 0.15.
 * ST_USAGE.  To be freed on ST_OK only. */
int sweep_costs_read(struct sweep_costs *s, const char *grid, struct err *e);
void sweep_costs_free(struct sweep_costs *s);

#endif
