/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Names of curves at their right ends as gnuplot text, each with a line of the curve's colour that leads from its end.
 */
#ifndef L2D_TEXT_ENDS_H
#define L2D_TEXT_ENDS_H

#include "draw/put.h"
#include "figure/ends.h"

/* The labels of panel i, of a figure that is neither a grid nor square; and limits and steps of the axes on which they are right.
 * ends.n is 0: it has a key. */
void text_ends_of(struct text *t, const struct figure *f, size_t i, struct ends *ends, struct axis *x, struct axis *y);

/* The right margin, in letters, that the panels of the figure share; 0: none has labels. */
size_t text_ends_margin(struct text *t, const struct figure *f);

void put_ends(struct text *t, const struct ends *ends);

#endif
