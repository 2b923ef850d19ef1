/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * The order of classes that turned up in the rows of a table without p_*: as numbers where all are numbers,
 * else by bytes.  A model's classes must not depend on the order of the rows it learned from.
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

#endif
