/* SPDX-License-Identifier: GPL-3.0-or-later; Copyright (C) 2026 the l2d authors */
/*
 * Rows kept whole: the probabilities of all classes, weight and label, for what is no function of one confidence a row.
 * The classes are in the order of their names, so that neither the order of columns nor that of states changes anything.
 *
 * Memory: 8 (classes + 2) bytes a row, and as much again while sorting.
 */
#ifndef L2D_VECTOR_ROWS_H
#define L2D_VECTOR_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/names.h"
#include "summary/state.h"

struct vector_rows {
	size_t n, classes;
	double *v; /* [n][classes + 2]: probabilities, weight, label */
	size_t cap;
	size_t *with; /* [nwith] a name: rows of the states that have this class */
	size_t nwith, withcap;
};

void vector_rows_free(struct vector_rows *t);
/* order [classes]: the classes in the order of their names; weight > 0. */
int vector_rows_add(struct vector_rows *t, const double *p, const size_t *order, size_t classes, size_t label,
	double weight, struct err *e);
int vector_rows_merge(struct vector_rows *t, const struct vector_rows *other, struct err *e);

/* Parts vector (the classes' number as the place) and, of every class's name, vector_class: rows. */
int vector_rows_write(const struct vector_rows *t, const struct names *classes, struct state_out *o, struct err *e);
/* Adds the item; *taken is false when it is no part of this. */
int vector_rows_read(struct vector_rows *t, struct names *classes, struct state_item *i, bool *taken, struct err *e);
/* Whether what was read is of rows with the same classes. */
bool vector_rows_are_sound(const struct vector_rows *t);

/* Rising by probabilities, then weight, then label.  Weights become whole numbers of their common measure (math/unit.h), or are
 * divided by a power of two. */
int vector_rows_sort(struct vector_rows *t, struct err *e);

#endif
