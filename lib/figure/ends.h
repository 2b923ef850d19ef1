/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The names of curves beside their right ends, in place of a key: where they lie so that no two overlap.
 *
 * Heights a_1 <= a_2 ... that minimise sum_i (a_i - y_i)^2 subject to a_(i+1) - a_i >= d are y_i - i d made monotone, plus
 * i d (Barlow et al. 1972; math/pav.h); limits at both sides clip the monotone numbers.
 */
#ifndef L2D_ENDS_H
#define L2D_ENDS_H

#include "figure/frame.h"

enum {
	ENDS_MOST = 6,
	ENDS_LETTERS = 24 /* of a name: longer ones leave too little of the panel */
};

struct end {
	const struct series *series; /* borrowed */
	double x, y;                 /* its last point to the right */
	double at;                   /* where the label is, from 0, the panel's lower edge, to 1 */
};

struct ends {
	struct end end[ENDS_MOST]; /* from the lowest to the highest */
	size_t n;
	size_t letters; /* of the longest name */
};

/* Labels for all named series of the panel, a line of text being this share of its height.  n is 0 where a key serves better:
 * a named series that is no curve or ends far from the right edge, too many of them, too long a name, too little height. */
int ends_of(const struct panel *p, const struct frame *f, double line, struct ends *ends, struct err *e);

#endif
