/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A figure as SVG within a page of HTML: colours, lines and letters are the page's style sheet's, by classes (c0 to c7, line, band, bar,
 * box, dot, grid, frame, reference, note, middle, end).  It has a title and a description for who does not see it, and every mark
 * that is not one of very many has a title of its own, which is shown on hover: its numbers, and how many rows it is of.
 * The panel's ranges are in data-x and data-y, so that a script can put a mark into it.
 */
#ifndef L2D_FIGURE_SVG_H
#define L2D_FIGURE_SVG_H

#include "figure/figure.h"
#include "draw/put.h"

/* Its number in the page; the title is the page's own words. */
void put_figure_svg(struct text *t, const struct figure *f, size_t number, const char *title);

#endif
