/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Writing a gnuplot program, or HTML and SVG: its own words, numbers, and names from tables, which are quoted so that they are
 * never code.
 */
#ifndef L2D_PUT_H
#define L2D_PUT_H

#include "base/buf.h"
#include "base/names.h"
#include "draw/style.h"

/* The program as it grows; it keeps its first failure. */
struct text {
	struct buf *out;
	enum format format;
	const struct figure_style *style;
	size_t labels;        /* written so far in the panel */
	double width, height; /* in the format's units */
	double top, side;     /* of a square panel: its upper edge, as a share of the height; its sides */
	int st;
	struct err *e;
};

/* The height of a line of text and the width of its letters on average, in units of the drawing. */
double text_line(const struct text *t);
double text_letter(const struct text *t);

/* For the program's own words and counts; a piece is shorter than 256 bytes. */
void put(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* NaN, which gnuplot leaves out, where it is missing. */
void put_number(struct text *t, double x);

/* A name from a table, quoted. */
void put_name(struct text *t, const struct name *name);

/* The same as text or an attribute's value of HTML or SVG. */
void put_markup(struct text *t, const char *s, size_t n);
void put_markup_name(struct text *t, const struct name *name);

/* Bytes as they are; the same of words of the program's own of any length. */
void put_bytes(struct text *t, const char *s, size_t n);
void put_words(struct text *t, const char *s);

#endif
