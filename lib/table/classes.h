/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The order of classes that turned up in the rows of a table without p_*: as numbers where all are numbers,
 * else by bytes.  A model's classes must not depend on the order of the rows it learned from.  And what to say about a
 * cell that is no class.
 */
#ifndef L2D_CLASSES_H
#define L2D_CLASSES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"

/* Adds the names of t that are used [t->n] to sorted; to [t->n] gets each one's place or NAMES_NONE. */
int classes_sort(const struct names *t, const bool *used, struct names *sorted, size_t *to, struct err *e);

/* Which of two classes is the positive one: the one of that name, or without a name (NULL) the last in the order above, so
 * that the order of columns does not matter.  ST_USAGE, ST_DATA: another number of classes; `file` is for that message. */
int classes_positive(const struct names *classes, const char *name, const char *file, size_t *positive, struct err *e);

/* "no class; the nearest is '0' (of '0', '1')", for a cell of n bytes, or "no agent ..." by the noun.  The nearest is the same
 * number in other digits ("0.0"), the same but for blanks around it, or names_nearest. */
enum { CLASSES_WORDS = 700 };
const char *classes_words(
	char out[CLASSES_WORDS], const char *noun, const struct names *classes, const char *s, size_t n);

#endif
