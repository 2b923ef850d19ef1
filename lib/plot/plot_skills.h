/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Who is right on what: a map of agents and classes, shaded by the accuracy of the agent, by itself, among the rows of the class
 * where it has an answer, and with that number where there is room; grey where it has none.
 * Reads y and e_*, and p_* (or z_*) and w if they are there.  Memory: O(classes times agents).
 */
#ifndef L2D_PLOT_SKILLS_H
#define L2D_PLOT_SKILLS_H

#include "figure/figure.h"
#include "table/table.h"

/* Describes the figure of one table, its classes as numbers or bytes in order. */
int plot_skills(
	const struct table_options *opt, const struct strings *files, size_t *skipped, struct figure *f, struct err *e);

#endif
