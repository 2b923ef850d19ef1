/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * What a figure shows, in plain data: panels one below the other, each with two axes and series of points.  Nothing here
 * knows the program that draws it (figure_text.h).
 *
 * Texts that come from a table are bytes with a length, borrowed from whoever read them; they may hold anything.
 */
#ifndef L2D_FIGURE_H
#define L2D_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/names.h"

/* How a series is drawn; what it takes of a point. */
enum mark {
	MARK_LINES,     /* x, y */
	MARK_DOTS,      /* x, y: lines with a dot at every point */
	MARK_INTERVALS, /* x, y, y_lo, y_hi: the same with an interval at every dot */
	MARK_BAND,      /* x, y_lo, y_hi: a translucent ribbon */
	MARK_BARS,      /* x_lo to x_hi, y_lo to y_hi: opaque */
	MARK_BOXES,     /* the same: translucent */
	MARK_VALUES,    /* x, y: the number y in two decimals, above the point */
	MARK_REFERENCE, /* x, y: a grey line that is no data */
	MARK_RANGES,    /* x, y, x_lo, x_hi: a dot with an interval to the left and to the right */
	MARK_POINTS,    /* x, y: large dots without a line */
	MARK_NUMBERS,   /* x, y: the number y_lo in two decimals, there */
	MARK_HULL,      /* x, y: a dotted line in ink, on the line that it is the hull of */
	MARK_CELLS,     /* x_lo to x_hi, y_lo to y_hi, shaded by y in [0, 1]; NaN: grey */
};

/* Fewer rows than this say little. */
#define FIGURE_FEW 10

/* NaN: undefined; a line is broken there. */
struct point {
	double x, y;
	double x_lo, x_hi;
	double y_lo, y_hi;
	double n; /* rows that it is of, where drawings say so; 0: not said.  An interval of few is drawn pale */
};

struct series {
	enum mark mark;
	size_t colour;    /* counted from 0, the same for what belongs together */
	struct name name; /* in the key; borrowed; s is NULL: not in the key */
	struct point *p;  /* [n] */
	size_t n, cap;
};

struct axis {
	const char *title;       /* NULL: none; the program's own words */
	struct name name;        /* in place of the title, from a table; borrowed; s is NULL: none */
	const char *below;       /* a line below the title that explains marks; NULL: none */
	double lo, hi;           /* NaN: by the points */
	bool share;              /* a limit by the points is within [0, 1] */
	double step;             /* between tics; 0: chosen */
	const struct names *tic; /* borrowed; name i stands at i + 1; NULL: numbers */
	bool log;                /* a logarithmic one: all numbers are above 0 */
	bool bare;               /* tics without numbers: the panel below has them */
};

/* Something that happened at x: a vertical line across the panel, and a text along it. */
struct note {
	double x;
	struct name text; /* borrowed; s is NULL: a line alone */
};

struct panel {
	struct axis x, y;
	double share;          /* of the figure's height, or its cell's; they sum to 1, but in a cell that lacks some */
	size_t cell;           /* of the grid */
	struct name title;     /* of the cell, in its first panel; borrowed; s is NULL: none */
	double headroom;       /* share of the panel left free above the points */
	bool key;              /* it has a key of its own; the first panel has one in any case */
	struct series *series; /* [n], drawn in this order */
	size_t n, cap;
	struct note *note; /* [notes] */
	size_t notes, note_cap;
};

struct figure {
	struct panel *panel; /* [n] from top to bottom */
	size_t n, cap;
	size_t colours;
	size_t cells;          /* of a grid of small multiples, which is filled row by row; 0: there is none */
	bool whole;            /* its lines belong together, however many */
	bool square;           /* the first of two panels has equal sides */
	double height;         /* times the usual one; 0: 1 */
	struct names names[2]; /* for an x and a y axis that borrow theirs here */
};

void figure_free(struct figure *f);

/* A panel below those there are, with free axes and all of the height; NULL without memory.  Valid until the next one. */
struct panel *figure_panel(struct figure *f, struct err *e);

/* A series without points; NULL without memory.  Valid until the panel's next one.  The figure has its colour. */
struct series *figure_series(
	struct figure *f, struct panel *p, enum mark mark, size_t colour, struct name name, struct err *e);

/* About three steps up to most, round ones. */
double axis_step(double most);

int panel_note(struct panel *p, struct note note, struct err *e);

/* A logarithmic x axis for every panel; ST_DATA where a point is not above 0. */
int figure_log_x(struct figure *f, struct err *e);

int series_add(struct series *s, struct point p, struct err *e);

/* A line of several points. */
bool series_is_curve(const struct series *s);

#endif
