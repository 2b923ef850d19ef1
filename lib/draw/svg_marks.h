/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The series of a panel in SVG: lines, ribbons, dots, bars and cells, each mark with its numbers on hover.
 */
#ifndef L2D_SVG_MARKS_H
#define L2D_SVG_MARKS_H

#include "draw/put.h"
#include "figure/frame.h"

/* In four digits; NaN is unknown. */
void put_svg_number(struct text *t, double x);

void put_svg_series(struct text *t, const struct panel *p, const struct frame *f, const struct series *s);

#endif
