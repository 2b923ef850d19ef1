/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A region of two columns, drawn as polygons: the rows whose values lie in one of them.
 *
 * The file is a table, a vertex a row, in order: its first two columns have the names of the table's columns in which the
 * polygons lie, a third one, if there is one, names the polygon.  The region is the union of its polygons
 * (math/polygon.h); a last vertex that repeats the first one is no further vertex.
 *
 * Memory: 16 bytes a vertex.  A row costs a comparison for every polygon whose frame it is outside of, else O(vertices).
 */
#ifndef L2D_REGION_H
#define L2D_REGION_H

#include "base/err.h"
#include "base/names.h"
#include "math/polygon.h"

struct region_ring {
	struct polygon polygon;
	size_t cap[2];
	double low[2], high[2]; /* the frame: least and greatest x and y */
};

struct region {
	struct names column;      /* [2] of x and y */
	struct names name;        /* of the polygons; empty where there is no third column */
	struct region_ring *ring; /* [n] */
	size_t n, cap;
};

/* ST_SYSTEM: the file cannot be read; ST_DATA, with the place: a vertex without a finite number, vertices of a polygon that
 * do not stand together, a polygon of fewer than three, other columns.  To be freed whatever comes of it. */
int region_read(struct region *r, const char *file, struct err *e);
void region_free(struct region *r);

/* Whether the finite point is in the region. */
bool region_has(const struct region *r, double x, double y);

#endif
