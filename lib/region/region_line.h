/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Where a model changes its answer, seen from its rows alone: every node of a grid over the plane has the answer of the row nearest
 * to it on the page, and how sure that is; between two nodes of different answers the line crosses where the two margins,
 * drawn straight, would meet at 0.  Triangles of nodes, so that three answers that meet have their lines meet.
 *
 * It is a picture: a model that looks at other columns, too, has no line in this plane.  O(nodes x rows).
 */
#ifndef L2D_REGION_LINE_H
#define L2D_REGION_LINE_H

#include "draw/put.h"
#include "figure/frame.h"
#include "region/region_rows.h"

enum { REGION_GRID = 60 }; /* cells on each side */

/* Appends the path's data, segments "Mx yLx y". */
int region_line(struct text *t, const struct region_rows *r, const struct frame *f, struct err *e);

#endif
