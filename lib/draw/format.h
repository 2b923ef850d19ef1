/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The formats of a figure: SVG, PNG, PDF, EPS, what TeX reads (TikZ, and a picture of LaTeX), and a drawing in characters.
 */
#ifndef L2D_FORMAT_H
#define L2D_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum format { FORMAT_SVG, FORMAT_PNG, FORMAT_PDF, FORMAT_EPS, FORMAT_TIKZ, FORMAT_TEX, FORMAT_DUMB, FORMAT_COUNT };

struct format_entry {
	const char *name;
	const char *suffix;   /* of files */
	const char *terminal; /* gnuplot's */
	double width, height; /* in units: pixels, centimetres, characters */
	const char *unit;     /* behind a size; "": whole numbers */
	const char *measure;  /* the unit's name */
	const char *rest;     /* of its options; texts are no markup in any of them */
	const char *font;     /* NULL: none of its own */
	double points;        /* the font's size */
	bool characters;      /* drawn on a page of lines */
	bool tex;             /* texts are read by TeX */
	bool opaque;          /* ribbons are pale, not translucent: PostScript and LaTeX's pictures have none of that */
};

extern const struct format_entry format_table[FORMAT_COUNT];

/* The name of format i; NULL after the last. */
const char *format_name(size_t i);

/* The format that the suffix of a file's name tells, or -1. */
int format_of(const char *file);

/* Takes out of what gnuplot drew what says nothing: the time of day, so that the same figure has the same bytes; of a drawing
 * in characters what fills its page up: form feeds, blanks at line ends, an empty first and last line. */
void format_finish(enum format format, struct buf *drawn);

#endif
