/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The frame of a panel: the range of an axis that has none of its own, the step between its tics, and where numbers lie
 * between two places of a drawing.
 */
#ifndef L2D_FRAME_H
#define L2D_FRAME_H

#include "figure/figure.h"

/* One axis: numbers from lo to hi lie between two places, in units of the drawing. */
struct frame_axis {
	double lo, hi;
	double from, to;
	double step; /* between tics; 0: one tic a decade, of a logarithmic axis */
	bool log;
};

struct frame {
	struct frame_axis x, y;
};

/* The frame of a panel within these places; limits that the panel leaves free are round ones around its points. */
struct frame frame_of(const struct panel *p, double left, double right, double top, double bottom);

double frame_place(const struct frame_axis *a, double value);

#endif
