/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Points in polygons, exactly: every answer is that of real arithmetic on the doubles given, whatever their size.
 *
 * A polygon is closed: its edges, the last one from the last vertex to the first, and its vertices belong to it.  Off the
 * edges a point is inside iff the polygon winds around it (a winding number other than 0; Hormann and Agathos 2001, "The
 * point in polygon problem for arbitrary polygons"), so that a line that crosses itself encloses what it encloses either
 * way round, and nothing that it runs around twice becomes a hole.
 *
 * Rests on one sign, that of twice the area of a triangle: in doubles with a bound of its error (Shewchuk 1997, "Adaptive
 * precision floating-point arithmetic"), and where that does not tell, as the exact sum of six products.
 */
#ifndef L2D_POLYGON_H
#define L2D_POLYGON_H

#include <stdbool.h>
#include <stddef.h>

struct polygon {
	size_t n;      /* vertices */
	double *x, *y; /* [n] finite */
};

/* 1, 0 or -1: p is left of the line from a to b, on it, or right of it.  All numbers are finite. */
int polygon_side(double ax, double ay, double bx, double by, double px, double py);

/* Whether the finite point is inside, or on an edge.  O(n). */
bool polygon_has(const struct polygon *g, double px, double py);

#endif
