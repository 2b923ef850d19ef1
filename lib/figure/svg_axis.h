/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The frame of a panel in SVG: where numbers lie on the page, the range of an axis that has none, its tics.
 */
#ifndef L2D_SVG_AXIS_H
#define L2D_SVG_AXIS_H

#include "figure/figure.h"
#include "figure/put.h"

/* One axis: numbers from lo to hi lie between two places on the page, in units of the drawing. */
struct svg_axis {
	double lo, hi;
	double from, to;
	double step; /* between tics; 0: one tic a decade, of a logarithmic axis */
	bool log;
};

struct svg_frame {
	struct svg_axis x, y;
};

/* The frame of a panel within these places; limits that the panel leaves free are round ones around its points. */
struct svg_frame svg_frame(const struct panel *p, double left, double right, double top, double bottom);

double svg_place(const struct svg_axis *a, double value);

/* Grid, tics and titles. */
void put_svg_axes(struct text *t, const struct panel *p, const struct svg_frame *f);

#endif
