/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The axes of a panel in SVG.
 */
#ifndef L2D_SVG_AXIS_H
#define L2D_SVG_AXIS_H

#include "draw/put.h"
#include "figure/frame.h"

/* Letters of a name beside an axis that has names, and of one below it where they are turned. */
enum { SVG_BESIDE = 26, SVG_BELOW = 14 };

/* How much lower than numbers the names of an axis reach that is that long. */
double svg_names_depth(const struct axis *a, double length);

/* Grid, tics and titles. */
void put_svg_axes(struct text *t, const struct panel *p, const struct frame *f);

#endif
