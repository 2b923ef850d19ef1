/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Small multiples: a figure of many curves as a grid of cells, one a curve, which all have the axes of the figure
 * (Tufte, Envisioning Information, 1990).  More curves than six in one panel are told apart by nobody.
 */
#ifndef L2D_MULTIPLES_H
#define L2D_MULTIPLES_H

#include "figure/figure.h"

enum { MULTIPLES_MOST = 6 }; /* curves that share a panel */

/* Parts the figure by the colours of its curves where these are more, and it may be parted; else leaves it as it is.  A cell has
 * the panels that its curve is in, with their grey lines and notes. */
int figure_multiples(struct figure *f, struct err *e);

#endif
