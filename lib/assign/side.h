/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Assignment under limits that no network has: of what answers use up, minutes or money, or of the mean loss of groups of
 * rows, of which the largest can also be what is minimised.
 *
 * Lagrangian relaxation: at prices p >= 0 of the goods the cheapest assignment at cost + p use is an exact one of assign/assign, and its cost less
 * p limit is a bound from below.  The best prices are found by column generation (assign/master), each with every other
 * step halfway to the best ones so far, which steadies them (Wentges 1997); the bound is that of the linear programme over mixtures of assignments, of
 * which an optimum mixes k + 1 at most for k goods, so that few rows of many are in doubt.  Whole assignments that keep the limits are
 * those met on the way and, where rows have one agent, what lies near the mixture (assign/whole); branch and bound over the rows in
 * doubt goes on, the least bound first, by a count of solved
 * networks that falls with the table's size, so that small tables are solved exactly or nearly.  What is left is the gap.
 */
#ifndef L2D_SIDE_H
#define L2D_SIDE_H

#include "assign/relax.h"

/* As assign_solve, whose gap is that of rounding here; r->price are those of the relaxation.  ST_NUMERIC: limits clash, or no whole assignment that
 * keeps them was found. */
int side_solve(
	const struct assign *p, const struct side *s, struct assign_result *r, struct side_result *x, struct err *e);

#endif
