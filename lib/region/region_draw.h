/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The picture that a region is drawn on: rows as marks in the shape and colour of their class, and where the model changes its answer;
 * an empty drawing above it, for the script.
 */
#ifndef L2D_REGION_DRAW_H
#define L2D_REGION_DRAW_H

#include "region/region_line.h"

/* The plane's frame in the drawing. */
struct frame region_frame(const struct region_rows *r);

int region_draw(struct text *t, const struct region_rows *r, const struct frame *f, struct err *e);

/* What the shapes and the line mean, a list. */
void region_key(struct text *t, const struct region_rows *r);

#endif
