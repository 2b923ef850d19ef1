/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The rows of a table in the plane of two columns, for a page on which a region is drawn: what becomes of each whether it is
 * deferred or not, as l2d-threshold --rule region sends it, and what a threshold on the model's confidence does.
 *
 * Rows that are alike in all that counts here are one, of their weights together, and stand in an order of their own: by confidence
 * first.  So the order of the rows changes nothing, and a row of weight 2 is two rows.
 *
 * Memory: 72 bytes a row.  Time: O(n log n).
 */
#ifndef L2D_REGION_ROWS_H
#define L2D_REGION_ROWS_H

#include "base/names.h"
#include "math/sum.h"
#include "table/table.h"

enum region_part {
	REGION_CONFIDENCE, /* max p */
	REGION_X,
	REGION_Y,
	REGION_CLASS,  /* the label */
	REGION_ANSWER, /* the model's class */
	REGION_MARGIN, /* how far its probability is above the next class's */
	REGION_MODEL,  /* what its answer is worth: 1 or 0, or a quality; NaN where nobody knows */
	REGION_EXPERT, /* the same of the expert to whom the row would go */
	REGION_STUCK,  /* 1: deferred whatever is drawn, -1: kept, 0: free */
	REGION_PARTS
};

struct region_row {
	double part[REGION_PARTS];
	double weight;
};

struct region_rows {
	struct names column; /* [2] of x and y */
	struct names classes;
	struct region_row *row; /* [n] */
	size_t n, cap;
};

/* More rows that differ make a page that no browser likes. */
enum { REGION_ROWS_MOST = 100000 };

/* Reads the table; column [2].  ST_DATA also where no row has weight, or there are too many rows.  To be freed whatever comes of
 * it. */
int region_rows_read(struct region_rows *r, const struct names *column, const struct table_options *opt,
	bool renormalize, const struct strings *files, struct err *e);
void region_rows_free(struct region_rows *r);

/* A system's sums of weights over rows. */
struct region_point {
	double above;    /* rows of a confidence of this or more stay with the model; infinite: none does */
	double deferred; /* weight */
	double right;    /* of the answers' worth */
	double scored;   /* of the rows whose answer's worth is known */
};

/* What the threshold does: *at rows, 0 at first, are deferred but for those that are stuck; the next point has the next tie block
 * deferred, too.  False at the end. */
struct region_curve {
	const struct region_rows *rows;
	size_t at;
	bool started;
	struct sum deferred, right, scored;
};
bool region_curve_next(struct region_curve *c, struct region_point *p);

#endif
