/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Names from a table as text that any figure can bear: valid UTF-8 without anything that moves the pen.
 *
 * A byte that is part of no character, of a control character, of one that turns the direction of writing (U+202A to
 * U+202E, U+2066 to U+2069), or of one that XML has no place for, is written \xHH, as in messages.  So are the last byte
 * of "]]>", which must not stand in the text of an SVG file, and the first of "&#", which gnuplot takes for SVG's own.
 */
#ifndef L2D_LABEL_H
#define L2D_LABEL_H

#include <stddef.h>

#include "base/buf.h"
#include "base/names.h"

/* Longer names are cut, and end in "...": 1,000 bytes fill a page. */
#define LABEL_BYTES 1000

/* Appends the n bytes of a name as such a text. */
int label_add(struct buf *out, const char *s, size_t n, struct err *e);

/* The same text for TeX: nothing in it is a command, and what looks like a ligature is none.  It begins with neither '{' nor
 * '[', which gnuplot takes for a place. */
int label_tex(struct buf *out, const char *text, size_t n, struct err *e);

/* The characters of a text in UTF-8. */
size_t label_width(const char *s, size_t n);

/* The name, or in `shown`, which has room for most + 3 bytes, "..." and the end of a longer one: of paths that tells more. */
struct name label_end(const struct name *name, size_t most, char *shown);

/* Those of the text that label_add makes of a name. */
int label_letters(const char *s, size_t n, size_t *letters, struct err *e);

#endif
