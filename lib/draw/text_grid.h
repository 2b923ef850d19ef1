/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A grid of small multiples as gnuplot text: where the cells are, and what stands around them once.
 */
#ifndef L2D_TEXT_GRID_H
#define L2D_TEXT_GRID_H

#include "figure/figure.h"
#include "draw/put.h"

/* The height that cells as wide as the drawing lets them be ask for. */
double grid_height(const struct text *t, const struct figure *f);

/* What is set before panel i is drawn: its place, its tics and titles. */
void put_grid_panel(struct text *t, const struct figure *f, size_t i);

#endif
