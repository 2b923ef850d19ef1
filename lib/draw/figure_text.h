/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * A figure as a gnuplot program with its data in it.
 *
 * The only texts from outside are names, made fit by label.h.  They stand in the program between double quotes: letters,
 * digits, blanks, "-_.,:;=+/()" and the bytes of characters beyond ASCII as they are, all other bytes, and digits behind
 * such a byte, as a backslash and three octal digits.  So no name holds a quote, a backslash, a line end, or anything that
 * gnuplot replaces between quotes (`...`), and none goes through a number format (the names on an axis are labels for that
 * reason: gnuplot takes the text of a tic for a format).  Names of files are not in the program: gnuplot writes to its
 * standard output.
 */
#ifndef L2D_FIGURE_TEXT_H
#define L2D_FIGURE_TEXT_H

#include "base/buf.h"
#include "figure/figure.h"
#include "draw/style.h"

/* Appends the program to out. */
int figure_text(
	const struct figure *f, enum format format, const struct figure_style *style, struct buf *out, struct err *e);

#endif
