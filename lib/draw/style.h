/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * How a figure looks, apart from what it shows: a title, a size and a font in place of the format's own.
 */
#ifndef L2D_STYLE_H
#define L2D_STYLE_H

#include "base/names.h"
#include "draw/format.h"

/* What is zero is as the format has it.  Texts are borrowed. */
struct figure_style {
	struct name title;
	double width, height; /* in the format's units */
	struct name font;
	double points; /* the font's size */
};

/* "WxH", each from a tenth of the format's usual size to ten times that; whole numbers where the unit is no length.  ST_USAGE
 * for others. */
int style_size(struct figure_style *s, const char *text, enum format format, struct err *e);

/* "NAME" or "NAME,POINTS".  A name is of letters, digits, blanks, '-', '_' and '.': what formats have it written in takes no
 * escapes.  ST_USAGE for others, and for a format that has no fonts. */
int style_font(struct figure_style *s, const char *text, enum format format, struct err *e);

#endif
