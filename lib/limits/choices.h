/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows of several agents as rows of one, each choice of agents being one: what no network says of a row, rules about sets that have
 * agents in common, is then part of the choices, and limits of numbers of readings are goods of assign/side, which solves
 * it, small tables by branch and bound over the choices of rows, with a gap.  For few choices: O(rows m^most).
 */
#ifndef L2D_CHOICES_H
#define L2D_CHOICES_H

#include "assign/side.h"
#include "limits/in_row.h"

/* Whether rows times choices are no more than `cells`, and no limit is soft, or on rows with fewer agents than `most`. */
bool choices_fit(const struct assign *p, size_t cells);

/* As side_solve, with the rules in the place of p->rule. */
int choices_solve(const struct assign *p, const struct side *s, const struct in_row *rule, struct assign_result *r,
	struct side_result *x, struct err *e);

#endif
